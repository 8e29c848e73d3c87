import type { Hashes } from '../auth/hashes.js';
import type { HttpRequestHeader } from '../headers/http-request-header.js';
import type { Limits } from '../values/limits.js';
import type { NetworkProxy } from '../values/network-proxy.js';
import type { Timeouts } from '../values/timeouts.js';
import type { TlsOptions } from '../values/tls-options.js';
import type { ConnectionSettings, EnvironmentProxy } from './connection-settings.js';
import type { DispatchLike, Transport } from './dispatch-like.js';
import type { EarlyRequests } from './early-requests.js';
import type { SocketSource } from './socket-source.js';
import type { Target } from './target.js';

/** What the place where a program runs can do: the two sides of `#transport`. */
export interface Platform {
  /** Undefined where connections are not ours to make. */
  readonly connections: OwnConnections | undefined;
  /** Sends everything where connections are not ours to make. */
  readonly dispatcher: DispatchLike | undefined;
  readonly hashes: Hashes;
  /** @throws TypeError for options that an own connection would need here, and cannot have */
  checkOptions(options: ConnectionOptions): void;
  /** @throws TypeError for a request that cannot be sent from here */
  checkRequest(header: HttpRequestHeader, hasBody: boolean): void;
}

/** Connections of our own, and what can be said of them. */
export interface OwnConnections {
  /** Makes the dispatcher of one connection. */
  createTransport(target: Target, settings: ConnectionSettings): Transport;
  /**
   * What is sent over one connection before its turn.
   *
   * @param onSpoilt - no other request can follow over the connection from now on
   */
  earlyRequests(onSpoilt: () => void): EarlyRequests;
  readonly environmentProxy: EnvironmentProxy;
  /** @throws TypeError or RangeError for what cannot be a proxy */
  proxyFrom(
    proxyOrHost: NetworkProxy | string,
    port?: number,
    user?: string,
    password?: string,
  ): NetworkProxy | undefined;
  /** @throws TypeError for what cannot be a connection */
  checkSocket(source: SocketSource): void;
}

/** The options of a `QHttp` that are about its connection. */
export interface ConnectionOptions {
  readonly limits?: Partial<Limits>;
  readonly timeouts?: Partial<Timeouts>;
  readonly pipelining?: number;
  readonly tls?: TlsOptions;
}
