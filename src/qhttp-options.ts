import type { SchedulerLike } from 'rxjs';
import type { DispatchLike } from './connection/dispatch-like.js';
import type { Limits } from './values/limits.js';

/** How a `QHttp` works. */
export interface QHttpOptions {
  /**
   * Sends everything instead of an own connection, and is never closed by us: any undici `Dispatcher`, such as a
   * `MockAgent`. Unless it has `observe`, the states are `Sending`, `Reading` and `Connected` only.
   */
  readonly dispatcher?: DispatchLike;
  /** How much is taken before a server, or a caller, is stopped. */
  readonly limits?: Partial<Limits>;
  /** Replaces the microtask in which the queue starts: with a `TestScheduler` everything is on virtual time. */
  readonly scheduler?: SchedulerLike;
}
