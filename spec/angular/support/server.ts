import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import type {} from '../src/provided.js';

/** Runs once before all specs: a server, whose origin they get by `inject('origin')`. */
export default async function setup(project: TestProject): Promise<() => void> {
  const server = createServer((_, answer) =>
    answer.writeHead(200, { 'access-control-allow-origin': '*' }).end('hello'),
  );
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  project.provide('origin', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return () => {
    server.close();
    server.closeAllConnections();
  };
}
