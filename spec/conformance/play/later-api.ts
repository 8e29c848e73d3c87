import type { QHttp } from '../../../src/index.js';

/** Methods of the contract that are not there yet. */
interface LaterMethods {
  setSocket(socket: object): number;
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
