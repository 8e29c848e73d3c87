import {
  assertInInjectionContext,
  assertNotInReactiveContext,
  signal,
  type Injector,
  type Signal,
} from '@angular/core';
import type { QHttp } from '../qhttp.js';
import type { State } from '../values/state.js';
import { untilDestroyed } from './until-destroyed.js';

/** Where a signal ends that is made of a stream. */
export interface SignalOptions {
  /** The injector with which it ends; that of the injection context by default. */
  readonly injector?: Injector;
}

/**
 * What the connection of a `QHttp` is doing, as a signal for a template. It ends with the component in whose injection context
 * it is made, and keeps its last value.
 *
 * @throws Error outside of an injection context, unless an injector is given; and inside of `computed()`, an `effect()` or a
 * template, where each run would make another one
 *
 * @example
 * readonly state = stateSignal(this.http); // in the template: {{ State[state()] }}
 */
export function stateSignal(http: QHttp, options: SignalOptions = {}): Signal<State> {
  assertNotInReactiveContext(stateSignal);
  if (!options.injector) assertInInjectionContext(stateSignal);
  const state = signal(http.state());
  untilDestroyed(http.state$, (now) => state.set(now), options.injector);
  return state.asReadonly();
}
