import type { HttpEvent } from '@angular/common/http';
import { assertInInjectionContext, assertNotInReactiveContext, signal, type Signal } from '@angular/core';
import { connect, filter, map, merge, type Observable } from 'rxjs';
import { downloadProgress } from '../operators/download-progress.js';
import type { TransferProgress } from '../operators/progress-meter.js';
import { uploadProgress } from '../operators/upload-progress.js';
import { QHttp } from '../qhttp.js';
import type { CommandSignal } from '../values/signal.js';
import { asSignals } from './as-signals.js';
import type { SignalOptions } from './state-signal.js';
import { untilDestroyed } from './until-destroyed.js';

/** Of which bytes a signal tells, and where it ends. */
export interface ProgressSignalOptions extends SignalOptions {
  /** Those that come (the default), or those that go. */
  readonly direction?: 'download' | 'upload';
}

/** Before anything is known: what a busy bar shows. */
const nothingYet: TransferProgress = { done: 0, total: 0 };

/**
 * How far a transfer has come, as a signal for a template: bytes, ratio, speed and the time that is left. At most ten values a
 * second, the last one always; nothing is told where nothing has changed. It ends with the component in whose injection
 * context it is made.
 *
 * - of a `QHttp` or a pipeline: of the command that runs; at zero with the start of each
 * - of a cold command: **subscribes it, once, here**
 * - of events of `HttpClient` (`observe: 'events'`, `reportProgress: true`): likewise
 *
 * Where the source fails the last value stays: a template does not throw because a download does. Who wants to know puts
 * `catchError()` or `tap()` into the source.
 *
 * @throws Error as {@link stateSignal} does
 *
 * @example
 * readonly progress = progressSignal(this.http); // in the template: <progress [attr.value]="progress().ratio">
 */
export function progressSignal(
  source: QHttp | Observable<CommandSignal> | Observable<HttpEvent<unknown>>,
  options: ProgressSignalOptions = {},
): Signal<TransferProgress> {
  assertNotInReactiveContext(progressSignal);
  if (!options.injector) assertInInjectionContext(progressSignal);
  const progress = signal(nothingYet, { equal: isSame });
  const progress$ = progressOf(source, options.direction ?? 'download');
  untilDestroyed(progress$, (now) => progress.set(now), options.injector);
  return progress.asReadonly();
}

function progressOf(
  source: QHttp | Observable<CommandSignal> | Observable<HttpEvent<unknown>>,
  direction: 'download' | 'upload',
): Observable<TransferProgress> {
  const stream: Observable<CommandSignal | HttpEvent<unknown>> = source instanceof QHttp ? source.signals$ : source;
  return stream.pipe(
    asSignals(),
    connect((signals$) =>
      merge(
        signals$.pipe(
          filter(({ type }) => type === 'requestStarted'),
          map(() => nothingYet),
        ),
        signals$.pipe(direction === 'download' ? downloadProgress() : uploadProgress()),
      ),
    ),
  );
}

function isSame(one: TransferProgress, other: TransferProgress): boolean {
  return (
    one.done === other.done &&
    one.total === other.total &&
    one.ratio === other.ratio &&
    one.bytesPerSecond === other.bytesPerSecond &&
    one.secondsLeft === other.secondsLeft
  );
}
