import { map, type OperatorFunction } from 'rxjs';
import type { HttpResponseHeader } from '../headers/http-response-header.js';
import type { CommandSignal } from '../values/signal.js';
import { wholeAnswers } from './whole-answers.js';

/** An answer that is whole. */
export interface QHttpResponse {
  readonly header: HttpResponseHeader;
  /** Empty where the answer has none. */
  readonly body: Uint8Array;
}

/**
 * The header and the body of an answer, when it is whole.
 *
 * What to give to `firstValueFrom`: without an operator that waits for the end, the first value of a cold command is its
 * start, and taking no more than that cancels it.
 *
 * ```
 * --started--header--data--data--requestFinished|
 *            toResponse()
 * -------------------------------response-------|
 * ```
 *
 * A 404 is an answer like any other; `failOnStatus` makes an error of it. Otherwise as `toBytes`.
 *
 * @example
 * const { header, body } = await firstValueFrom(http.get$('/').pipe(toResponse()));
 */
export function toResponse(): OperatorFunction<CommandSignal, QHttpResponse> {
  return (source) =>
    source.pipe(
      wholeAnswers(),
      map(({ header, body }) => {
        if (!header) throw new TypeError('The source told a body and no header: it is no command');
        return { header, body };
      }),
    );
}
