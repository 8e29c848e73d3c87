import { assertInInjectionContext, inject } from '@angular/core';
import type { QHttp } from '../qhttp.js';
import { ORDERED_PIPELINES } from './ordered-pipelines.js';

/**
 * The ordered pipeline of this name: the `QHttp` that the calls of `HttpClient` with `inPipeline(name)` go through, to look
 * at, to abort, or to give commands of its own. All who ask for a name get the same one; it is destroyed with the environment
 * that provides it, not with a component.
 *
 * @throws Error outside of an injection context, without `provideQHttp()`, and for a name that `withPipelines()` does not have
 *
 * @example
 * class PrinterStatus {
 *   readonly printer = injectPipeline('printer');
 *   readonly state = stateSignal(this.printer);
 * }
 */
export function injectPipeline(name: string): QHttp {
  assertInInjectionContext(injectPipeline);
  const pipelines = inject(ORDERED_PIPELINES, { optional: true });
  if (!pipelines)
    throw new Error('There are no pipelines here: add provideQHttp() to the providers of the application');
  return pipelines.http(name);
}
