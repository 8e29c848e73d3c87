import type { HttpResponseHeader } from '../headers/http-response-header.js';
import type { ConnectionSettings } from './connection-settings.js';
import type { ConnectionEvent } from './connection-state.js';
import type { CredentialStore } from './credential-store.js';
import type { DispatchHandler, DispatchLike } from './dispatch-like.js';
import type { EarlyRequests } from './early-requests.js';
import type { Question } from './question.js';
import type { NetworkProxy } from '../values/network-proxy.js';
import type { State } from '../values/state.js';
import type { Target } from './target.js';

/** What an exchange needs of the connection that it goes over. */
export interface ExchangeHost {
  readonly settings: ConnectionSettings;
  /** What the subscribers are being asked; the one place where they can answer. */
  question: Question | undefined;
  readonly target: Target | undefined;
  readonly credentials: CredentialStore;
  lastResponse: HttpResponseHeader;
  /** Of the connection. */
  readonly state: State;
  /** Whether there is a connection now, over which a request can go at once. */
  readonly isStanding: boolean;
  /** Calls back when a connection that is being closed has closed; at once if none is. */
  whenSettled(callback: () => void): void;
  /** Whether the connection in use, if there is one, leads there. */
  leadsTo(target: Target): boolean;
  /** The connection that leads there; one to somewhere else is let go of. */
  dispatcher(target: Target): DispatchLike;
  /** Through which proxy a host is reached. */
  proxyFor(target: Target): NetworkProxy | undefined;
  /** What was sent before its turn over the connection in use; undefined where nothing ever is. */
  readonly early: EarlyRequests | undefined;
  /** A request is on its way, as the socket shows it. */
  onSending(): void;
  onBytesSent(done: number, total: number): void;
  /** A request has been sent whole, and others may be sent behind it. */
  onRequestSent(): void;
  change(event: ConnectionEvent): void;
  /** The connection cannot be used any more; it is closed when the failure has been told. */
  spoil(): void;
  /** The connection has never stood. */
  failToOpen(): void;
  /** Closes the connection; `whenSettled` tells when it has closed. */
  close(): void;
  leave(exchange: DispatchHandler): void;
}
