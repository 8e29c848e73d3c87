import type { OperatorFunction } from 'rxjs';
import type { CommandSignal } from '../values/signal.js';
import type { TransferProgress } from './progress-meter.js';
import { transferProgress, type ProgressOptions } from './transfer-progress.js';

/**
 * How far the body of an answer has come: bytes, ratio, speed and the time that is left.
 *
 * ```
 * --started--header--1-234567-----------8-requestFinished|
 *            downloadProgress({ intervalMs: 4 })
 * -------------------1---4---7----------8----------------|
 * ```
 *
 * At most one value in `intervalMs`, the latest one; the first is told at once, and the last always: when the command
 * has finished or failed, before the error passes. Of an answer that is whole the last value has the ratio 1, also where
 * the total was unknown (0) or there was no body. The speed is smoothed over about two seconds. Of several commands each
 * is measured by itself. With a scheduler no other clock is read.
 *
 * @example
 * http.get$('/film.mp4').pipe(saveTo(file), downloadProgress()).subscribe(({ ratio = 0 }) => (bar.value = ratio));
 *
 * @throws RangeError for an interval that is none
 */
export function downloadProgress(options: ProgressOptions = {}): OperatorFunction<CommandSignal, TransferProgress> {
  return transferProgress('dataReadProgress', options);
}
