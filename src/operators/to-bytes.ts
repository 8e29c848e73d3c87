import { map, type OperatorFunction } from 'rxjs';
import type { CommandSignal } from '../values/signal.js';
import { wholeAnswers } from './whole-answers.js';

/**
 * The body of an answer as one array of bytes, when it is whole.
 *
 * ```
 * --started--header--data--data--requestFinished|
 *            toBytes()
 * -------------------------------abcd-----------|
 * ```
 *
 * An answer without a body gives an empty array; a command without an answer, such as `setHost$`, gives no value. Of
 * several commands each gives its own. What came of one that failed is forgotten, so that `retry` may stand before this
 * or after it.
 *
 * **The whole body is in memory.** `limits.bodyBytes` bounds it; `saveTo` and `drainWith` do without.
 *
 * @example
 * const image = await firstValueFrom(http.get$('/logo.png').pipe(toBytes()));
 */
export function toBytes(): OperatorFunction<CommandSignal, Uint8Array> {
  return (source) =>
    source.pipe(
      wholeAnswers(),
      map(({ body }) => body),
    );
}
