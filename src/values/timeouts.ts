import { ownProperties } from './own-properties.js';

/** How long a {@link QHttp} waits before a command ends with an `UnknownError`. All in milliseconds; 0 waits for ever. */
export interface Timeouts {
  /** Until a connection stands, from the lookup to the end of the TLS handshake; default 0. */
  readonly connect: number;
  /** From the end of a request until the head of its answer is whole; default 0. */
  readonly headers: number;
  /** While a request is on its way and no byte goes or comes, though the caller is ready for both; default 0. */
  readonly idle: number;
  /** For a whole command; default 0. */
  readonly total: number;
}

export type TimeoutName = keyof Timeouts;

/**
 * @returns undefined where nothing is bounded
 * @throws TypeError for what is no number, RangeError for one that is no time
 */
export function timeoutsFrom(options: unknown): Timeouts | undefined {
  if (options === undefined) return undefined;
  if (typeof options !== 'object' || options === null) throw new TypeError('The option timeouts must be an object');
  const own = ownProperties<Partial<Record<TimeoutName, unknown>>>(options);
  const timeouts = {
    connect: timeFrom('connect', own.connect),
    headers: timeFrom('headers', own.headers),
    idle: timeFrom('idle', own.idle),
    total: timeFrom('total', own.total),
  };
  return Object.values(timeouts).some((ms) => ms > 0) ? timeouts : undefined;
}

function timeFrom(name: TimeoutName, ms: unknown = 0): number {
  if (typeof ms !== 'number') throw new TypeError(`timeouts.${name} must be a number of milliseconds`);
  if (!(ms >= 0)) throw new RangeError(`timeouts.${name} must be from 0 milliseconds on, not ${String(ms)}`);
  return ms === Infinity ? 0 : ms;
}
