import { config, map, take } from 'rxjs';
import { collectGarbage } from '../support/collect-garbage.js';
import { OrderedSubject } from '../../src/signals/ordered-subject.js';

/** Subscribes, and writes down what comes, `|` for the end. */
function heard(subject: OrderedSubject<string>, onValue: (value: string) => void = () => undefined): string[] {
  const values: string[] = [];
  subject.subscribe({
    next: (value) => {
      values.push(value);
      onValue(value);
    },
    complete: () => values.push('|'),
  });
  return values;
}

describe('OrderedSubject', () => {
  test('takes functions as well as an observer', () => {
    const subject = new OrderedSubject<string>();
    const told: string[] = [];
    // The old form, in which programs still call it.
    const subscribe = subject.subscribe.bind(subject) as (
      ...functions: (((value: string) => void) | null)[]
    ) => unknown;
    subscribe(
      (value) => told.push(value),
      null,
      () => told.push('end'),
    );
    subscribe(null, null, () => told.push('end'));

    subject.next('a');
    subject.complete();

    expect(told).toEqual(['a', 'end', 'end']);
  });

  test('gives each value to all subscribers', () => {
    const subject = new OrderedSubject<string>();
    const lists = [heard(subject), heard(subject)];

    for (const value of ['a', 'b']) subject.next(value);

    expect(lists).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  test.each([0, 1, 2])('gives all of three the same order when number %i sets off a value', (nesting) => {
    const subject = new OrderedSubject<string>();
    const nest = (value: string) => {
      if (value === 'a') subject.next('b');
    };
    const lists = [0, 1, 2].map((index) => heard(subject, index === nesting ? nest : undefined));

    subject.next('a');
    subject.next('c');

    expect(lists).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ]);
  });

  test('gives one order when every subscriber sets off values, three levels deep', () => {
    const subject = new OrderedSubject<string>();
    const nest = (value: string) => {
      if (value.length < 4) subject.next(`${value}x`);
    };
    const lists = [heard(subject, nest), heard(subject, nest), heard(subject)];

    subject.next('a');

    expect([lists[1], lists[2]]).toEqual([lists[0], lists[0]]);
    expect(lists[0]).toHaveLength(1 + 2 + 4 + 8);
  });

  test('has told a nested value to everybody when the call that set it off returns', () => {
    const subject = new OrderedSubject<string>();
    const seen: string[][] = [];
    heard(subject, (value) => {
      if (value !== 'a') return;
      subject.next('b');
      seen.push([...second]);
    });
    const second = heard(subject);

    subject.next('a');

    expect(seen).toEqual([['a', 'b']]);
  });

  test('gives one who subscribes inside a value what comes after it', () => {
    const subject = new OrderedSubject<string>();
    let late: string[] = [];
    heard(subject, (value) => {
      if (value === 'a') late = heard(subject);
    });

    for (const value of ['a', 'b']) subject.next(value);

    expect(late).toEqual(['b']);
  });

  test('gives one who unsubscribes nothing more, and the others everything', () => {
    const subject = new OrderedSubject<string>();
    const first: string[] = [];
    subject.pipe(take(1)).subscribe((value) => first.push(value));
    const second = heard(subject);

    for (const value of ['a', 'b']) subject.next(value);

    expect([first, second]).toEqual([['a'], ['a', 'b']]);
  });

  test('gives nothing to one whom another has unsubscribed inside the same value', () => {
    const subject = new OrderedSubject<string>();
    const values: string[] = [];
    heard(subject, () => {
      subscription.unsubscribe();
    });
    const subscription = subject.subscribe((value) => values.push(value));

    subject.next('a');

    expect(values).toEqual([]);
  });

  test('does not even try one who has unsubscribed, which RxJS would report', async () => {
    const refused: unknown[] = [];
    config.onStoppedNotification = (notification) => refused.push(notification);
    const subject = new OrderedSubject<string>();
    heard(subject, () => {
      subscription.unsubscribe();
    });
    const subscription = subject.subscribe();

    subject.next('a');
    await new Promise((resolve) => setTimeout(resolve)); // RxJS reports in a timer
    config.onStoppedNotification = null;

    expect(refused).toEqual([]);
  });

  test('tells the end to all, and to those who come later', () => {
    const subject = new OrderedSubject<string>();
    const early = heard(subject);
    subject.next('a');

    subject.complete();
    for (const late of [() => subject.complete(), () => subject.next('b')]) late();

    expect([early, heard(subject)]).toEqual([['a', '|'], ['|']]);
  });

  test('tells the end after what came before it, also when it is ended inside a value', () => {
    const subject = new OrderedSubject<string>();
    heard(subject, () => subject.complete());
    const second = heard(subject);

    subject.next('a');

    expect(second).toEqual(['a', '|']);
  });

  test('knows whether anybody listens', () => {
    const subject = new OrderedSubject<string>();
    const before = subject.observed;
    const subscription = subject.subscribe();
    const during = subject.observed;
    subscription.unsubscribe();

    expect([before, during, subject.observed]).toEqual([false, true, false]);
  });

  test('goes through operators, and as an Observable', () => {
    const subject = new OrderedSubject<string>();
    const values: string[] = [];
    subject
      .asObservable()
      .pipe(map((value) => value.toUpperCase()))
      .subscribe((value) => values.push(value));

    subject.next('a');

    expect(values).toEqual(['A']);
  });

  test('gives one who subscribes inside a value nothing of what came before, also when a value is nested behind', () => {
    const subject = new OrderedSubject<string>();
    let late: string[] = [];
    heard(subject, (value) => {
      if (value !== 'a') return;
      late = heard(subject);
      subject.next('b');
    });

    subject.next('a');

    expect(late).toEqual(['b']);
  });

  test('holds on to no value once it has been told', async () => {
    const subject = new OrderedSubject<object>();
    subject.subscribe();
    const tell = () => {
      const value = {};
      subject.next(value);
      return new WeakRef(value);
    };

    const told = Array.from({ length: 10 }, tell);
    await collectGarbage();

    expect(told.filter((value) => value.deref() !== undefined)).toEqual([]);
  });
});

describe('a subscriber of an OrderedSubject that throws', () => {
  const reported: unknown[] = [];

  beforeEach(() => {
    reported.length = 0;
    config.onUnhandledError = (error) => reported.push(error);
  });

  afterEach(() => {
    config.onUnhandledError = null;
  });

  test('is reported as RxJS reports it, and the others hear everything', async () => {
    const subject = new OrderedSubject<string>();
    const error = new Error('in a subscriber');
    const first = heard(subject, () => {
      throw error;
    });
    const second = heard(subject);

    for (const value of ['a', 'b']) subject.next(value);
    await new Promise((resolve) => setTimeout(resolve)); // RxJS reports in a timer

    expect([first, second, reported]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
      [error, error],
    ]);
  });
});
