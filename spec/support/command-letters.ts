import { HttpResponseHeader, type CommandSignal, type DataSignal, type RequestStartedSignal } from '../../src/index.js';

/** Where the requests of {@link letters} go. */
export const url = 'http://127.0.0.1:8080/a';

export function started(id: number): RequestStartedSignal {
  return Object.defineProperty({ type: 'requestStarted', id } as const, 'url', { value: url });
}

export function finishedSignal(id: number, error = false): CommandSignal {
  return { type: 'requestFinished', id, error };
}

export function headed(code: number, reason: string, fields: Readonly<Record<string, string>> = {}) {
  const header = new HttpResponseHeader(code, reason);
  for (const [name, value] of Object.entries(fields)) header.setValue(name, value);
  return { type: 'responseHeaderReceived', header } as const;
}

/** @param hold - as that of the real ones; by default nobody is held back */
export function data(body: string | Uint8Array, hold: () => () => void = () => () => undefined): DataSignal {
  const chunk = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const signal = Object.defineProperty({ type: 'data', chunk }, 'hold', { value: hold });
  return signal as DataSignal; // it has just been made one
}

export function sent(done: number, total: number): CommandSignal {
  return { type: 'dataSendProgress', done, total };
}

export function received(done: number, total: number): CommandSignal {
  return { type: 'dataReadProgress', done, total };
}

/**
 * The signals of a command as marbles: `s` started, `h` header (200), `d` and `e` data ("ab", "cd"), `p` and `q` read
 * progress (2 and 4 of 4), `u` and `v` send progress (2 and 4 of 4), `f` finished, `F` finished with an error; `t` and
 * `g` are the start and the end of a second command. A whole run is `s-u-v-h-p-d-q-e-(f|)`.
 */
export const letters: Readonly<Record<string, CommandSignal>> = {
  s: started(1),
  h: headed(200, 'OK'),
  d: data('ab'),
  e: data('cd'),
  p: received(2, 4),
  q: received(4, 4),
  u: sent(2, 4),
  v: sent(4, 4),
  f: finishedSignal(1),
  F: finishedSignal(1, true),
  t: started(2),
  g: finishedSignal(2),
};

/** The signals that such marbles mean, without their times. */
export function lettersOf(marbles: string, signals = letters): CommandSignal[] {
  return Array.from(marbles).flatMap((letter) => signals[letter] ?? []);
}
