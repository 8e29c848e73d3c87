import type { HttpResponseHeader } from '../headers/http-response-header.js';
import type { Authenticator } from './authenticator.js';
import type { NetworkProxy } from './network-proxy.js';
import type { SslError } from './ssl-error.js';
import type { State } from './state.js';

/**
 * One signal, as `signals$` tells it.
 *
 * Source: Qt 4, the signals of `QHttp`.
 */
export type Signal =
  | RequestStartedSignal
  | { readonly type: 'requestFinished'; readonly id: number; readonly error: boolean }
  | { readonly type: 'done'; readonly error: boolean }
  | { readonly type: 'stateChanged'; readonly state: State }
  | { readonly type: 'responseHeaderReceived'; readonly header: HttpResponseHeader }
  | { readonly type: 'readyRead'; readonly header: HttpResponseHeader }
  | { readonly type: 'dataSendProgress'; readonly done: number; readonly total: number }
  | { readonly type: 'dataReadProgress'; readonly done: number; readonly total: number }
  | {
      readonly type: 'authenticationRequired';
      readonly host: string;
      readonly port: number;
      readonly authenticator: Authenticator;
    }
  | {
      readonly type: 'proxyAuthenticationRequired';
      readonly proxy: NetworkProxy;
      readonly authenticator: Authenticator;
    }
  | { readonly type: 'sslErrors'; readonly errors: readonly SslError[] };

/** The signal of one type. */
export type SignalOf<T extends Signal['type']> = Extract<Signal, { readonly type: T }>;

/** A command has been started. */
export interface RequestStartedSignal {
  readonly type: 'requestStarted';
  readonly id: number;
  /**
   * Where the request of a cold command goes, without user, password and query; undefined for every other command. Not
   * enumerable.
   */
  readonly url?: string;
}

/** Bytes of the body of an answer, as they come. */
export interface DataSignal {
  readonly type: 'data';
  readonly chunk: Uint8Array;
  /**
   * Stops the socket until the function that it returns is called, or the subscription ends; of several holds all
   * have to be released. Not enumerable.
   */
  hold(): () => void;
}

/** What a cold command emits: its own signals, and the body of the answer. */
export type CommandSignal = Signal | DataSignal;
