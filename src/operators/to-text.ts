import { map, type OperatorFunction } from 'rxjs';
import type { CommandSignal } from '../values/signal.js';
import { charsetOf } from './charset-of.js';
import { wholeAnswers, type WholeAnswer } from './whole-answers.js';

/**
 * The body of an answer as text, when it is whole.
 *
 * ```
 * --started--header--data--data--requestFinished|
 *            toText()
 * -------------------------------'abcd'---------|
 * ```
 *
 * Decoded by `encoding`, else by the charset of the Content-Type, else as UTF-8, by the rules of `TextDecoder`: a byte
 * order mark is left out, and what cannot be decoded becomes U+FFFD. Otherwise as `toBytes`. A charset of the answer
 * that nobody knows is a `RangeError`, which names it.
 *
 * @example
 * http.get$('/motd').pipe(toText()).subscribe(console.log);
 *
 * @param encoding - a label of the Encoding standard, say `'latin1'`; takes precedence over what the server says
 * @throws RangeError for an unknown `encoding`, at the call
 */
export function toText(encoding?: string): OperatorFunction<CommandSignal, string> {
  const given = encoding === undefined ? undefined : new TextDecoder(encoding);
  return (source) =>
    source.pipe(
      wholeAnswers(),
      map((answer) => (given ?? decoderFor(answer)).decode(answer.body)),
    );
}

function decoderFor({ header, track }: WholeAnswer): TextDecoder {
  const charset = header && charsetOf(header);
  try {
    return new TextDecoder(charset);
  } catch (cause) {
    const message = `${track.url ?? 'The answer'} has an unknown charset, ${JSON.stringify(charset)}: give toText() another`;
    throw new RangeError(message, { cause });
  }
}
