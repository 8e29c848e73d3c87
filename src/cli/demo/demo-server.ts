import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const chunk = Buffer.alloc(16 * 1024, 'rx-qhttp ');

/** A running server; `close` ends its connections, too. */
export interface DemoServer {
  readonly host: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** How large the bodies of the demonstration are, and how long each of them takes. */
export interface DemoPace {
  /** Milliseconds for one body. */
  readonly bodyMs: number;
}

export const knownBytes = 256 * chunk.byteLength;
export const chunkedBytes = 160 * chunk.byteLength;
export const slowBytes = 20 * 256;
export const uploadBytes = 2048 * chunk.byteLength;
const cutBytes = 256 * chunk.byteLength;

/** Starts a server on a free port of the loopback interface, with one page for each kind of answer. */
export async function startDemoServer(pace: DemoPace): Promise<DemoServer> {
  const server = createServer((request, response) => {
    const page = pages[request.url ?? ''] ?? missing;
    // A client that goes away amid a body is no reason to stop.
    page(request, response, pace).catch(() => response.destroy());
  });
  const { address, port } = await listening(server);
  return { host: address, port, close: () => closed(server) };
}

type Page = (request: IncomingMessage, response: ServerResponse, pace: DemoPace) => Promise<void>;

const pages: Readonly<Record<string, Page | undefined>> = {
  '/known.bin': async (_request, response, pace) => {
    response.writeHead(200, { 'Content-Length': knownBytes });
    await send(response, knownBytes, chunk.byteLength, pace.bodyMs);
    response.end();
  },
  '/chunked.bin': async (_request, response, pace) => {
    response.writeHead(200);
    await send(response, chunkedBytes, chunk.byteLength, pace.bodyMs);
    response.end();
  },
  '/slow.txt': async (_request, response, pace) => {
    response.writeHead(200, { 'Content-Length': slowBytes });
    await send(response, slowBytes, 256, pace.bodyMs);
    response.end();
  },
  '/upload': async (request, response, pace) => {
    const bytes = await receive(request, uploadBytes, pace.bodyMs);
    response.end(`received ${bytes} bytes\n`);
  },
  // Says how much will come, sends a part of it, and hangs up.
  '/cut.bin': async (_request, response, pace) => {
    response.writeHead(200, { 'Content-Length': cutBytes });
    await send(response, cutBytes / 2, chunk.byteLength, pace.bodyMs / 2);
    response.socket?.end();
  },
};

const missing: Page = (_request, response) => {
  response.writeHead(404);
  response.end('There is no such page.\n');
  return Promise.resolve();
};

/** Sends so many bytes within about so many milliseconds. */
async function send(response: ServerResponse, bytes: number, pieceBytes: number, ms: number): Promise<void> {
  const startedAt = performance.now();
  for (let sent = 0; sent < bytes; sent += pieceBytes) {
    response.write(chunk.subarray(0, Math.min(pieceBytes, bytes - sent)));
    await until(startedAt + (ms * sent) / bytes);
  }
}

/** Reads a body so slowly that so many bytes take so many milliseconds. */
async function receive(request: IncomingMessage, bytes: number, ms: number): Promise<number> {
  const startedAt = performance.now();
  let received = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    received += piece.byteLength;
    await until(startedAt + (ms * received) / bytes);
  }
  return received;
}

async function until(time: number): Promise<void> {
  const rest = time - performance.now();
  // Timers are no finer than a few milliseconds: what is due soon is due now.
  if (rest > 5) await wait(rest);
}

function listening(server: Server): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // It listens on an address, so it has one of this kind.
    server.listen(0, '127.0.0.1', () => resolve(server.address() as AddressInfo));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
