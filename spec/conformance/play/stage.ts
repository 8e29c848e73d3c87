import type { Activity } from '../server/activity.js';
import type { Clock } from '../server/clock.js';
import { holdRefusedPort, type RefusedPort } from '../server/ports.js';
import type { Json, Recording } from '../recording.js';
import type { SeenConnection } from '../server/scripted-connection.js';
import { selfSigned } from '../../support/certificates/certificates.js';
import { withDigestJudged } from './digest-answer.js';
import { ScriptedServer } from '../server/scripted-server.js';

const host = '127.0.0.1';

/** Everything around the object of a replay: its servers, and what `$HOST`, `$PORT`, `$PORT2` and `$REFUSED` are. */
export class Stage {
  readonly #servers: readonly ScriptedServer[];
  readonly #refused: RefusedPort;
  readonly #digest: Recording['digest'];
  readonly #ports: ReadonlyMap<string, number>;

  private constructor(servers: readonly ScriptedServer[], refused: RefusedPort, digest: Recording['digest']) {
    this.#digest = digest;
    this.#servers = servers;
    this.#refused = refused;
    // Longer names first: one begins with the other.
    this.#ports = new Map([
      ['$PORT2', servers[1]?.port ?? 0],
      ['$PORT', servers[0]?.port ?? 0],
      ['$REFUSED', refused.port],
    ]);
  }

  static async set(recording: Recording, activity: Activity, clock: Clock): Promise<Stage> {
    let orders = 0;
    const nextOrder = (): number => orders++;
    const { server, server2, tls, tls2, listenerClosesAfter } = recording;
    const servers = [
      await ScriptedServer.start({
        scripts: server,
        activity,
        clock,
        nextOrder,
        tls,
        credentials: selfSigned,
        listenerClosesAfter,
      }),
    ];
    if (server2 !== undefined) {
      servers.push(
        await ScriptedServer.start({
          scripts: server2,
          activity,
          clock,
          nextOrder,
          tls: tls2,
          credentials: selfSigned,
        }),
      );
    }
    return new Stage(servers, await holdRefusedPort(), recording.digest);
  }

  /** Whether the servers have nothing more to do unless the client does something. */
  get settled(): boolean {
    return this.#servers.every((server) => server.settled);
  }

  /** Whether no connection is open. */
  get deserted(): boolean {
    return this.#servers.every((server) => server.deserted);
  }

  get faults(): readonly unknown[] {
    return this.#servers.flatMap((server) => server.faults);
  }

  /** Puts host and ports in for the words that stand for them; a port that is a whole value becomes a number. */
  fill(value: Json): Json {
    if (typeof value !== 'string') return value;
    const port = this.#ports.get(value);
    if (port !== undefined) return port;
    let filled = value.replaceAll('$HOST', host);
    for (const [word, number] of this.#ports) filled = filled.replaceAll(word, String(number));
    return filled;
  }

  /** The word that stands for a port. */
  wordFor(port: number): string | number {
    return [...this.#ports].find(([, number]) => number > 0 && number === port)?.[0] ?? port;
  }

  received(): readonly (readonly SeenConnection[])[] {
    return this.#servers.map((server) =>
      server.received().map((connection) => ({
        ...connection,
        requests: connection.requests.map((request) =>
          withDigestJudged({ ...request, head: this.#clear(request.head) }, this.#digest),
        ),
      })),
    );
  }

  async stop(): Promise<void> {
    this.#refused.release();
    await Promise.all(this.#servers.map((server) => server.stop()));
  }

  /** A head with the words for the ports. */
  #clear(head: string): string {
    let cleared = head;
    for (const [word, number] of this.#ports) cleared = cleared.replaceAll(`:${number}`, `:${word}`);
    return cleared;
  }
}
