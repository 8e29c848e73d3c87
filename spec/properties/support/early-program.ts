import { Writable } from 'node:stream';
import fc from 'fast-check';
import { QHttp } from '../../../src/index.js';
import { LeftBehind } from '../../support/left-behind.js';
import { Recorder } from '../../support/recorder.js';
import type { Manner } from './answers-by-path.js';

type Asking = 'get' | 'head' | 'slowSink' | 'cold';

type EarlyAction =
  readonly [Asking, path: string, isEarly: boolean] | readonly ['post' | 'setHost' | 'close', path: string];

/** One in which nothing goes wrong that depends on what else is on its way. */
export interface EarlyProgram {
  readonly pipelining: number;
  /** What is called at once. */
  readonly calls: readonly EarlyAction[];
  /** What is called inside the first start or end of a command or head of an answer, the second, … */
  readonly reactions: readonly (readonly EarlyAction[])[];
}

const manners: readonly Manner[] = ['whole', 'notFound', 'noContent', 'inPieces', 'chunked', 'hints', 'closing'];
/** Now and then one that ends the connection by its framing, or by a failure. */
const rare: readonly Manner[] = ['untilClose', 'unauthorized'];

function pathOf(some: readonly Manner[]): fc.Arbitrary<string> {
  return fc.tuple(fc.constantFrom(...some), fc.nat(99)).map(([manner, n]) => `/${manner}/${n}`);
}

const path = fc.oneof({ weight: 19, arbitrary: pathOf(manners) }, { weight: 1, arbitrary: pathOf(rare) });

const isEarly = fc.constantFrom(true, true, true, false);

const action: fc.Arbitrary<EarlyAction> = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fc.constantFrom<Asking[]>('get', 'get', 'slowSink', 'cold'), path, isEarly) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constant('head'), pathOf(['whole', 'notFound', 'noContent', 'chunked']), isEarly),
  },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('post', 'post', 'setHost', 'close'), pathOf(manners)) },
);

export const earlyPrograms: fc.Arbitrary<EarlyProgram> = fc.record({
  pipelining: fc.integer({ min: 2, max: 6 }),
  calls: fc.array(action, { minLength: 1, maxLength: 12 }),
  reactions: fc.array(
    fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(action, { maxLength: 2 }) }),
    { maxLength: 20 },
  ),
});

/** All that is told of a program, with the bodies; `pipelining` instead of its own. */
export async function playEarly(
  port: number,
  { calls, reactions }: EarlyProgram,
  pipelining: number,
): Promise<string[]> {
  const leftBehind = new LeftBehind();
  const http = new QHttp('127.0.0.1', port, { pipelining });
  const recorder = new Recorder(http);
  const bodies: string[] = [];
  const act = (what: EarlyAction): void => {
    const [name, at] = what;
    if (name === 'post') http.post(at, 'data');
    else if (name === 'setHost') http.setHost('127.0.0.1', port);
    else if (name === 'close') http.close();
    else {
      const options = { early: what[2] ?? false };
      if (name === 'head') http.head(at, options);
      else if (name === 'get') http.get(at, undefined, options);
      else if (name === 'slowSink')
        http.get(
          at,
          slowSink((bytes) => bodies.push(`sink ${bytes}`)),
          options,
        );
      else http.get$(at, options).subscribe({ next: (signal) => hear(signal), error: () => bodies.push('cold fails') });
    }
  };
  const hear = (signal: { readonly type: string; readonly chunk?: Uint8Array }): void => {
    if (signal.chunk) bodies.push(`cold ${Buffer.from(signal.chunk).toString('latin1')}`);
  };
  let moments = 0;
  http.signals$.subscribe(({ type }) => {
    if (type === 'requestFinished') bodies.push(Buffer.from(http.readAll()).toString('latin1'), '|');
    if (type !== 'requestStarted' && type !== 'responseHeaderReceived' && type !== 'requestFinished') return;
    for (const reaction of reactions[moments++] ?? []) act(reaction);
  });
  for (const call of calls) act(call);
  let hasEnded = false;
  while (!hasEnded) {
    await recorder.settled();
    hasEnded = http.currentId() === 0 && !http.hasPendingRequests();
  }
  http.destroy();
  return [recorder.story, merged(bodies), ...(await leftBehind.all())];
}

/** Where the pieces of a body fall is up to the network. */
function merged(bodies: readonly string[]): string {
  return bodies.join(' ').replace(/(?<=\S) (?:cold|sink) (?!fails)/g, '');
}

function slowSink(take: (bytes: string) => void): Writable {
  return new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _encoding, callback) {
      take(chunk.toString('latin1'));
      setImmediate(callback);
    },
  });
}
