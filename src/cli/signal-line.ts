import { Authenticator, HttpHeader, HttpResponseHeader, State, type Signal } from '../index.js';
import { shownValue } from './secrets.js';

/** Where a signal comes from. */
export interface SignalSource {
  readonly origin: string;
  /** undefined for a command that fetches nothing, and between two commands. */
  readonly url: string | undefined;
}

/** One signal as one line of JSON, without a line break. It holds no control characters, no user and no password. */
export function signalLine(source: SignalSource, signal: Signal): string {
  const named = signal.type === 'stateChanged' ? { stateName: State[signal.state] } : {};
  const line = JSON.stringify({ origin: source.origin, url: source.url ?? null, ...signal, ...named }, jsonValue);
  // JSON.stringify escapes the C0 ones only.
  return line.replace(
    /[\x7f-\x9f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function jsonValue(key: string, value: unknown): unknown {
  if (key === 'certificate' || key === 'password' || key === 'user') return undefined;
  if (value instanceof HttpResponseHeader) {
    return {
      statusCode: value.statusCode(),
      reasonPhrase: value.reasonPhrase(),
      majorVersion: value.majorVersion(),
      minorVersion: value.minorVersion(),
      values: shownValues(value),
    };
  }
  if (value instanceof Authenticator) return { realm: value.realm };
  return value instanceof HttpHeader ? shownValues(value) : value;
}

function shownValues(header: HttpHeader): (readonly [name: string, value: string])[] {
  return header.values().map(([name, value]) => [name, shownValue(name, value)]);
}
