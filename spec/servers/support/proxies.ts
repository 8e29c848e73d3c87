import type { NetworkProxy } from '../../../src/index.js';
import type { Place } from './place.js';
import { outputFile, ServerProcess, type Plan } from './server-process.js';

/** How a proxy asks who somebody is: not at all, or for a password. */
export type Door = 'open' | 'password' | 'digest';

/** How a proxy is started. */
export type ProxyPlan = (port: number, place: Place) => Plan;

/** The same proxy once for each door, side by side. */
export class Proxies {
  readonly type: NetworkProxy['type'];
  readonly #servers: ReadonlyMap<Door, ServerProcess>;
  readonly #log: string;

  private constructor(type: NetworkProxy['type'], servers: ReadonlyMap<Door, ServerProcess>, log: string) {
    this.type = type;
    this.#servers = servers;
    this.#log = log;
  }

  /** @param log - the name of the file in which a proxy says what it does */
  static async start(
    type: NetworkProxy['type'],
    plans: Readonly<Partial<Record<Door, ProxyPlan>>>,
    log = outputFile,
  ): Promise<Proxies> {
    const starting = Object.entries(plans).map(async ([door, plan]) => {
      const server = await ServerProcess.start(1, (place, [port = 0]) => plan(port, place));
      return [door as Door, server] as const; // a key of this type
    });
    return new Proxies(type, new Map(await Promise.all(starting)), log);
  }

  portOf(door: Door): number {
    return this.#server(door).port;
  }

  /** The lines of its log in which this stands, as soon as there are so many. */
  logged(door: Door, about: string, count: number): Promise<readonly string[]> {
    return this.#server(door).place.lines(this.#log, count, (line) => line.includes(about));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#servers.values()].map((server) => server.stop()));
  }

  #server(door: Door): ServerProcess {
    const server = this.#servers.get(door);
    if (!server) throw new Error(`This proxy has no door of the kind ${door}`);
    return server;
  }
}
