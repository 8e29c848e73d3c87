import { concat, tap, type Observable } from 'rxjs';
import { ErrorCode, HttpRequestHeader, QHttpError, type CommandSignal, type QHttp } from '../../src/index.js';
import { reasonOf } from '../../src/values/reason-of.js';
import { signalLetters } from '../../src/testing/index.js';
import { lettersOf, onVirtualTime, textOfErrors } from './stage.js';

const fourFrames = 'l---c---s---h---|';
const kept = 's------h---|';

describe('a cold command', () => {
  it('is scheduled by its subscriber, and told to this one alone: the body comes to it, and not to readyRead', () => {
    const routes = { 'GET /a': 'l---c---s---h---d---d---|' };
    onVirtualTime(routes, ({ http, expectObservable, expectSignals }) => {
      expectSignals('                (s1)(23)q---(4h)p---p---(5fd)');
      expectObservable(lettersOf(http.get$('/a'))).toBe('(s1)(23)q---(4h)(px)(px)(5f|)');
    });
  });

  it('that nobody subscribes to does nothing', () => {
    onVirtualTime({}, ({ http, expectSignals }) => {
      http.get$('/a');
      expectSignals('');
    });
  });

  it('is two commands for two subscribers', () => {
    const routes = { 'GET /a': [fourFrames, kept] };
    onVirtualTime(routes, ({ http, expectObservable, expectSignals }) => {
      const a$ = http.get$('/a').pipe(signalLetters());
      expectSignals('         (s1)(23)q---(4h)(5fs3q)(4h)(5fd)');
      expectObservable(a$).toBe('(s1)(23)q---(4h)(5f|)');
      expectObservable(a$).toBe('----------------(s3q)--(4h)(5f|)');
    });
  });

  it('waits for its turn among the others', () => {
    const routes = { 'GET /a': fourFrames, 'GET /b': kept };
    onVirtualTime(routes, ({ http, expectObservable }) => {
      http.get('/a');
      expectObservable(lettersOf(http.get$('/b'))).toBe('----------------(s3q)--(4h)(5f|)');
    });
  });

  it('can be subscribed to again when it has ended', () => {
    const routes = { 'GET /a': [fourFrames, 's--------h---|'] };
    onVirtualTime(routes, ({ http, at, expectObservable, expectSignals }) => {
      const a$ = http.get$('/a');
      expectSignals('                   (s1)(23)q---(4h)(5fd)   (s3q)----(4h)(5fd)');
      expectObservable(lettersOf(a$)).toBe('(s1)(23)q---(4h)(5f|)');
      at(21, () => a$.subscribe());
    });
  });

  it('is each of the commands there are', () => {
    const routes = { 'POST /a': 'l-----c---s---h---|', 'HEAD /a': kept, 'PUT /a': kept };
    onVirtualTime(routes, ({ http, expectObservable }) => {
      const all$ = concat(
        http.setHost$('printer'),
        http.post$('/a', 'data'),
        http.head$('/a'),
        http.request$(new HttpRequestHeader('PUT', '/a'), 'data'),
        http.setUser$('me', 'secret'),
        http.setUser$(''),
        http.close$(),
      );
      expectObservable(lettersOf(all$)).toBe('(sfs1)(23)q---(4h)(5fs3q)(4h)(5fs3q)(4h)(5fsfsfs60f|)');
    });
  });
});

describe('a hold on the data of a cold command', () => {
  it('that is let go of twice counts once: another one still holds', () => {
    const routes = { 'GET /a': 's-----h---d---|' };
    onVirtualTime(routes, ({ http, at, expectObservable }) => {
      const holds: (() => void)[] = [];
      const held$ = http.get$('/a').pipe(
        tap((signal) => {
          if (signal.type === 'data') holds.push(signal.hold(), signal.hold());
        }),
      );
      at(20, () => holds[0]?.());
      at(24, () => holds[0]?.());
      at(30, () => holds[1]?.());
      expectObservable(lettersOf(held$)).toBe('(s23q)(4h)(px)----------------(5f|)');
    });
  });
});

describe('the end of a cold command', () => {
  it('comes right behind requestFinished, before the queue looks for more: a concat is one burst with one done', () => {
    const routes = { 'GET /a': fourFrames, 'GET /b': kept, 'GET /c': kept };
    onVirtualTime(routes, ({ http, expectObservable, expectSignals }) => {
      expectSignals('(s1)(23)q---(4h)(5fs3q)(4h)(5fs3q)(4h)(5fd)');
      const all$ = concat(http.get$('/a'), http.get$('/b'), http.get$('/c'));
      expectObservable(lettersOf(all$)).toBe('(s1)(23)q---(4h)(5fs3q)(4h)(5fs3q)(4h)(5f|)');
    });
  });

  it('comes before done and behind requestFinished', () => {
    onVirtualTime({ 'GET /a': 'h|' }, ({ http, at }) => {
      const order = orderOf(http, { a: http.get$('/a') });
      at(9, () => expect(order.slice(-3)).toEqual(['f1', 'a completes', 'd']));
    });
  });

  it('is an error behind done: first of the one that failed, then of those that were dropped, with its cause', () => {
    onVirtualTime({ 'GET /a': 'l---#' }, ({ http, at }) => {
      const order = orderOf(http, { a: http.get$('/a'), b: http.get$('/b'), c: http.close$() });
      at(9, () =>
        expect(order).toEqual([
          's1',
          '1',
          'F1',
          'D',
          'a HostNotFound: Host printer not found < getaddrinfo ENOTFOUND',
          'b Aborted: The command was dropped before it started < Host printer not found',
          'c Aborted: The command was dropped before it started < Host printer not found',
          '0',
        ]),
      );
    });
  });

  it('is an error with the id of its own command', () => {
    onVirtualTime({ 'GET /a': 'l---#' }, ({ http, at }) => {
      const ids: number[] = [];
      const errors: number[] = [];
      http.requestStarted$.subscribe((id) => ids.push(id));
      for (const command$ of [http.get$('/a'), http.get$('/b')])
        command$.subscribe({ error: (error: unknown) => errors.push(error instanceof QHttpError ? error.id : 0) });
      at(9, () => expect(errors).toEqual([ids[0], (ids[0] ?? 0) + 1]));
    });
  });

  it.each<[string, (http: QHttp) => void, string[]]>([
    [
      'abort()',
      (http) => http.abort(),
      ['a Aborted: Request aborted', 'b Aborted: The command was dropped before it started < Request aborted'],
    ],
    [
      'clearPendingRequests()',
      (http) => http.clearPendingRequests(),
      ['b Aborted: The command was dropped before it started', 'a completes'],
    ],
    [
      'destroy()',
      (http) => http.destroy(),
      ['a Aborted: The QHttp was destroyed', 'b Aborted: The command was dropped before it started'],
    ],
  ])('is an error, and never silence, by %s', (_name, call, ends) => {
    onVirtualTime({ 'GET /a': fourFrames }, ({ http, at }) => {
      const order = orderOf(http, { a: http.get$('/a'), b: http.get$('/b') });
      at(6, () => call(http));
      at(30, () => expect(order.filter((line) => /^[ab] /.test(line))).toEqual(ends));
    });
  });
});

describe('unsubscribing from a cold command', () => {
  it('removes it without a signal while it waits', () => {
    const routes = { 'GET /a': fourFrames, 'GET /c': kept };
    onVirtualTime(routes, ({ http, expectObservable, expectSignals }) => {
      expectSignals('                                      (s1)(23)q---(4h)(5fs3q)(4h)(5fd)');
      http.get('/a');
      expectObservable(lettersOf(http.get$('/b')), '------!').toBe('-');
      http.get('/c');
    });
  });

  it('cancels it alone while it runs: the next one starts when the connection has closed', () => {
    const routes = { 'GET /a': 'l---c---s---h-------|', 'GET /b': 'l------c---s---h---|' };
    onVirtualTime(routes, ({ http, at, expectObservable, expectSignals }) => {
      expectSignals(
        '                                       (s1)(23)q---(4h)(F60s1)'
          .concat('(23)q---(4h)(5fd)')
          .replace('(F60s1)(23)', '(F60s1)(23)'),
      );
      expectObservable(lettersOf(http.get$('/a')), '----------------!').toBe('(s1)(23)q---(4h)');
      at(1, () => http.get('/b'));
    });
  });

  it('ends the sequence while it runs as the last one', () => {
    const routes = { 'GET /a': 'l---c---s---h-------|' };
    onVirtualTime(routes, ({ http, at, expectObservable, expectSignals }) => {
      expectSignals('                                       (s1)(23)q---(4h)(FD60)');
      expectObservable(lettersOf(http.get$('/a')), '----------------!').toBe('(s1)(23)q---(4h)');
      at(20, () => expect([http.error(), http.errorString()]).toEqual([ErrorCode.Aborted, 'Request aborted']));
    });
  });

  it.each([
    ['a name is looked up', 'l-----c---s---h---|', '(s1)-(FD60)'],
    ['it connects', '------c---s---h---|', '(s2)-(FD60)'],
    ['it sends', 'u-----s---h---|', '(s23q)(FD60)'],
  ])('ends it also while %s', (_phase, answer, signals) => {
    onVirtualTime({ 'GET /a': answer }, ({ http, at, expectSignals }) => {
      expectSignals(signals);
      const subscription = http.get$('/a').subscribe();
      at(signals.indexOf('(F'), () => subscription.unsubscribe());
    });
  });

  it('has no effect when it has finished', () => {
    const routes = { 'GET /a': fourFrames };
    onVirtualTime(routes, ({ http, at, expectSignals }) => {
      expectSignals('(s1)(23)q---(4h)(5fd)');
      const subscription = http.get$('/a').subscribe();
      at(17, () => subscription.unsubscribe());
    });
  });
});

describe('the option signal of a cold command', () => {
  it('cancels it while it runs, and is an error with the reason as its cause', () => {
    const routes = { 'GET /a': 'l---c---s---h-------|', 'GET /b': 'l------c---s---h---|' };
    onVirtualTime(routes, ({ http, at, expectObservable, expectSignals }) => {
      const controller = new AbortController();
      const a$ = http.get$('/a', { signal: controller.signal });
      expectSignals('                                       (s1)(23)q---(4h)(F60s1)(23)q---(4h)(5fd)');
      expectObservable(textOfErrors(lettersOf(a$))).toBe(
        '   (s1)(23)q---(4h)(F#)',
        undefined,
        new Error('Aborted: Request aborted < enough'),
      );
      at(1, () => http.get('/b'));
      at(16, () => controller.abort(new Error('enough')));
    });
  });

  it('removes it without a signal while it waits', () => {
    const routes = { 'GET /a': fourFrames };
    onVirtualTime(routes, ({ http, at, expectObservable, expectSignals }) => {
      const controller = new AbortController();
      expectSignals('           (s1)(23)q---(4h)(5fd)');
      http.get('/a');
      const b$ = http.post$('/b', '', { signal: controller.signal });
      expectObservable(textOfErrors(b$)).toBe('------#', undefined, new Error('Aborted: Request aborted < enough'));
      at(6, () => controller.abort(new Error('enough')));
    });
  });

  it('that is aborted already schedules nothing', () => {
    onVirtualTime({}, ({ http, expectObservable, expectSignals }) => {
      expectSignals('');
      const a$ = http.head$('/a', { signal: AbortSignal.abort(new Error('enough')) });
      expectObservable(textOfErrors(a$)).toBe('#', undefined, new Error('Aborted: Request aborted < enough'));
    });
  });
});

/** The signals of all, and how each command ends for its subscriber, in one order. */
function orderOf(http: QHttp, commands: Readonly<Record<string, Observable<CommandSignal>>>): string[] {
  const order: string[] = [];
  http.signals$.pipe(signalLetters({ ids: true })).subscribe((letter) => order.push(letter));
  for (const [name, command$] of Object.entries(commands)) {
    textOfErrors(command$).subscribe({
      error: (error: unknown) => order.push(`${name} ${reasonOf(error)}`),
      complete: () => order.push(`${name} completes`),
    });
  }
  return order;
}
