import type { OperatorFunction } from 'rxjs';
import type { CommandSignal } from '../values/signal.js';
import type { TransferProgress } from './progress-meter.js';
import { transferProgress, type ProgressOptions } from './transfer-progress.js';

/**
 * How much of a request has gone to the socket, its head included: bytes, ratio, speed and the time that is left.
 *
 * ```
 * --started--1-234567-----------8--header--requestFinished|
 *            uploadProgress({ intervalMs: 4 })
 * -----------1---4---7----------8-------------------------|
 * ```
 *
 * At most one value in `intervalMs`, the latest one; the first is told at once, and the last always. The total, and with
 * it the ratio, is unknown (0) for a stream without a Content-Length. A request that is sent again begins again at its
 * first byte. The speed is smoothed over about two seconds. With a scheduler no other clock is read.
 *
 * **Sent is not received**: the last bytes may still be on their way when the ratio is 1.
 *
 * @example
 * http.post$('/films', film).pipe(uploadProgress()).subscribe(({ secondsLeft }) => show(secondsLeft));
 *
 * @throws RangeError for an interval that is none
 */
export function uploadProgress(options: ProgressOptions = {}): OperatorFunction<CommandSignal, TransferProgress> {
  return transferProgress('dataSendProgress', options);
}
