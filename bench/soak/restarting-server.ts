import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A server in a process of its own that is killed and started anew, on the same port. */
export class RestartingServer {
  restarts = 0;
  #process: ChildProcess | undefined;
  #port = 0;

  get port(): number {
    return this.#port;
  }

  async start(): Promise<void> {
    const server = fork(new URL('server.ts', import.meta.url), [String(this.#port)]);
    this.#process = server;
    [this.#port] = (await once(server, 'message')) as [number]; // as server.ts tells it
  }

  async restart(): Promise<void> {
    await this.stop();
    this.restarts++;
    await this.start();
  }

  async stop(): Promise<void> {
    const server = this.#process;
    if (!server) return;
    this.#process = undefined;
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  }
}
