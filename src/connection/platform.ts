import type { Hashes } from '../auth/hashes.js';
import type { HttpRequestHeader } from '../headers/http-request-header.js';
import type { Limits } from '../values/limits.js';
import type { Timeouts } from '../values/timeouts.js';
import type { EnvironmentProxy } from './connection-settings.js';
import type { TransportFactory } from './connection.js';
import type { DispatchLike } from './dispatch-like.js';

/** What the place where a program runs can do: the two sides of `#transport`. */
export interface Platform {
  /** Makes connections; undefined where they are not ours to make. */
  readonly createTransport: TransportFactory | undefined;
  /** Sends everything where connections are not ours to make. */
  readonly dispatcher: DispatchLike | undefined;
  readonly hashes: Hashes;
  readonly environmentProxy: EnvironmentProxy;
  /** @throws TypeError for options that an own connection would need here, and cannot have */
  checkOptions(options: ConnectionOptions): void;
  /** @throws TypeError for a request that cannot be sent from here */
  checkRequest(header: HttpRequestHeader, hasBody: boolean): void;
}

/** The options of a `QHttp` that are about its connection. */
export interface ConnectionOptions {
  readonly limits?: Partial<Limits>;
  readonly timeouts?: Partial<Timeouts>;
  readonly pipelining?: number;
  readonly tls?: unknown;
}
