import { assertInInjectionContext, inject } from '@angular/core';
import type { QHttpPool } from '../pool/qhttp-pool.js';
import { HTTP_POOLS } from './http-pools.js';

/**
 * The pool that `provideQHttp()` has provided, and that calls of `HttpClient` go through. It is destroyed with the
 * environment that provides it.
 *
 * @throws Error outside of an injection context, and without `provideQHttp()`
 *
 * @example
 * readonly waiting = injectQHttpPool().waitingRequests();
 */
export function injectQHttpPool(): QHttpPool {
  assertInInjectionContext(injectQHttpPool);
  const pools = inject(HTTP_POOLS, { optional: true });
  if (!pools) throw new Error('There is no QHttpPool here: add provideQHttp() to the providers of the application');
  return pools.shared;
}
