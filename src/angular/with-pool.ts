import type { QHttpPoolOptions } from '../pool/pool-options.js';
import type { QHttpFeature } from './qhttp-feature.js';

/**
 * Says how the pool of {@link provideQHttp} works. A function is called when the pool is made, and may use `inject()`.
 *
 * What is left out is as with `new QHttpPool()`, but for two things that `HttpClient` is used to: `challenges` is `deliver`,
 * so that a 401 is an answer with its status, and on a server redirects are followed, as a browser does it (unless there are
 * `interceptors`, a `dispatcher` or `pipelining`, which then have all the say).
 *
 * @example
 * provideQHttp(withPool({ connectionsPerOrigin: 2, timeouts: { headers: 30_000 } }))
 */
export function withPool(options: QHttpPoolOptions | (() => QHttpPoolOptions)): QHttpFeature {
  return { kind: 'withPool', settings: { pool: options } };
}
