import type { QHttpFeature } from './qhttp-feature.js';

/** Leaves `HttpClient` with the backend that it has: the pool is for `injectQHttpPool()` and `injectPipeline()` alone. */
export function withoutHttpClient(): QHttpFeature {
  return { kind: 'withoutHttpClient', settings: { isHttpBackend: false } };
}
