import { concatMap, filter, finalize, from, map, type ObservableInput, type OperatorFunction } from 'rxjs';
import type { CommandSignal, DataSignal } from '../values/signal.js';

/**
 * Does something with each piece of a body that takes its time, and reads on only when it is done.
 *
 * The consumer sets the pace: while `project` works the socket is paused, so that a slow one holds the server back and
 * memory stays flat, however large the body is.
 *
 * ```
 * --started--header--ab---------------cd------requestFinished|
 *            drainWith((chunk) => ----x|)
 * -----------------------x----------------x------------------|
 * ```
 *
 * One piece at a time, in their order; what the projects emit is emitted. Completes when the source and the last project
 * have; a project that fails cancels the command. The pieces are as large as the network made them, mostly at most
 * 64 KiB. `requestFinished` does not wait for the last projects, and the next command may run beside them.
 *
 * @example
 * http.get$('/huge.csv').pipe(drainWith((chunk) => database.insert(rowsOf(chunk)))).subscribe();
 *
 * @param project - returns a Promise, an Observable, or what else RxJS takes for one
 */
export function drainWith<R>(
  project: (chunk: Uint8Array, index: number) => ObservableInput<R>,
): OperatorFunction<CommandSignal, R> {
  return (source) =>
    source.pipe(
      filter((signal): signal is DataSignal => signal.type === 'data'),
      // At once, and not when its turn comes: a piece that waits for the one before it holds the socket as well.
      map((signal) => ({ chunk: signal.chunk, release: signal.hold() })),
      concatMap(({ chunk, release }, index) => from(project(chunk, index)).pipe(finalize(release))),
    );
}
