import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Place, pollMs, servant } from './place.js';

/** What it takes to start a server. */
export interface Plan {
  /** Its path. */
  readonly program: string;
  readonly args: readonly string[];
  /** Whether it has to read files of the project, which may be hidden from others. */
  readonly asSelf?: boolean;
}

/** A server that runs in a folder of its own, on free ports of 127.0.0.1. */
export class ServerProcess {
  readonly #process: ChildProcess;

  private constructor(
    readonly place: Place,
    readonly ports: readonly number[],
    process: ChildProcess,
  ) {
    this.#process = process;
  }

  /** @param prepare - writes what the server reads, and says how it is started */
  static async start(count: number, prepare: (place: Place, ports: readonly number[]) => Plan): Promise<ServerProcess> {
    for (let attempt = 1; ; attempt++) {
      const server = await ServerProcess.#launch(count, prepare);
      if (await server.#accepts()) return server;
      const said = server.place.read(outputFile).toString();
      server.place.remove();
      // Somebody may have taken a port between its choice and its use.
      if (attempt === attempts) throw new Error(`${server.#process.spawnfile} did not start: ${said}`);
    }
  }

  static async #launch(count: number, prepare: (place: Place, ports: readonly number[]) => Plan) {
    const place = new Place();
    const ports = await freePorts(count);
    const { program, args, asSelf = false } = prepare(place, ports);
    place.write(outputFile, '');
    const output = openSync(place.path(outputFile), 'a');
    const child = spawn(program, args, {
      cwd: place.folder,
      stdio: ['ignore', output, output],
      ...(asSelf ? {} : servant),
    });
    closeSync(output);
    await once(child, 'spawn');
    return new ServerProcess(place, ports, child);
  }

  get port(): number {
    return this.ports[0] ?? 0;
  }

  async stop(): Promise<void> {
    if (!this.#hasEnded) {
      const exit = once(this.#process, 'exit');
      this.#process.kill('SIGTERM');
      await exit;
    }
    this.place.remove();
  }

  get #hasEnded(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** Tries until all ports accept, or it has given up. */
  async #accepts(): Promise<boolean> {
    for (const port of this.ports) {
      while (!(await canConnect(port))) {
        if (this.#hasEnded) return false;
        await wait(pollMs);
      }
    }
    return !this.#hasEnded;
  }
}

const attempts = 3;

/** What a server prints. */
export const outputFile = 'output.log';

async function canConnect(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false; // it does not listen yet
  } finally {
    socket.destroy();
  }
}

/** All at once, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port); // they listen on TCP
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
