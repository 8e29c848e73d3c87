import type { Hashes } from '../auth/hashes.js';
import type { Limits } from '../values/limits.js';
import type { NetworkProxy } from '../values/network-proxy.js';
import type { Schedule, Timer } from '../values/schedule.js';
import type { Timeouts } from '../values/timeouts.js';
import type { TlsOptions } from '../values/tls-options.js';
import type { Interceptor } from './interceptor.js';
import type { Target } from './target.js';

/**
 * The proxy that the environment names for a host, if it does.
 *
 * @throws Error for a value that names no proxy
 */
export type EnvironmentProxy = (target: Target) => NetworkProxy | undefined;

/** What holds for every connection that is made. */
export interface ConnectionSettings {
  /** How many requests may be on their way at a time; all but the first of them early. */
  readonly pipelining: number;
  readonly limits: Limits;
  /** Undefined where nothing is bounded in time. */
  readonly timeouts: Timeouts | undefined;
  readonly tls: TlsOptions;
  /** Between the requests and the connection. */
  readonly interceptors: readonly Interceptor[];
  /** A 401 or 407 of the host that nobody answers is an answer as any other. */
  readonly deliversChallenges: boolean;
  /** For credentials that are not sent as they are. */
  readonly hashes: Hashes;
  /** As the environment is now. */
  readonly environmentProxy: EnvironmentProxy;
  /** Calls back soon, on virtual time where there is one. */
  readonly schedule: Schedule;
  readonly timer: Timer;
  /** In milliseconds, since whenever. */
  readonly now: () => number;
}
