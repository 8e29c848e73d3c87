import { assertInInjectionContext, DestroyRef, inject } from '@angular/core';
import { QHttp } from '../qhttp.js';
import type { QHttpOptions } from '../qhttp-options.js';
import type { ConnectionMode } from '../values/connection-mode.js';

/**
 * A new `QHttp` that is destroyed with the component, directive, service or environment in whose injection context this is
 * called. It takes what `new QHttp()` takes, and needs no `provideQHttp()`.
 *
 * @throws Error outside of an injection context, and whatever `new QHttp()` throws
 *
 * @example
 * class Film {
 *   readonly http = injectQHttp('films.example', 'https');
 *   readonly state = stateSignal(this.http);
 * }
 */
export function injectQHttp(options?: QHttpOptions): QHttp;
export function injectQHttp(host: string, options: QHttpOptions): QHttp;
export function injectQHttp(host: string, port?: number, options?: QHttpOptions): QHttp;
export function injectQHttp(host: string, mode: ConnectionMode, port?: number, options?: QHttpOptions): QHttp;
export function injectQHttp(...args: readonly unknown[]): QHttp {
  assertInInjectionContext(injectQHttp);
  const destroyRef = inject(DestroyRef);
  const http = new QHttp(...(args as [])); // by the overloads, which are those of the constructor
  destroyRef.onDestroy(() => http.destroy());
  return http;
}
