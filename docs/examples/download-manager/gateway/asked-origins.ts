import type { Interceptor, QHttp } from 'rx-qhttp';

/** Where requests go in the end: redirects may lead them elsewhere. */
export class AskedOrigins {
  readonly #origins = new WeakMap<QHttp, { origin: string | undefined }>();

  /** @param construct - makes one with this interceptor, below the one that follows redirects */
  make(construct: (watch: Interceptor) => QHttp): QHttp {
    const asked = { origin: undefined as string | undefined };
    const http = construct((dispatch) => (options, handler) => {
      asked.origin = options.origin === undefined ? undefined : new URL(options.origin).origin;
      return dispatch(options, handler);
    });
    this.#origins.set(http, asked);
    return http;
  }

  originOf(http: QHttp): string | undefined {
    return this.#origins.get(http)?.origin;
  }
}
