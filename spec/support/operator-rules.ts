import { mergeMap, of, Subject, take, type OperatorFunction } from 'rxjs';
import type { CommandSignal } from '../../src/index.js';
import { letters, lettersOf } from './command-letters.js';
import { onVirtualTime } from './virtual-time.js';

/** What an operator makes of the run of one command. */
export interface OperatorRun {
  /** Made anew for each test. */
  readonly operator: () => OperatorFunction<CommandSignal, unknown>;
  /** What comes of `s-h-p-d-q-e-(f|)`, and the values that its letters stand for. */
  readonly whole: string;
  /** What comes of `s-h-p-d-#`. */
  readonly broken: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** What the letters of the run stand for, where it is not what they stand for elsewhere. */
  readonly signals?: Readonly<Record<string, CommandSignal>>;
}

const wholeRun = 's-h-p-d-q-e-(f|)';

/** The rules that hold for every operator. */
export function itKeepsTheRules({ operator, whole, broken, values, signals = letters }: OperatorRun): void {
  const run = lettersOf(wholeRun, signals);
  const told = Array.from(whole).flatMap((letter) => (letter in values ? [values[letter]] : []));

  it('makes of a whole run what it is for, and completes with it', () => {
    onVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(wholeRun, signals);
      expectObservable(source.pipe(operator())).toBe(whole, values);
      expectSubscriptions(source.subscriptions).toBe('^-----------!');
    });
  });

  it('completes with a source that is empty', () => {
    onVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<CommandSignal>('---|');
      expectObservable(source.pipe(operator())).toBe('---|');
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });

  it('waits with a source that never tells anything, and lets go of it', () => {
    onVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<CommandSignal>('---');
      expectObservable(source.pipe(operator()), '^----!').toBe('------');
      expectSubscriptions(source.subscriptions).toBe('^----!');
    });
  });

  it('passes an error that comes before everything', () => {
    onVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<CommandSignal>('--#');
      expectObservable(source.pipe(operator())).toBe('--#');
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
  });

  it('passes an error in the middle', () => {
    onVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('s-h-p-d-#', signals);
      expectObservable(source.pipe(operator())).toBe(broken, values);
      expectSubscriptions(source.subscriptions).toBe('^-------!');
    });
  });

  it('lets go of the source when the subscriber leaves', () => {
    onVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(wholeRun, signals);
      expectObservable(source.pipe(operator()), '^-----!').toBe(broken.replace('#', '-').slice(0, 6), values);
      expectSubscriptions(source.subscriptions).toBe('^-----!');
    });
  });

  it('takes a source that tells everything at once', () => {
    const events: unknown[] = [];
    of(...run)
      .pipe(operator())
      .subscribe({ next: (value) => events.push(value), complete: () => events.push('complete') });
    expect(events).toEqual([...told, 'complete']);
  });

  it('has a state for each subscription, also for one inside the value of another', () => {
    const events: unknown[] = [];
    const result$ = of(...run).pipe(operator());
    result$
      .pipe(
        take(1),
        mergeMap(() => result$),
      )
      .subscribe((value) => events.push(value));
    expect(events).toEqual(told);
  });

  it('tells nothing more to a subscriber who leaves inside a value, and lets go of the source', () => {
    const source = new Subject<CommandSignal>();
    const events: unknown[] = [];
    source.pipe(operator(), take(1)).subscribe((value) => events.push(value));
    const observed: boolean[] = [];
    for (const signal of run) {
      source.next(signal);
      observed.push(source.observed);
      if (events.length > 0) break;
    }
    expect([events, observed.at(-1)]).toEqual([told.slice(0, 1), false]);
  });
}
