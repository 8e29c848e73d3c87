import type { QHttpOptions } from '../qhttp-options.js';
import { WaitingLine } from '../queue/waiting-line.js';
import { scheduleWith, type Schedule } from '../values/schedule.js';
import type { Signal } from '../values/signal.js';
import { clockFrom } from './clock.js';
import { IdleConnections } from './idle-connections.js';
import { OriginLine } from './origin-line.js';
import type { PoolBounds } from './pool-options.js';
import { PooledConnection, type ConnectionOwner } from './pooled-connection.js';
import type { Dealer, PooledRequest } from './pooled-request.js';
import type { Origin } from './url-parts.js';

/**
 * Deals connections to requests.
 *
 * Each origin has a line of requests that wait, and the origins that could use a connection stand in a line of their
 * own. The first of them is given a connection for one request and goes to the end, so that one with ten thousand
 * requests does not keep its neighbour with a single one waiting. Nothing is searched: a request costs the same
 * however many wait.
 *
 * ```
 * turns:   A  B  C          A: 6 of 6 connections in use: it has no turn until one of them is free
 *          │  │  └ 1 waits
 *          │  └ 2 wait      the pool is full: the connection that has been idle for longest makes room
 *          └ 9,998 wait
 * ```
 */
export class ConnectionDealer implements ConnectionOwner, Dealer {
  readonly #bounds: PoolBounds;
  readonly #options: QHttpOptions;
  readonly #tell: (signal: Signal, origin: string) => void;
  readonly #schedule: Schedule;
  readonly #lines = new Map<string, OriginLine>();
  readonly #turns = new WaitingLine<OriginLine>();
  readonly #connections = new Set<PooledConnection>();
  readonly #idle: IdleConnections;
  #waiting = 0;
  #isDue = false;
  #isDealing = false;

  constructor(bounds: PoolBounds, options: QHttpOptions, tell: (signal: Signal, origin: string) => void) {
    this.#bounds = bounds;
    this.#options = options;
    this.#tell = tell;
    this.#schedule = scheduleWith(options.scheduler);
    this.#idle = new IdleConnections(bounds.idleMs, clockFrom(options.scheduler), (connection) => {
      this.#close(connection);
    });
  }

  get connections(): number {
    return this.#connections.size;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Puts a request at the end of the line of its origin; it is given a connection later, never inside this call. */
  join(request: PooledRequest): void {
    const line = this.#lineOf(request.origin);
    request.place = line.waiting.join(request);
    this.#waiting++;
    this.#takeTurn(line);
    if (this.#isDue) return;
    this.#isDue = true;
    this.#schedule(() => {
      this.#isDue = false;
      this.#deal();
    });
  }

  /** Removes a request that waits without a word, and ends one that runs. */
  withdraw(request: PooledRequest): void {
    const { place, carrier } = request;
    if (carrier) carrier.cancel();
    if (!place?.waits) return;
    const line = this.#lineOf(request.origin);
    line.waiting.leave(place);
    this.#waiting--;
    if (line.turn && line.waiting.size === 0) this.#turns.leave(line.turn);
    this.#forgetUnused(request.origin, line);
  }

  /** Ends everything: first the requests that run, then those that wait, each of which is handed to `onWaiting`. */
  destroy(onWaiting: (request: PooledRequest) => void): void {
    const connections = [...this.#connections];
    const lines = [...this.#lines.values()];
    const requests: PooledRequest[] = [];
    for (const { waiting } of lines) waiting.clear((request) => requests.push(request));
    this.#turns.clear(() => undefined);
    this.#connections.clear();
    this.#lines.clear();
    this.#idle.clear();
    this.#waiting = 0;
    for (const connection of connections) connection.destroy();
    for (const request of requests) onWaiting(request);
  }

  // What a connection tells.

  onSignal({ origin }: PooledConnection, signal: Signal): void {
    this.#tell(signal, origin.name);
  }

  onFree(connection: PooledConnection): void {
    const line = this.#lineOf(connection.origin);
    line.idle.push(connection);
    this.#idle.enter(connection);
    this.#takeTurn(line);
    this.#deal();
    if (this.#bounds.idleMs === 0 && this.#idle.has(connection)) this.#close(connection);
  }

  onGone(connection: PooledConnection): void {
    this.#remove(connection);
    this.#deal();
  }

  /** Hands out connections as long as there are some. */
  #deal(): void {
    if (this.#isDealing) return;
    this.#isDealing = true;
    while (this.#hasRoom() || this.#idle.size > 0) {
      const first = this.#turns.take();
      if (!first) break;
      const line = first.idle.length > 0 || this.#hasRoom() ? first : this.#makeRoom(first);
      // Whoever heard of a closing may have withdrawn what waits here.
      const request = line.waiting.take();
      if (!request) continue;
      this.#waiting--;
      const connection = this.#reuse(line) ?? this.#open(line, request.origin);
      this.#takeTurn(line);
      connection.carry(request);
    }
    this.#isDealing = false;
  }

  /**
   * The pool is full, and somebody's connection is idle: it is closed to make room, unless it is needed where it is.
   * An origin with fewer connections than another is given one of the other's until they are even, and one with none
   * always: so all have their share, and even ones do not take connections from each other all the time.
   *
   * @returns whose turn it is now
   */
  #makeRoom(line: OriginLine): OriginLine {
    const connection = this.#idle.oldest();
    if (!connection) return line; // never: somebody's connection is idle
    const owner = this.#lineOf(connection.origin);
    if (owner.waiting.size === 0 || line.open === 0 || owner.open - line.open > 1) {
      this.#close(connection);
      return line;
    }
    if (owner.turn) this.#turns.leave(owner.turn);
    this.#takeTurn(line);
    return owner;
  }

  #hasRoom(): boolean {
    return this.#connections.size < this.#bounds.connections;
  }

  /** Puts an origin at the end of those who wait for their turn, if it has a use for one. */
  #takeTurn(line: OriginLine): void {
    if (!line.turn?.waits && line.isReady(this.#bounds.connectionsPerOrigin)) line.turn = this.#turns.join(line);
  }

  #reuse(line: OriginLine): PooledConnection | undefined {
    const connection = line.idle.pop();
    if (connection) this.#idle.leave(connection);
    return connection;
  }

  #open(line: OriginLine, origin: Origin): PooledConnection {
    const connection = new PooledConnection(origin, this.#options, this);
    line.open++;
    this.#connections.add(connection);
    return connection;
  }

  /** Closes a connection that nobody uses. */
  #close(connection: PooledConnection): void {
    this.#remove(connection);
    connection.close();
  }

  #remove(connection: PooledConnection): void {
    if (!this.#connections.delete(connection)) return;
    const line = this.#lineOf(connection.origin);
    line.open--;
    if (this.#idle.has(connection)) {
      this.#idle.leave(connection);
      line.idle.splice(line.idle.indexOf(connection), 1);
    }
    this.#takeTurn(line);
    this.#forgetUnused(connection.origin, line);
  }

  #lineOf({ name }: Origin): OriginLine {
    const known = this.#lines.get(name);
    if (known) return known;
    const line = new OriginLine();
    this.#lines.set(name, line);
    return line;
  }

  /** An origin that is not used any more leaves nothing behind. */
  #forgetUnused({ name }: Origin, line: OriginLine): void {
    if (line.isUnused) this.#lines.delete(name);
  }
}
