import { map, type OperatorFunction } from 'rxjs';
import type { CommandSignal } from '../values/signal.js';
import type { CommandTrack } from './command-track.js';
import { JsonError } from './json-error.js';
import { wholeAnswers } from './whole-answers.js';

/**
 * The body of an answer as the value that its JSON stands for, when it is whole.
 *
 * ```
 * --started--header--data--data--requestFinished|
 *            toJson()
 * -------------------------------{ a: 1 }-------|
 * ```
 *
 * JSON is UTF-8 (RFC 8259, 8.1), whatever the Content-Type says; a byte order mark is left out. What is not JSON, an
 * empty body too, is a `JsonError`, which names the URL, the line and the column. Otherwise as `toBytes`.
 *
 * **The type is your word**: nothing checks that the value has it.
 *
 * @example
 * const user$ = http.get$('/users/1').pipe(failOnStatus(), toJson<User>());
 */
export function toJson<T = unknown>(): OperatorFunction<CommandSignal, T> {
  return (source) =>
    source.pipe(
      wholeAnswers(),
      map(({ body, track }) => parse(new TextDecoder().decode(body), track) as T),
    );
}

function parse(text: string, track: CommandTrack): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new JsonError(text, track.url, { cause });
  }
}
