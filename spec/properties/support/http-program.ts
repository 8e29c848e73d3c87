import fc from 'fast-check';
import { manners } from './answers-by-path.js';

/** Whether a request may be sent before its turn. */
export type Mark = 'early' | 'in its turn';

/** What a program does; a path begins with the manner in which it is answered. */
export type HttpAction =
  | readonly ['get' | 'head', path: string, mark: Mark]
  | readonly ['post', path: string, bytes: number]
  /** A stream of so many pieces of 10,000 bytes. */
  | readonly ['upload', path: string, pieces: number]
  /** To a sink that takes its time, or that fails at the first byte. */
  | readonly ['slowSink' | 'brokenSink', path: string]
  /** Unsubscribes inside so many signals, or never. */
  | readonly ['cold', path: string, signals: number | null, mark: Mark]
  /** Unsubscribes from the latest cold command. */
  | readonly ['unsubscribe' | 'setHost' | 'setUser' | 'close' | 'abort' | 'clearPendingRequests' | 'readAll'];

export interface HttpProgram {
  /** How many requests may be on their way. */
  readonly pipelining: number;
  /** What is called, and how many turns of the event loop pass before. */
  readonly steps: readonly (readonly [turns: number, action: HttpAction])[];
  /** What is called inside the first signal, the second, … */
  readonly reactions: readonly (readonly HttpAction[])[];
}

const path = fc.tuple(fc.constantFrom(...manners), fc.nat(999)).map(([manner, n]) => `/${manner}/${n}`);

const mark = fc.constantFrom<Mark[]>('early', 'early', 'in its turn');

const action: fc.Arbitrary<HttpAction> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constantFrom('get', 'get', 'head'), path, mark) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('post'), path, fc.nat(3000)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('upload'), path, fc.nat(8)) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('slowSink', 'slowSink', 'brokenSink'), path) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('cold'), path, fc.option(fc.nat(10), { nil: null }), mark) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom('unsubscribe', 'setHost', 'setUser', 'close', 'readAll')) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('abort', 'clearPendingRequests')) },
);

export const httpPrograms: fc.Arbitrary<HttpProgram> = fc.record({
  pipelining: fc.integer({ min: 1, max: 4 }),
  steps: fc.array(fc.tuple(fc.nat(8), action), { minLength: 1, maxLength: 10 }),
  reactions: fc.array(
    fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(action, { maxLength: 2 }) }),
    { maxLength: 40 },
  ),
});
