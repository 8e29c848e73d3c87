import { filter, map, type OperatorFunction } from 'rxjs';
import type { CommandSignal, DataSignal } from '../values/signal.js';

/**
 * The body of an answer, piece by piece, as it comes.
 *
 * ```
 * --started--header--data--data--requestFinished|
 *            chunks()
 * -------------------ab----cd-------------------|
 * ```
 *
 * **Nothing holds the server back here**: whoever is slower than it keeps the pieces in memory. Use `drainWith` or
 * `saveTo` for that. A chunk is a view of the memory that the socket was read into; copy what is to be kept for long.
 *
 * @example
 * http.get$('/events').pipe(chunks()).subscribe((bytes) => process.stdout.write(bytes));
 */
export function chunks(): OperatorFunction<CommandSignal, Uint8Array> {
  return (source) =>
    source.pipe(
      filter(isData),
      map(({ chunk }) => chunk),
    );
}

function isData(signal: CommandSignal): signal is DataSignal {
  return signal.type === 'data';
}
