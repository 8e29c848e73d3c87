import { concat, of, repeat, retry, Subject, switchMap, takeUntil } from 'rxjs';
import { toBytes, type CommandSignal } from '../../src/index.js';
import { data, letters, lettersOf } from '../support/command-letters.js';
import { itKeepsTheRules } from '../support/operator-rules.js';
import { onVirtualTime } from '../support/virtual-time.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const values = { x: bytes('abcd'), y: bytes('ab'), z: bytes('cd'), 0: bytes('') };

describe('toBytes', () => {
  itKeepsTheRules({ operator: toBytes, whole: '------------(x|)', broken: '--------#', values });

  it('gives the body when the command has finished, and completes with the source', () => {
    onVirtualTime(({ cold, expectObservable }) => {
      const source = cold('             s-h-d-e-f---|', letters);
      expectObservable(source.pipe(toBytes())).toBe('--------x---|', values);
    });
  });

  it('gives an empty array for an answer without a body', () => {
    onVirtualTime(({ cold, expectObservable }) => {
      expectObservable(cold('s-h-(f|)', letters).pipe(toBytes())).toBe('----(0|)', values);
    });
  });

  it('gives nothing for a command without an answer', () => {
    onVirtualTime(({ cold, expectObservable }) => {
      expectObservable(cold('s-(f|)', letters).pipe(toBytes())).toBe('--|');
    });
  });

  it('gives one value for each command of several', () => {
    onVirtualTime(({ cold, expectObservable }) => {
      const source = cold('s-h-d-(f|)', letters);
      expectObservable(source.pipe(repeat(2), toBytes())).toBe('------y-----(y|)', values);
    });
  });

  it('forgets what came of an attempt that failed', () => {
    onVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('s-h-d-F-#', letters);
      const second = cold('       t-h-e-(g|)', letters);
      let attempts = 0;
      const source = of(0).pipe(switchMap(() => (attempts++ === 0 ? first : second)));
      expectObservable(source.pipe(retry(1), toBytes())).toBe('--------------(z|)', values);
      expectSubscriptions(first.subscriptions).toBe('^-------!');
      expectSubscriptions(second.subscriptions).toBe('--------^-----!');
    });
  });

  it('forgets what came of a command that was left for another', () => {
    onVirtualTime(({ cold, hot, expectObservable }) => {
      const search = hot('a----b---|');
      const answers: Readonly<Record<string, CommandSignal[]>> = { a: lettersOf('shd'), b: lettersOf('theg') };
      const source = search.pipe(switchMap((word) => concat(of(...(answers[word] ?? [])), cold<CommandSignal>('-|'))));
      expectObservable(source.pipe(toBytes())).toBe('-----z---|', values);
    });
  });

  it('gives nothing for a command that was cut off', () => {
    onVirtualTime(({ cold, hot, expectObservable }) => {
      const source = cold('s-h-d-e-(f|)', letters).pipe(takeUntil(hot('-----x')));
      expectObservable(source.pipe(toBytes())).toBe('-----|');
    });
  });

  it('gives at the end what a source of data alone tells', () => {
    onVirtualTime(({ cold, expectObservable }) => {
      expectObservable(cold('d-e-|', letters).pipe(toBytes())).toBe('----(x|)', values);
    });
  });

  it('keeps commands apart that are brought about inside a value', () => {
    const source = new Subject<CommandSignal>();
    const told: unknown[] = [];
    source.pipe(toBytes()).subscribe((body) => {
      told.push(body);
      if (told.length === 1) for (const signal of lettersOf('the')) source.next(signal);
    });
    for (const signal of lettersOf('shdfg')) source.next(signal);
    expect(told).toEqual([values.y, values.z]);
  });

  it.each([0, 1])(
    'gives bytes of its own where a chunk is all of its memory, as a cache has it, with %d empty ones',
    (count) => {
      const cached = new Uint8Array(100_000);
      const answers: Uint8Array[] = [];
      const empty = Array.from({ length: count }, () => data(bytes('')));
      of(data(cached), ...empty)
        .pipe(toBytes())
        .subscribe((answer) => answers.push(answer));
      answers[0]?.fill(1);

      expect([answers.length, cached.includes(1)]).toEqual([1, false]);
    },
  );

  it('gives bytes of its own, that no memory of a socket hangs on', () => {
    const memory = bytes('....abcd....');
    let body: Uint8Array = new Uint8Array();
    of(data(memory.subarray(4, 8)))
      .pipe(toBytes())
      .subscribe((value) => (body = value));
    memory.fill(0);
    expect([body, body.buffer.byteLength]).toEqual([values.x, 4]);
  });
});
