import { concat, EMPTY, NEVER, Observable, of, throwError } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import type { Command } from '../../src/queue/command.js';
import { CommandQueue } from '../../src/queue/command-queue.js';
import type { Place } from '../../src/queue/waiting-line.js';

/**
 * Every picture below has one letter a command. What the queue tells of its own: `a` started, `A` finished,
 * `?` failed, `.` drained, `×` drained by a failure. The values of the commands stand as they are: `x`, `y`, `z`.
 */
const names = ' abcde';

interface Stage extends RunHelpers {
  readonly queue: CommandQueue<string>;
  /** The commands that were dropped, in the order in which this was told. */
  readonly dropped: readonly string[];
  enqueue(name: string, work: Observable<string>): Place<Command<string>>;
  /** Calls at a frame of virtual time. */
  at(frame: number, calls: () => void): void;
  /** Calls from inside the telling of a value. */
  inside(value: string, calls: () => void): void;
  expectTold(marbles: string): void;
}

/** @param recovery - what has to happen after a cancelled command */
function onVirtualTime(test: (stage: Stage) => void, recovery = '|'): void {
  const scheduler = new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  });
  scheduler.run((helpers) => {
    const reactions = new Map<string, () => void>();
    const dropped: string[] = [];
    const queue = new CommandQueue<string>(
      {
        started: ({ id }) => names.charAt(id),
        finished: ({ id }) => names.charAt(id).toUpperCase(),
        failed: () => '?',
        dropped: ({ id }) => dropped.push(names.charAt(id)),
        drained: (failed) => (failed ? '×' : '.'),
        recover: () => helpers.cold(recovery),
      },
      (start) => scheduler.schedule(start),
    );
    const told$ = new Observable<string>((subscriber) =>
      queue.output$.subscribe((value) => {
        subscriber.next(value);
        reactions.get(value)?.();
      }),
    );
    test({
      ...helpers,
      queue,
      dropped,
      enqueue: (name, work) => queue.enqueue({ id: names.indexOf(name), work }),
      at: (frame, calls) => scheduler.schedule(calls, frame),
      inside: (value, calls) => reactions.set(value, calls),
      expectTold: (marbles) => {
        helpers.expectObservable(told$).toBe(marbles);
      },
    });
  });
}

describe('the order of commands', () => {
  it('is the order of the calls, one by one', () => {
    onVirtualTime(({ enqueue, at, cold, expectTold, expectSubscriptions }) => {
      const first = cold(' --x---|');
      const second = cold('      -----y--|');
      at(1, () => {
        enqueue('a', first);
        enqueue('b', second);
      });
      expectTold('        -a-x---(Ab)-y--(B.)');
      expectSubscriptions(first.subscriptions).toBe(' -^-----!');
      expectSubscriptions(second.subscriptions).toBe('-------^-------!');
    });
  });

  it('is kept by commands that complete at once', () => {
    onVirtualTime(({ enqueue, at, expectTold }) => {
      at(2, () => {
        enqueue('a', of('x'));
        enqueue('b', EMPTY);
        enqueue('c', of('y', 'z'));
      });
      expectTold('--(axAbBcyzC.)');
    });
  });

  it('begins only after the call that brought a command has returned', () => {
    onVirtualTime(({ queue, enqueue, at, expectTold }) => {
      at(1, () => {
        enqueue('a', EMPTY);
        expect([queue.current, queue.waiting]).toEqual([undefined, 1]);
      });
      expectTold('-(aA.)');
    });
  });

  it('drains once for each burst', () => {
    onVirtualTime(({ enqueue, at, cold, expectTold }) => {
      const work = cold(' -----|');
      at(1, () => enqueue('a', work));
      at(11, () => enqueue('b', work));
      expectTold('        -a----(A.)-b----(B.)');
    });
  });

  it('takes in commands that are added inside started, a value and finished', () => {
    onVirtualTime(({ enqueue, at, inside, expectTold }) => {
      at(1, () => enqueue('a', of('x')));
      inside('a', () => enqueue('b', EMPTY));
      inside('x', () => enqueue('c', EMPTY));
      inside('A', () => enqueue('d', EMPTY));
      expectTold('-(axAbBcCdD.)');
    });
  });

  it('goes on with commands that are added inside drained', () => {
    onVirtualTime(({ enqueue, at, inside, expectTold }) => {
      let rounds = 0;
      at(1, () => enqueue('a', EMPTY));
      inside('.', () => {
        if (++rounds < 3) enqueue('b', EMPTY);
      });
      expectTold('-(aA.bB.bB.)');
    });
  });

  it('neither recurses nor stalls with 100,000 commands that complete at once', () => {
    let finished = 0;
    const queue = new CommandQueue<number>(
      {
        started: () => 0,
        finished: () => 1,
        failed: () => 0,
        dropped: () => undefined,
        drained: () => 0,
        recover: () => EMPTY,
      },
      (start) => void starts.push(start),
    );
    const starts: (() => void)[] = [];
    queue.output$.subscribe((told) => (finished += told));
    for (let id = 1; id <= 100_000; id++) queue.enqueue({ id, work: EMPTY });
    starts.forEach((start) => {
      start();
    });
    expect([finished, queue.waiting, starts.length]).toEqual([100_000, 0, 1]);
  });
});

describe('a command that fails', () => {
  const failure = throwError(() => new Error('no'));

  it('drops what waits, and what is added while its failure is told', () => {
    onVirtualTime(({ enqueue, at, cold, inside, expectTold, expectSubscriptions }) => {
      const dropped = cold('-x-|');
      at(1, () => {
        enqueue('a', cold('--y---#'));
        enqueue('b', dropped);
      });
      inside('?', () => enqueue('c', dropped));
      expectTold('          -a-y---(?×)');
      expectSubscriptions(dropped.subscriptions).toBe([]);
    });
  });

  it('says which ones it drops, in their order, before the queue has drained', () => {
    onVirtualTime(({ queue, enqueue, at, inside, dropped, expectTold }) => {
      at(1, () => {
        enqueue('a', failure);
        enqueue('b', EMPTY);
        enqueue('c', EMPTY);
      });
      inside('?', () => enqueue('d', EMPTY));
      inside('×', () => {
        expect(dropped).toEqual(['b', 'c', 'd']);
        enqueue('e', NEVER);
        enqueue('d', EMPTY);
        queue.clear();
        expect(dropped).toEqual(['b', 'c', 'd', 'e', 'd']);
      });
      expectTold('-(a?×)');
    });
  });

  it('still shows what waits while its failure is told, and nothing when the queue has drained', () => {
    onVirtualTime(({ queue, enqueue, at, inside, expectTold }) => {
      const seen: unknown[] = [];
      at(1, () => {
        enqueue('a', failure);
        enqueue('b', EMPTY);
      });
      inside('?', () => seen.push([queue.current?.id, queue.waiting]));
      inside('×', () => {
        seen.push([queue.current?.id, queue.waiting]);
        expect(seen).toEqual([
          [1, 1],
          [undefined, 0],
        ]);
      });
      expectTold('-(a?×)');
    });
  });

  it('lets commands run that are added inside drained or later', () => {
    onVirtualTime(({ enqueue, at, inside, expectTold }) => {
      at(1, () => enqueue('a', failure));
      inside('×', () => enqueue('b', EMPTY));
      at(12, () => enqueue('c', EMPTY));
      expectTold('-(a?×bB.)---(cC.)');
    });
  });

  it('is torn down after it was told, before the queue has drained', () => {
    onVirtualTime(({ queue, enqueue, at, inside, expectTold }) => {
      const log: string[] = [];
      at(1, () => enqueue('a', new Observable(() => () => log.push('torn down'))));
      at(3, () => queue.abort('why'));
      inside('?', () => log.push('told'));
      inside('×', () => {
        expect([...log, 'drained']).toEqual(['told', 'torn down', 'drained']);
      });
      expectTold('-a-(?×)');
    });
  });

  it('fails a hundred times in a row without the queue growing', () => {
    onVirtualTime(({ enqueue, at, inside, expectTold }) => {
      let failures = 0;
      at(1, () => enqueue('a', failure));
      inside('×', () => {
        if (++failures < 100) enqueue('a', failure);
      });
      expectTold(`-(${'a?×'.repeat(100)})`);
    });
  });
});

describe('the turn of what is enqueued', () => {
  it('comes later behind a failure, once', () => {
    const log: string[] = [];
    const starts: (() => void)[] = [];
    const queue = new CommandQueue<string>(
      {
        started: ({ id }) => `s${String(id)}`,
        finished: ({ id }) => `f${String(id)}`,
        failed: () => '?',
        dropped: () => undefined,
        drained: (failed) => (failed ? '×' : '.'),
        recover: () => EMPTY,
      },
      (start) => {
        log.push('soon');
        starts.push(start);
      },
      (start) => {
        log.push('later');
        starts.push(start);
      },
    );
    queue.output$.subscribe((told) => log.push(told));
    const run = (id: number, work: Observable<string>) => {
      queue.enqueue({ id, work });
      starts.shift()?.();
    };
    run(1, EMPTY);
    run(
      2,
      throwError(() => new Error('no')),
    );
    run(3, EMPTY);
    run(4, EMPTY);

    expect(log.join(' ')).toBe('soon s1 f1 . soon s2 ? × later s3 f3 . soon s4 f4 .');
  });
});

describe('abort', () => {
  it('ends the command that runs as a failure', () => {
    onVirtualTime(({ queue, enqueue, at, cold, expectTold, expectSubscriptions }) => {
      const work = cold(' --x---');
      at(1, () => {
        enqueue('a', work);
        enqueue('b', EMPTY);
      });
      at(6, () => {
        expect(queue.abort('why')).toBe(true);
      });
      expectTold('        -a-x--(?×)');
      expectSubscriptions(work.subscriptions).toBe('-^----!');
    });
  });

  it('does nothing when nothing runs', () => {
    onVirtualTime(({ queue, at, expectTold }) => {
      at(1, () => {
        expect(queue.abort('why')).toBe(false);
      });
      expectTold('---');
    });
  });

  it('inside started keeps the command from beginning', () => {
    onVirtualTime(({ queue, enqueue, at, inside, cold, expectTold, expectSubscriptions }) => {
      const work = cold('x|');
      at(1, () => enqueue('a', work));
      inside('a', () => queue.abort('why'));
      expectTold('-(a?×)');
      expectSubscriptions(work.subscriptions).toBe([]);
    });
  });

  it('inside a value drops the values that would follow', () => {
    onVirtualTime(({ queue, enqueue, at, inside, expectTold }) => {
      at(1, () => enqueue('a', of('x', 'y')));
      inside('x', () => queue.abort('why'));
      expectTold('-(ax?×)');
    });
  });

  it('inside finished drops the rest, and the command stays finished', () => {
    onVirtualTime(({ queue, enqueue, at, inside, expectTold }) => {
      at(1, () => {
        enqueue('a', EMPTY);
        enqueue('b', EMPTY);
      });
      inside('A', () => queue.abort('why'));
      expectTold('-(aA×)');
    });
  });

  it('inside finished, then a new command: that one runs', () => {
    onVirtualTime(({ queue, enqueue, at, inside, expectTold }) => {
      at(1, () => {
        enqueue('a', EMPTY);
        enqueue('b', EMPTY);
      });
      inside('A', () => {
        queue.abort('why');
        enqueue('c', EMPTY);
      });
      expectTold('-(aA×cC.)');
    });
  });

  it('inside the telling of a failure changes nothing', () => {
    onVirtualTime(({ queue, enqueue, at, inside, expectTold }) => {
      at(1, () =>
        enqueue(
          'a',
          throwError(() => new Error('no')),
        ),
      );
      inside('?', () => queue.abort('why'));
      expectTold('-(a?×)');
    });
  });
});

describe('clear', () => {
  it('drops what waits without a word, and the command that runs goes on', () => {
    onVirtualTime(({ queue, enqueue, at, cold, expectTold }) => {
      at(1, () => {
        enqueue('a', cold('--x---|'));
        enqueue('b', EMPTY);
      });
      at(4, () => {
        queue.clear();
      });
      expectTold('          -a-x---(A.)');
    });
  });

  it('before anything has started leaves nothing to tell', () => {
    onVirtualTime(({ queue, enqueue, at, expectTold }) => {
      at(1, () => {
        enqueue('a', EMPTY);
        queue.clear();
      });
      expectTold('---');
    });
  });

  it('inside finished, then a new command: the new one is next', () => {
    onVirtualTime(({ queue, enqueue, at, inside, expectTold }) => {
      at(1, () => {
        enqueue('a', EMPTY);
        enqueue('b', EMPTY);
      });
      inside('A', () => {
        queue.clear();
        enqueue('c', EMPTY);
      });
      expectTold('-(aAcC.)');
    });
  });
});

describe('cancel', () => {
  it('takes a waiting command out without a word', () => {
    onVirtualTime(({ queue, enqueue, at, cold, expectTold }) => {
      at(1, () => {
        enqueue('a', cold('-----|'));
        const place = enqueue('b', EMPTY);
        enqueue('c', EMPTY);
        queue.cancel(place, () => 'why');
        queue.cancel(place, () => 'why');
        expect(queue.waiting).toBe(2);
      });
      expectTold('          -a----(AcC.)');
    });
  });

  it('ends a running command alone: the next one starts when the recovery has completed', () => {
    onVirtualTime(({ queue, enqueue, at, cold, expectTold, expectSubscriptions }) => {
      const work = cold(' --x-------|');
      let place: Place<Command<string>>;
      at(1, () => {
        place = enqueue('a', work);
        enqueue('b', EMPTY);
      });
      at(5, () => {
        queue.cancel(place, () => 'why');
      });
      expectTold('        -a-x-?-----z(bB.)');
      expectSubscriptions(work.subscriptions).toBe('-^---!');
    }, '------z|');
  });

  it('of the last command is a failure like any other', () => {
    onVirtualTime(({ queue, enqueue, at, expectTold }) => {
      let place: Place<Command<string>>;
      at(1, () => {
        place = enqueue('a', NEVER);
      });
      at(4, () => {
        queue.cancel(place, () => 'why');
      });
      expectTold('-a--(?×)');
    });
  });

  it('does nothing to a command that has finished', () => {
    onVirtualTime(({ queue, enqueue, at, inside, expectTold }) => {
      let place: Place<Command<string>>;
      at(1, () => {
        place = enqueue('a', EMPTY);
        enqueue('b', EMPTY);
      });
      inside('A', () => {
        queue.cancel(place, () => 'why');
      });
      at(14, () => {
        queue.cancel(place, () => 'why');
      });
      expectTold('-(aAbB.)');
    });
  });

  it('lets abort drop the rest while the recovery is under way, and while the end is being told', () => {
    onVirtualTime(({ queue, enqueue, at, expectTold }) => {
      let place: Place<Command<string>>;
      at(1, () => {
        place = enqueue('a', NEVER);
        enqueue('b', EMPTY);
      });
      at(3, () => {
        queue.cancel(place, () => 'why');
      });
      at(5, () => queue.abort('why'));
      expectTold('-a-?-×');
    }, '------|');
    onVirtualTime(({ queue, enqueue, at, inside, expectTold }) => {
      let place: Place<Command<string>>;
      at(1, () => {
        place = enqueue('a', NEVER);
        enqueue('b', EMPTY);
      });
      at(3, () => {
        queue.cancel(place, () => 'why');
      });
      inside('?', () => queue.abort('why'));
      expectTold('-a-(?×)');
    });
  });
});

describe('unsubscribing from the queue', () => {
  it('lets go of a command that is only just beginning', () => {
    const log: string[] = [];
    const queue = new CommandQueue<string>(
      {
        started: () => 'a',
        finished: () => 'A',
        failed: () => '?',
        dropped: () => undefined,
        drained: () => '.',
        recover: () => EMPTY,
      },
      (start) => {
        queueMicrotask(start);
      },
    );
    const subscription = queue.output$.subscribe((told) => log.push(told));
    const work = new Observable<string>(() => {
      subscription.unsubscribe();
      return () => log.push('let go');
    });
    queue.enqueue({ id: 1, work });
    return Promise.resolve().then(() => {
      expect(log).toEqual(['a', 'let go']);
    });
  });

  it('ends everything without a word', () => {
    onVirtualTime(({ queue, cold, expectObservable, expectSubscriptions, at }) => {
      const work = cold('  --x-----|');
      at(1, () => {
        queue.enqueue({ id: 1, work: concat(work, work) });
        queue.enqueue({ id: 2, work: EMPTY });
      });
      expectObservable(queue.output$, '^----!').toBe('-a-x-');
      expectSubscriptions(work.subscriptions).toBe('-^---!');
    });
  });
});
