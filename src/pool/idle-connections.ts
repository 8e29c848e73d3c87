import type { Clock } from './clock.js';
import type { PooledConnection } from './pooled-connection.js';

/** The largest delay of a timer: with one more it would go off at once. */
const longest = 2 ** 31 - 1;

/**
 * The connections that nobody uses, the least recently used one first. One timer stands for all of them, and it is
 * set anew only when it has gone off: using a connection touches no timer.
 */
export class IdleConnections {
  /** Since when; a Map keeps the order of entering, and is no larger than the pool. */
  readonly #since = new Map<PooledConnection, number>();
  readonly #idleMs: number;
  readonly #clock: Clock;
  readonly #onExpired: (connection: PooledConnection) => void;
  #stopTimer: (() => void) | undefined;

  /** @param onExpired - called for one that has been idle for too long, which then leaves */
  constructor(idleMs: number, clock: Clock, onExpired: (connection: PooledConnection) => void) {
    this.#idleMs = idleMs;
    this.#clock = clock;
    this.#onExpired = onExpired;
  }

  get size(): number {
    return this.#since.size;
  }

  has(connection: PooledConnection): boolean {
    return this.#since.has(connection);
  }

  enter(connection: PooledConnection): void {
    this.#since.set(connection, this.#clock.now());
    this.#setTimer(this.#idleMs);
  }

  leave(connection: PooledConnection): void {
    this.#since.delete(connection);
  }

  /** The one that has not been used for the longest time. */
  oldest(): PooledConnection | undefined {
    return this.#since.keys().next().value;
  }

  clear(): void {
    this.#since.clear();
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  #setTimer(milliseconds: number): void {
    if (this.#stopTimer || milliseconds === Infinity) return;
    this.#stopTimer = this.#clock.after(Math.min(milliseconds, longest), () => {
      this.#stopTimer = undefined;
      this.#sweep();
    });
  }

  #sweep(): void {
    const now = this.#clock.now();
    for (const [connection, since] of this.#since) {
      const left = since + this.#idleMs - now;
      if (left > 0) {
        this.#setTimer(left);
        return;
      }
      this.#onExpired(connection);
    }
  }
}
