import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { TLSSocketOptions } from 'node:tls';
import type { Activity } from './activity.js';
import type { Clock } from './clock.js';
import { listenOnFiveDigits } from './ports.js';
import type { Script, ServerStep } from '../recording.js';
import { ScriptedConnection, type SeenConnection } from './scripted-connection.js';

export interface ScriptedServerOptions {
  readonly scripts: readonly Script[];
  readonly activity: Activity;
  readonly clock: Clock;
  /** Counts the requests over all servers of a replay. */
  readonly nextOrder: () => number;
  /** After so many accepted connections the listening socket is closed. */
  readonly listenerClosesAfter?: number | undefined;
  /** Whether TLS is spoken from the first byte. */
  readonly tls?: boolean | undefined;
  /** The secret and the certificate for TLS. */
  readonly credentials?: TLSSocketOptions;
}

/** So long nothing may come in any more, in milliseconds. */
const settledMs = 30;

/** A raw server: the n-th accepted connection carries out the n-th script, and all that comes in is noted. */
export class ScriptedServer {
  readonly #options: ScriptedServerOptions;
  readonly #listener: Server;
  readonly #connections: ScriptedConnection[] = [];
  readonly #handover = new Handover();
  readonly #faults: unknown[] = [];
  #port = 0;

  private constructor(options: ScriptedServerOptions) {
    this.#options = options;
    this.#listener = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
  }

  static async start(options: ScriptedServerOptions): Promise<ScriptedServer> {
    const server = new ScriptedServer(options);
    server.#port = await listenOnFiveDigits(server.#listener);
    return server;
  }

  get port(): number {
    return this.#port;
  }

  /** Whether nothing more will come from this server unless the client does something. */
  get settled(): boolean {
    return this.#connections.every((connection) => connection.settled);
  }

  /** Whether the client holds no connection to this server. */
  get deserted(): boolean {
    return this.#connections.every((connection) => connection.over);
  }

  /** Errors of the server itself, not of the client. */
  get faults(): readonly unknown[] {
    return this.#faults;
  }

  received(): readonly SeenConnection[] {
    return this.#connections.map((connection, index) => ({
      ...connection.received(),
      ...(this.#options.scripts[index] === undefined && { unscripted: true }),
    }));
  }

  /** Resolves when all that has come in is read. */
  silence(): Promise<void> {
    return this.#options.activity.silence(() => (this.settled ? settledMs : Infinity));
  }

  async stop(): Promise<void> {
    for (const connection of this.#connections) connection.destroy();
    if (!this.#listener.listening) return;
    this.#listener.close();
    await once(this.#listener, 'close');
  }

  #accept(socket: Socket): void {
    const { activity, clock, nextOrder, scripts, tls = false, credentials = {}, listenerClosesAfter } = this.#options;
    activity.note();
    const connection = new ScriptedConnection(socket, {
      activity,
      clock,
      nextOrder,
      credentials,
      tls: tls ? credentials : undefined,
    });
    const script = scripts[this.#connections.length]?.connection;
    this.#connections.push(connection);
    if (this.#connections.length === listenerClosesAfter) this.#listener.close();
    this.#serve(connection, script).catch((error: unknown) => this.#faults.push(error));
  }

  async #serve(connection: ScriptedConnection, script: readonly ServerStep[] | undefined): Promise<void> {
    const skipped = await connection.play(script ?? (await this.#handover.take()));
    const [first] = skipped;
    if (first !== undefined && ('readRequest' in first || 'readHead' in first)) this.#handover.leave(skipped);
    await connection.rest();
  }
}

/**
 * A client that leaves a connection because of what came on it makes its next request on a new one, which the script
 * does not have. The server answers there as it would have on the old one: the rest of that script is carried out.
 */
class Handover {
  readonly #left: (readonly ServerStep[])[] = [];
  readonly #takers: ((steps: readonly ServerStep[]) => void)[] = [];

  leave(steps: readonly ServerStep[]): void {
    const taker = this.#takers.shift();
    if (taker === undefined) this.#left.push(steps);
    else taker(steps);
  }

  async take(): Promise<readonly ServerStep[]> {
    return this.#left.shift() ?? (await new Promise((resolve) => this.#takers.push(resolve)));
  }
}
