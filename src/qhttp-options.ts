import { platform } from '#transport';
import type { SchedulerLike } from 'rxjs';
import type { DispatchLike } from './connection/dispatch-like.js';
import type { Interceptor } from './connection/interceptor.js';
import type { TlsOptions } from './values/tls-options.js';
import type { Limits } from './values/limits.js';
import type { Timeouts } from './values/timeouts.js';

/** @throws TypeError or RangeError for options that cannot be, alone or together */
export function checkOptions(options: QHttpOptions): void {
  const { challenges = 'fail', dispatcher, interceptors, pipelining = 1, scheduler, tls } = options;
  if (!Number.isInteger(pipelining) || pipelining < 1) {
    throw new RangeError(`The option pipelining must be a whole number from 1 on, not ${String(pipelining)}`);
  }
  if (pipelining > 1 && (dispatcher || interceptors)) {
    throw new TypeError(`The options pipelining and ${dispatcher ? 'dispatcher' : 'interceptors'} exclude each other`);
  }
  if (!['fail', 'deliver'].includes(challenges)) {
    throw new TypeError(`The option challenges must be 'fail' or 'deliver', not ${JSON.stringify(challenges)}`);
  }
  if (dispatcher !== undefined && typeof dispatcher.dispatch !== 'function') {
    throw new TypeError('The option dispatcher must have a method dispatch()');
  }
  if (scheduler !== undefined && typeof scheduler.schedule !== 'function') {
    throw new TypeError('The option scheduler must have a method schedule()');
  }
  if (dispatcher && tls) throw new TypeError('The options dispatcher and tls exclude each other');
  if (interceptors !== undefined) checkInterceptors(interceptors);
  if (dispatcher && interceptors) {
    throw new TypeError(
      'The options dispatcher and interceptors exclude each other: compose the dispatcher with the interceptors yourself',
    );
  }
  if (!dispatcher) platform.checkOptions(options);
}

function checkInterceptors(interceptors: unknown): void {
  if (!Array.isArray(interceptors) || !interceptors.every((one) => typeof one === 'function')) {
    throw new TypeError('The option interceptors must be an array of functions');
  }
}

/** How a `QHttp` works. */
export interface QHttpOptions {
  /**
   * What becomes of a 401 that nobody answers: without credentials, with credentials that were refused, of a scheme that is
   * not known. `fail` by default: the command ends with `AuthenticationRequiredError`. With `deliver` it is an answer as any
   * other, with head and body; so is a 407 of the host itself, while that of a proxy stays an error. Subscribers are asked
   * first in both cases, here at the head of the answer, of which the body waits while they think.
   */
  readonly challenges?: 'fail' | 'deliver';
  /**
   * Sends everything instead of an own connection, and is never closed by us: any undici `Dispatcher`, such as a
   * `MockAgent`. Unless it has `observe`, the states are `Sending`, `Reading` and `Connected` only.
   */
  readonly dispatcher?: DispatchLike;
  /** How much is taken before a server, or a caller, is stopped. */
  readonly limits?: Partial<Limits>;
  /**
   * Stand between the requests and the own connection, in the order of undici's `compose()`: the last one sees a request
   * first. Those of undici, such as `interceptors.retry()`, are of this kind, and so is `followRedirects()`. Not together
   * with `dispatcher`, which can be composed with them by itself.
   */
  readonly interceptors?: readonly Interceptor[];
  /** How TLS connections are made; not together with `dispatcher`. */
  readonly tls?: TlsOptions;
  /** How long is waited before a command fails. */
  readonly timeouts?: Partial<Timeouts>;
  /**
   * How many requests may be on their way over the connection at a time; default 1. Only requests with `early: true` are sent
   * before those in front of them are answered, and only behind a GET or HEAD (RFC 9112, 9.3.2). Not together with
   * `dispatcher` and `interceptors`.
   */
  readonly pipelining?: number;
  /**
   * Replaces the microtask in which the queue starts, the turn that it waits behind a failure, the microtask in which
   * a paused answer goes on, and all timers: with a `TestScheduler` all of that is on virtual time.
   */
  readonly scheduler?: SchedulerLike;
}
