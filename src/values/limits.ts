import { ownProperties } from './own-properties.js';

/** How much a {@link QHttp} takes before it stops a server, or a caller. All in bytes but the last. */
export interface Limits {
  /** The head of an answer; default 64 KiB. More is an `InvalidResponseHeader`. */
  readonly headerBytes: number;
  /** The body of an answer; default Infinity. More is an `UnknownError`, and the socket is closed. */
  readonly bodyBytes: number;
  /** What is kept for `read()`; default Infinity. With more than this unread the socket is paused. */
  readonly bufferedBytes: number;
  /** Waiting commands; default Infinity. One more is a `RangeError` at the call. */
  readonly pendingCommands: number;
}

/** @throws RangeError for a limit that is negative or no number */
export function limitsFrom(options: Partial<Limits> = {}): Limits {
  const own = ownProperties(options);
  const limits = {
    headerBytes: own.headerBytes ?? 64 * 1024,
    bodyBytes: own.bodyBytes ?? Infinity,
    bufferedBytes: own.bufferedBytes ?? Infinity,
    pendingCommands: own.pendingCommands ?? Infinity,
  };
  for (const [name, value] of Object.entries(limits)) {
    if (typeof value !== 'number' || !(value >= 0)) {
      throw new RangeError(`limits.${name} must be a number from 0 on, not ${String(value)}`);
    }
  }
  return limits;
}
