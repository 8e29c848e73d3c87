import type { QHttpOptions } from '../qhttp-options.js';

/** How a `QHttpPool` works; what a `QHttp` takes holds for each of its connections. */
export interface QHttpPoolOptions extends QHttpOptions {
  /** How many connections there may be in all; default 256, as many as a browser has. */
  readonly connections?: number;
  /** How many there may be to one origin; default 6, as many as a browser has. */
  readonly connectionsPerOrigin?: number;
  /**
   * After how many milliseconds a connection that nobody uses is closed; default 4,000: many a server closes its own
   * end after 5 s. 0 closes it as soon as no request waits for its origin, Infinity never.
   */
  readonly idleMs?: number;
}

/** The bounds of a pool, complete and checked. */
export interface PoolBounds {
  readonly connections: number;
  readonly connectionsPerOrigin: number;
  readonly idleMs: number;
}

/** @throws RangeError for what cannot be a number of connections or a time */
export function boundsFrom(options: QHttpPoolOptions): PoolBounds {
  const { connections = 256, connectionsPerOrigin = 6, idleMs = 4000 } = options;
  checkCount('connections', connections);
  checkCount('connectionsPerOrigin', connectionsPerOrigin);
  if (typeof idleMs !== 'number' || !(idleMs >= 0)) {
    throw new RangeError(`idleMs must be a number of milliseconds from 0 on, not ${String(idleMs)}`);
  }
  return { connections, connectionsPerOrigin, idleMs };
}

function checkCount(name: string, count: number): void {
  if (count !== Infinity && !(Number.isInteger(count) && count > 0)) {
    throw new RangeError(`${name} must be a whole number from 1 on, or Infinity, not ${String(count)}`);
  }
}
