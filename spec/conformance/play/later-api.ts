import type { QHttp, Signal } from '../../../src/index.js';

/** Who the signals of authentication ask. */
export interface Asked {
  setUser(user: string): void;
  setPassword(password: string): void;
}

/** Signals of the contract that are not there yet. */
export type LaterSignal =
  | {
      readonly type: 'authenticationRequired';
      readonly host: string;
      readonly port: number;
      readonly authenticator: Asked;
    }
  | {
      readonly type: 'proxyAuthenticationRequired';
      readonly proxy: { readonly host: string; readonly port: number };
      readonly authenticator: Asked;
    }
  | { readonly type: 'sslErrors'; readonly errors: readonly unknown[] };

export type AnySignal = Signal | LaterSignal;

/** Methods of the contract that are not there yet. */
interface LaterMethods {
  setUser(user: string, password?: string): number;
  setProxy(host: string, port: number, user?: string, password?: string): number;
  setProxy(proxy: { type: string; host: string; port: number; user?: string; password?: string }): number;
  setSocket(socket: object): number;
  ignoreSslErrors(): void;
}

/** A call of a method that is not there yet. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
}

/** The same object with those methods, or else with ones that throw {@link Unsupported}. */
export function withLater(http: QHttp): LaterMethods {
  return new Proxy(http as unknown as LaterMethods, {
    get: (target, name: keyof LaterMethods) => {
      const method: unknown = target[name];
      if (typeof method !== 'function') throw new Unsupported(name);
      return method.bind(target) as unknown;
    },
  });
}
