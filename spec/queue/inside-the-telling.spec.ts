import { EMPTY, NEVER, Observable, of, Subject, throwError, type Subscription } from 'rxjs';
import type { Command } from '../../src/queue/command.js';
import { CommandQueue } from '../../src/queue/command-queue.js';
import type { Place } from '../../src/queue/waiting-line.js';

/**
 * A queue that is started by hand, on real time. The letters are those of the pictures in `command-queue.spec.ts`: `a`
 * started, `A` finished, `?` failed, `.` drained, `×` drained by a failure.
 */
class Desk {
  /** What has been told, and what tests add to it. */
  line = '';
  /** What the queue has wanted to tell, heard or not. */
  made = '';
  readonly queue: CommandQueue<string>;
  readonly #starts: (() => void)[] = [];
  readonly #reactions = new Map<string, () => void>();
  #subscription: Subscription | undefined;

  constructor(recovery: Observable<string> = EMPTY) {
    const make = (letter: string): string => {
      this.made += letter;
      return letter;
    };
    this.queue = new CommandQueue<string>(
      {
        started: ({ id }) => make(nameOf(id)),
        finished: ({ id }) => make(nameOf(id).toUpperCase()),
        failed: () => make('?'),
        dropped: () => undefined,
        drained: (failed) => make(failed ? '×' : '.'),
        recover: () => {
          make('r');
          return recovery;
        },
      },
      (start) => void this.#starts.push(start),
    );
    this.subscribe();
  }

  subscribe(): void {
    this.#subscription = this.queue.output$.subscribe((letter) => {
      this.line += letter;
      this.#reactions.get(letter)?.();
    });
  }

  unsubscribe(): void {
    this.#subscription?.unsubscribe();
  }

  enqueue(name: string, work: Observable<string>): Place<Command<string>> {
    return this.queue.enqueue({ id: names.indexOf(name), work });
  }

  inside(letter: string, calls: () => void): void {
    this.#reactions.set(letter, calls);
  }

  start(): void {
    for (const start of this.#starts.splice(0)) start();
  }
}

const names = ' abc';
const nameOf = (id: number): string => names.charAt(id);
const why = () => 'why';

describe('what a command emits while its failure is told', () => {
  it.each<[string, (work: Subject<string>) => void]>([
    ['a value', (work) => work.next('x')],
    ['its end', (work) => work.complete()],
    ['an error', (work) => work.error(new Error('another'))],
  ])('%s, is not told any more', (_what, emit) => {
    const desk = new Desk();
    const work = new Subject<string>();
    desk.enqueue('a', work);
    desk.start();
    desk.inside('?', () => emit(work));
    desk.queue.abort('why');

    expect(desk.line).toBe('a?×');
  });
});

describe('abort inside the telling that a command was cancelled', () => {
  it('drops the rest when the call has been told, not inside of it', () => {
    const desk = new Desk();
    const place = desk.enqueue('a', NEVER);
    desk.enqueue('b', EMPTY);
    desk.start();
    desk.inside('?', () => {
      desk.queue.abort('why');
      desk.line += '|';
    });
    desk.queue.cancel(place, why);

    expect(desk.line).toBe('a?|×');
  });
});

describe('a recovery that emits at once', () => {
  it('is told, and then the next command starts', () => {
    const desk = new Desk(of('x', 'y'));
    const place = desk.enqueue('a', NEVER);
    desk.enqueue('b', EMPTY);
    desk.start();
    desk.queue.cancel(place, why);

    expect(desk.line).toBe('a?xybB.');
  });

  it('is told no further when it is aborted', () => {
    const desk = new Desk(of('x', 'y'));
    const place = desk.enqueue('a', NEVER);
    desk.enqueue('b', EMPTY);
    desk.start();
    desk.inside('x', () => desk.queue.abort('why'));
    desk.queue.cancel(place, why);

    expect(desk.line).toBe('a?x×');
  });

  it('comes behind a command that was cancelled before its work began', () => {
    const desk = new Desk(of('x'));
    const begun: string[] = [];
    const work = new Observable<string>(() => void begun.push('a'));
    const place = desk.enqueue('a', work);
    desk.enqueue('b', EMPTY);
    desk.inside('a', () => desk.queue.cancel(place, why));
    desk.start();

    expect([desk.line, begun]).toEqual(['a?xbB.', []]);
  });
});

describe('unsubscribing from the queue', () => {
  const failing = throwError(() => new Error('no'));

  it.each<[string, string, (desk: Desk) => unknown]>([
    ['that a command has started', 'a', (desk) => desk.enqueue('a', of('x'))],
    ['a value', 'ax', (desk) => desk.enqueue('a', of('x', 'y'))],
    ['that a command has finished', 'aA', (desk) => desk.enqueue('a', EMPTY)],
    ['that a command has failed', 'a?', (desk) => desk.enqueue('a', failing)],
  ])('inside the telling %s ends it there, and starts none that waits', (_when, told, bring) => {
    const desk = new Desk();
    const begun: string[] = [];
    bring(desk);
    desk.enqueue('b', new Observable(() => void begun.push('b')));
    desk.inside(told.slice(-1), () => desk.unsubscribe());
    desk.start();

    expect([desk.line, begun]).toEqual([told, []]);
  });

  it.each([
    ['the last command', false],
    ['one that others wait behind', true],
  ])('inside the telling that %s was cancelled makes nothing more', (_what, othersWait) => {
    const desk = new Desk();
    const place = desk.enqueue('a', NEVER);
    if (othersWait) desk.enqueue('b', EMPTY);
    desk.start();
    desk.inside('?', () => desk.unsubscribe());
    desk.queue.cancel(place, why);
    desk.subscribe();

    expect([desk.line, desk.made]).toEqual(['a?', 'a?']);
  });

  it('inside a recovery makes nothing more', () => {
    const desk = new Desk(of('x', 'y'));
    const place = desk.enqueue('a', NEVER);
    desk.enqueue('b', EMPTY);
    desk.start();
    desk.inside('x', () => desk.unsubscribe());
    desk.queue.cancel(place, why);

    expect([desk.line, desk.made]).toEqual(['a?x', 'a?r']);
  });

  it.each<[string, (desk: Desk) => void]>([
    ['after a failure', () => undefined],
    ['inside the telling of a failure', (desk) => desk.inside('?', () => desk.unsubscribe())],
  ])('%s, and subscribing anew, begins with nothing to tell', (_when, prepare) => {
    const desk = new Desk();
    prepare(desk);
    desk.enqueue('a', failing);
    desk.start();
    desk.unsubscribe();
    desk.line = '';
    desk.subscribe();
    desk.enqueue('b', EMPTY);
    desk.start();

    expect(desk.line).toBe('bB.');
  });
});

describe('a queue that nobody subscribes to', () => {
  it('has nothing to clear, to count or to abort, and takes no command', () => {
    const { queue } = new Desk();
    const idle = new CommandQueue<string>({
      started: () => '',
      finished: () => '',
      failed: () => '',
      dropped: () => undefined,
      drained: () => '',
      recover: () => EMPTY,
    });
    idle.clear();

    expect([idle.waiting, idle.next(1), idle.current, idle.abort('why')]).toEqual([0, [], undefined, false]);
    expect(() => idle.enqueue({ id: 1, work: EMPTY })).toThrow(new Error('The queue has no subscriber'));
    expect(queue.waiting).toBe(0);
  });
});

describe('what waits', () => {
  it('can be looked at in its order, without the one that runs', () => {
    const desk = new Desk();
    desk.enqueue('a', NEVER);
    desk.start();
    desk.enqueue('b', EMPTY);
    desk.enqueue('c', EMPTY);
    const seen = [1, 2, 3].map((count) => desk.queue.next(count).map(({ id }) => nameOf(id)));

    expect([seen, desk.queue.waiting]).toEqual([[['b'], ['b', 'c'], ['b', 'c']], 2]);
  });

  it('begins in a microtask where nobody says otherwise', async () => {
    const told: string[] = [];
    const queue = new CommandQueue<string>({
      started: () => 'a',
      finished: () => 'A',
      failed: () => '?',
      dropped: () => undefined,
      drained: () => '.',
      recover: () => EMPTY,
    });
    queue.output$.subscribe((letter) => told.push(letter));
    queue.enqueue({ id: 1, work: EMPTY });
    const before = told.join('');
    await Promise.resolve();

    expect([before, told.join('')]).toEqual(['', 'aA.']);
  });
});

describe('a command that is cancelled while it waits', () => {
  it('is no reason to tell once more that the queue has drained', () => {
    const desk = new Desk();
    desk.enqueue('a', EMPTY);
    desk.start();
    const place = desk.enqueue('b', EMPTY);
    desk.queue.cancel(place, why);
    desk.start();

    expect(desk.line).toBe('aA.');
  });

  it('stays dropped when it is cancelled after it was cleared', () => {
    const desk = new Desk();
    const place = desk.enqueue('a', EMPTY);
    desk.queue.clear();
    desk.queue.cancel(place, why);
    desk.enqueue('b', EMPTY);

    expect(desk.queue.waiting).toBe(1);
    desk.start();
    expect(desk.line).toBe('bB.');
  });
});
