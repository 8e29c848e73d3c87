import { HttpBackend } from '@angular/common/http';
import {
  inject,
  makeEnvironmentProviders,
  provideEnvironmentInitializer,
  type EnvironmentProviders,
} from '@angular/core';
import { HTTP_POOLS, poolsFrom } from './http-pools.js';
import { ORDERED_PIPELINES, pipelinesFrom } from './ordered-pipelines.js';
import { QHttpBackend } from './qhttp-backend.js';
import { settingsFrom, type QHttpFeature } from './qhttp-feature.js';

/**
 * Provides one `QHttpPool`, and lets the calls of `HttpClient` go through it. It stands behind `provideHttpClient()` in the
 * providers of the application, or of a route. The pool is made when it is first used, and destroyed with its environment.
 *
 * @param features - `withPool()`, `withPipelines()`, `withoutHttpClient()`, each once at most
 * @throws Error when the application starts, where a later provider has taken `HttpClient` away from it
 *
 * @example
 * bootstrapApplication(App, {
 *   providers: [provideHttpClient(), provideQHttp(withPipelines({ printer: {} }))],
 * });
 */
export function provideQHttp(...features: QHttpFeature[]): EnvironmentProviders {
  const settings = settingsFrom(features);
  return makeEnvironmentProviders([
    { provide: HTTP_POOLS, useFactory: () => poolsFrom(settings) },
    { provide: ORDERED_PIPELINES, useFactory: () => pipelinesFrom(settings) },
    { provide: QHttpBackend, useFactory: () => new QHttpBackend() },
    settings.isHttpBackend
      ? [{ provide: HttpBackend, useExisting: QHttpBackend }, provideEnvironmentInitializer(refuseOtherBackend)]
      : [],
  ]);
}

/** The last provider of a token counts, and nobody would see that calls go another way. Those of tests mean to. */
function refuseOtherBackend(): void {
  const backend = inject(HttpBackend);
  if (backend instanceof QHttpBackend || ('isTestingBackend' in backend && backend.isTestingBackend === true)) return;
  throw new Error(
    'HttpClient does not go through rx-qhttp, as another HttpBackend is provided behind provideQHttp(): put provideQHttp() ' +
      'behind provideHttpClient(), or give it withoutHttpClient() to leave HttpClient as it is',
  );
}
