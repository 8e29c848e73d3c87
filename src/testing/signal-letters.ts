import { defer, map, type OperatorFunction } from 'rxjs';
import type { CommandSignal } from '../values/signal.js';

/** What each letter of {@link signalLetters} means: a signal, or the state that it tells. */
export const signalLetterTable = {
  s: 'requestStarted',
  f: 'requestFinished',
  F: 'requestFinished, with an error',
  d: 'done',
  D: 'done, with an error',
  h: 'responseHeaderReceived',
  y: 'readyRead',
  q: 'dataSendProgress',
  p: 'dataReadProgress',
  x: 'data, the body of a cold command',
  a: 'authenticationRequired',
  b: 'proxyAuthenticationRequired',
  t: 'sslErrors',
  0: 'Unconnected',
  1: 'HostLookup',
  2: 'Connecting',
  3: 'Sending',
  4: 'Reading',
  5: 'Connected',
  6: 'Closing',
} as const;

/** One of the letters. */
export type SignalLetter = `${keyof typeof signalLetterTable}`;

/** A letter, behind which a command's number may stand. */
export type NumberedLetter = SignalLetter | `${'s' | 'f' | 'F'}${number}`;

/**
 * Turns signals into one letter each (see {@link signalLetterTable}), so that a whole run is one line of marbles.
 *
 * It takes `signals$` and what a cold command emits alike. With `ids: true` the letters of `requestStarted` and
 * `requestFinished` are followed by the number of their command, counted from 1 in the order of first appearance,
 * for each subscriber anew: `s1`, `f1`, `s2`, `F2`. In an expectation such values need a map: `{ a: 's1', b: 'f1' }`.
 *
 * @example
 * expectObservable(http.signals$.pipe(signalLetters())).toBe('(s1)(23)q---(4h)(py)(5fd)');
 */
export function signalLetters(): OperatorFunction<CommandSignal, SignalLetter>;
export function signalLetters(options: { readonly ids: true }): OperatorFunction<CommandSignal, NumberedLetter>;
export function signalLetters({ ids = false } = {}): OperatorFunction<CommandSignal, NumberedLetter> {
  return (signals$) =>
    defer(() => {
      const numbers = new Map<number, number>();
      const numbered = (id: number) => {
        const number = numbers.get(id) ?? numbers.size + 1;
        numbers.set(id, number);
        return number;
      };
      return signals$.pipe(
        map((signal): NumberedLetter => {
          const letter = letterOf(signal);
          return ids && 'id' in signal ? `${letter as 's' | 'f' | 'F'}${numbered(signal.id)}` : letter;
        }),
      );
    });
}

function letterOf(signal: CommandSignal): SignalLetter {
  switch (signal.type) {
    case 'requestStarted':
      return 's';
    case 'requestFinished':
      return signal.error ? 'F' : 'f';
    case 'done':
      return signal.error ? 'D' : 'd';
    case 'stateChanged':
      return `${signal.state}`;
    default:
      return plainLetters[signal.type];
  }
}

const plainLetters = {
  responseHeaderReceived: 'h',
  readyRead: 'y',
  dataSendProgress: 'q',
  dataReadProgress: 'p',
  data: 'x',
  authenticationRequired: 'a',
  proxyAuthenticationRequired: 'b',
  sslErrors: 't',
} as const;
