import { map, pipe, Subject, VirtualTimeScheduler } from 'rxjs';
import { downloadProgress, type CommandSignal, type ProgressOptions, type TransferProgress } from '../../src/index.js';
import { letters, received } from '../support/command-letters.js';
import { itKeepsTheRules } from '../support/operator-rules.js';
import { onVirtualTime } from '../support/virtual-time.js';

/** `1` to `9`: as many tenths of a body of 1000 bytes, `w`: all of it; `x`, `y`: 300 and 700 bytes of nobody knows what. */
const signals: Readonly<Record<string, CommandSignal>> = {
  ...letters,
  ...Object.fromEntries(Array.from('123456789', (digit) => [digit, received(Number(digit) * 100, 1000)])),
  w: received(1000, 1000),
  x: received(300, 0),
  y: received(700, 0),
};

/** Bytes, total and ratio of what is told, by the same letters; `Y` and `0`: 700 bytes and none, which are whole. */
const names: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Array.from('123456789', (digit) => [`${digit}00/1000 0.${digit}`, digit])),
  '1000/1000 1': 'w',
  '300/0 ': 'x',
  '700/0 ': 'y',
  '700/0 1': 'Y',
  '0/0 1': '0',
};

function nameOf({ done, total, ratio }: TransferProgress): string {
  const text = `${done}/${total} ${ratio ?? ''}`;
  return names[text] ?? text;
}

function expectTold(source: string, told: string, options: ProgressOptions = { intervalMs: 4 }, error?: string): void {
  onVirtualTime(({ cold, expectObservable }) => {
    const source$ = cold(source, signals, error);
    expectObservable(source$.pipe(downloadProgress(options), map(nameOf))).toBe(told, undefined, error);
  });
}

describe('downloadProgress', () => {
  itKeepsTheRules({
    operator: () => pipe(downloadProgress(), map(nameOf)),
    whole: '----a-------(b|)',
    broken: '----a---#',
    values: { a: '2/4 0.5', b: '4/4 1' },
  });

  it('tells the first value at once, then the latest when the interval is over, and the last when all is over', () => {
    expectTold(
      's-h1-234567-8w-(f|)', //
      '---1---4---7---(w|)',
    );
  });

  it('tells at once what comes when nothing was told lately', () => {
    expectTold(
      's-h1--------2-------w-(f|)', //
      '---1--------2-------w-|',
    );
  });

  it('tells every value when the interval is 0', () => {
    expectTold('s-h(123)-4w(f|)', '---(123)-4w|', { intervalMs: 0 });
  });

  it('tells ten values in a second by default', () => {
    expectTold('s-h1 49ms 2 49ms 3 9ms (wf|)', '---1 99ms 3 9ms (w|)', {});
  });

  it('tells the last value before an error', () => {
    expectTold('s-h123-F-#', '---1---3-#', { intervalMs: 100 }, 'cut');
    expectTold('s-h123-#', '   ---1---(3#)', { intervalMs: 100 }, 'cut');
  });

  it('tells the last value of a source that completes without the end of the command', () => {
    expectTold('s-h123-|', '---1---(3|)', { intervalMs: 100 });
  });

  it('says of a body of unknown total that it is whole, when it is', () => {
    expectTold('s-hx-----y-(f|)', '---x-----y-(Y|)');
    expectTold('s-hx-----y-F-#', ' ---x-----y---#');
  });

  it('tells one value of an answer without a body', () => {
    expectTold('s-h-(f|)', '----(0|)');
  });

  it('tells nothing of a command without an answer', () => {
    expectTold('s-(f|)', '--|');
  });

  it('begins anew with each command', () => {
    expectTold(
      's-h12tw-(g|)', //
      '---1--w-|',
      { intervalMs: 100 },
    );
  });

  it('takes neither the pause nor the speed of one command over to the next', () => {
    expectTold(
      's1-t2-3-----', //
      '-1--2---3---',
    );
    onVirtualTime(({ cold, expectObservable }) => {
      const source = cold('                               s 1 999ms t 2', signals);
      expectObservable(source.pipe(downloadProgress())).toBe('- 1 999ms - 2', {
        1: { done: 100, total: 1000, ratio: 0.1 },
        2: { done: 200, total: 1000, ratio: 0.2 },
      });
    });
  });

  it('sets no timer that outlives it', () => {
    const scheduler = new VirtualTimeScheduler();
    const source = new Subject<CommandSignal>();
    const subscription = source.pipe(downloadProgress({ scheduler })).subscribe();
    source.next(received(1, 2));
    const before = scheduler.actions.length;
    subscription.unsubscribe();
    scheduler.flush();
    expect([before, scheduler.frame]).toEqual([1, 0]);
  });

  it('reads no other clock than that of its scheduler', () => {
    const spies = [jest.spyOn(Date, 'now'), jest.spyOn(performance, 'now'), jest.spyOn(globalThis, 'setInterval')];
    const scheduler = new VirtualTimeScheduler();
    const source = new Subject<CommandSignal>();
    const told: TransferProgress[] = [];
    source.pipe(downloadProgress({ scheduler })).subscribe((value) => told.push(value));
    scheduler.schedule(() => source.next(received(100, 1000)), 0);
    scheduler.schedule(() => source.next(received(200, 1000)), 500);
    scheduler.flush();
    const calls = spies.map((spy) => spy.mock.calls.length);
    for (const spy of spies) spy.mockRestore();
    expect(calls).toEqual([0, 0, 0]);
    expect(told.at(-1)).toEqual({ done: 200, total: 1000, ratio: 0.2, bytesPerSecond: 200, secondsLeft: 4 });
  });

  it('smooths the speed, and tells by it how long the rest will take', () => {
    onVirtualTime(({ cold, expectObservable }) => {
      const smoothed = 100 + (400 - 100) * (1 - Math.exp(-1000 / 2000));
      const standing = smoothed - smoothed * (1 - Math.exp(-1000 / 2000));
      const source = cold('s 1 999ms 2 999ms 6 999ms 6 999ms (wf|)', signals);
      expectObservable(source.pipe(downloadProgress())).toBe('- 1 999ms 2 999ms 6 999ms 7 999ms (w|)', {
        1: { done: 100, total: 1000, ratio: 0.1 },
        2: { done: 200, total: 1000, ratio: 0.2, bytesPerSecond: 100, secondsLeft: 8 },
        6: { done: 600, total: 1000, ratio: 0.6, bytesPerSecond: smoothed, secondsLeft: 400 / smoothed },
        7: { done: 600, total: 1000, ratio: 0.6, bytesPerSecond: standing, secondsLeft: 400 / standing },
        w: {
          done: 1000,
          total: 1000,
          ratio: 1,
          bytesPerSecond: standing + (400 - standing) * (1 - Math.exp(-1000 / 2000)),
          secondsLeft: 0,
        },
      });
    });
  });

  it('measures no speed between two values of one moment', () => {
    onVirtualTime(({ cold, expectObservable }) => {
      const source = cold('(12)', signals);
      expectObservable(source.pipe(downloadProgress({ intervalMs: 0 }))).toBe('(12)', {
        1: { done: 100, total: 1000, ratio: 0.1 },
        2: { done: 200, total: 1000, ratio: 0.2 },
      });
    });
  });

  it('tells no time that is left while nothing moves', () => {
    onVirtualTime(({ cold, expectObservable }) => {
      const source = cold('                                1 999ms 1', signals);
      expectObservable(source.pipe(downloadProgress())).toBe('a 999ms b', {
        a: { done: 100, total: 1000, ratio: 0.1 },
        b: { done: 100, total: 1000, ratio: 0.1, bytesPerSecond: 0 },
      });
    });
  });

  it('never says more than all of it', () => {
    onVirtualTime(({ cold, expectObservable }) => {
      const source = cold('a|', { a: received(3000, 1000) }); // a body that was unpacked on its way
      expectObservable(source.pipe(downloadProgress())).toBe('a|', {
        a: { done: 3000, total: 1000, ratio: 1, secondsLeft: 0 },
      });
    });
  });

  it.each([-1, NaN])('throws at the call for an interval of %d', (intervalMs) => {
    expect(() => downloadProgress({ intervalMs })).toThrow(RangeError);
  });
});
