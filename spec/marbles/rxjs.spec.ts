import {
  concat,
  defer,
  EMPTY,
  expand,
  filter,
  forkJoin,
  last,
  map,
  of,
  race,
  repeat,
  retry,
  switchMap,
  takeUntil,
  timeout,
  type Observable,
} from 'rxjs';
import { ErrorCode, type CommandSignal } from '../../src/index.js';
import { lettersOf, onVirtualTime, textOfErrors } from './stage.js';

/** The status of the answer, when it is whole. */
function statusOf(command$: Observable<CommandSignal>): Observable<number> {
  return command$.pipe(
    filter((signal) => signal.type === 'responseHeaderReceived'),
    map(({ header }) => header.statusCode()),
    last(),
  );
}

function depthOfCalls(): number {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = Infinity;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return stack.split('\n').length;
}

describe('retry', () => {
  it('sends a failed command again', () => {
    const routes = { 'GET /a': ['l---#', 'l------c---s---h---|'] };
    onVirtualTime(routes, ({ http, expectObservable, expectSignals }) => {
      expectSignals('                             (s1)(FD0s1)(23)q---(4h)(5fd)');
      expectObservable(lettersOf(http.get$('/a').pipe(retry(1)))).toBe('(s1)(Fs1)--(23)q---(4h)(5f|)');
    });
  });

  it('works for what waited too: the failed one and the dropped one are scheduled again in their order', () => {
    const routes = { 'GET /a': ['l---#', 'l------c---s---h---|'], 'GET /b': 's------h---|' };
    onVirtualTime(routes, ({ http, expectSignals }) => {
      expectSignals('(s1)(FD0s1)(23)q---(4h)(5fs3q)(4h)(5fd)');
      for (const path of ['/a', '/b']) http.get$(path).pipe(retry(1)).subscribe();
    });
  });

  it('gives up after so many attempts', () => {
    const routes = { 'GET /a': ['l---#', 'l------#', 'l---#'] };
    onVirtualTime(routes, ({ http, expectObservable, expectSignals }) => {
      expectSignals('                             (s1)(FD0s1)(FD0)');
      expectObservable(textOfErrors(lettersOf(http.get$('/a').pipe(retry(1))))).toBe(
        '(s1)(Fs1)--(F#)',
        undefined,
        new Error('HostNotFound: Host printer not found < getaddrinfo ENOTFOUND'),
      );
    });
  });

  it('waits between the attempts, if it is asked to', () => {
    const routes = { 'GET /a': ['l---#', 'l---c---s---h---|'] };
    onVirtualTime(routes, ({ http, expectSignals }) => {
      expectSignals('                             (s1)(FD0) 995ms (s1)(23)q---(4h)(5fd)');
      http
        .get$('/a')
        .pipe(retry({ count: 3, delay: 1000 }))
        .subscribe();
    });
  });

  it('never loops inside one call: what fails at once is tried again in a turn of its own', () => {
    onVirtualTime({}, ({ http, at }) => {
      const depths: number[] = [];
      http.requestStarted$.subscribe(() => depths.push(depthOfCalls()));
      http
        .get$('/unknown')
        .pipe(retry(500))
        .subscribe({ error: () => {} });
      at(9, () => {
        expect(depths).toHaveLength(501);
        expect(depths.at(-1)).toBe(depths[1]);
      });
    });
  });
});

describe('repeat', () => {
  it('sends a command again when it has ended, on the same connection, as one burst', () => {
    const routes = { 'GET /a': ['l---c---s---h---|', 's------h---|', 's------h---|'] };
    onVirtualTime(routes, ({ http, expectObservable, expectSignals }) => {
      expectSignals('                            (s1)(23)q---(4h)(5fs3q)(4h)(5fs3q)(4h)(5fd)');
      expectObservable(lettersOf(http.get$('/a').pipe(repeat(3)))).toBe('(s1)(23)q---(4h)(5fs3q)(4h)(5fs3q)(4h)(5f|)');
    });
  });

  it('polls with a delay', () => {
    const routes = { 'GET /a': ['l---c---s---h---|', 's----h---|'] };
    onVirtualTime(routes, ({ http, expectSignals }) => {
      expectSignals(
        '                            (s1)(23)q---(4h)(5fd) 95ms (s3q)(4h)(5fd)'.replace(
          '(s3q)(4h)',
          '(s3q)'.concat('(4h)'),
        ),
      );
      http
        .get$('/a')
        .pipe(repeat({ count: 2, delay: 100 }))
        .subscribe();
    });
  });
});

describe('defer', () => {
  it('chooses the command when it is subscribed to', () => {
    const routes = { 'GET /1': ['l---#'], 'GET /2': 'l------c---s---h---|' };
    onVirtualTime(routes, ({ http, expectSignals }) => {
      let page = 0;
      expectSignals('                  (s1)(FD0s1)(23)q---(4h)(5fd)');
      defer(() => http.get$(`/${++page}`))
        .pipe(retry(1))
        .subscribe();
    });
  });
});

describe('expand', () => {
  it('follows answers to the next request, as one burst', () => {
    const routes = { 'GET /1': 'l---c---s---h---|', 'GET /2': 's------h---|', 'GET /3': 's------h---|' };
    onVirtualTime(routes, ({ http, expectObservable, expectSignals }) => {
      const pages$ = of(0).pipe(
        expand((page) => (page === 3 ? EMPTY : statusOf(http.get$(`/${page + 1}`)).pipe(map(() => page + 1)))),
        map((page) => `${page}`),
      );
      expectSignals('                                           (s1)(23)q---(4h)(5fs3q)(4h)(5fs3q)(4h)(5fd)');
      expectObservable(pages$).toBe('                   0---------------1----------2----------(3|)');
    });
  });
});

describe('concat', () => {
  it('is one burst, and ends with the command that fails', () => {
    const routes = { 'GET /a': 'l---c---s---h---|', 'POST /b': 's------#' };
    onVirtualTime(routes, ({ http, expectObservable, expectSignals }) => {
      expectSignals('                                              (s1)(23)q---(4h)(5fs3q)(FD60)');
      const all$ = concat(http.get$('/a'), http.post$('/b', ''), http.get$('/c'));
      expectObservable(textOfErrors(lettersOf(all$))).toBe(
        '(s1)(23)q---(4h)(5fs3q)(F#)',
        undefined,
        new Error('UnexpectedClose: printer:80 closed the connection before it answered < other side closed'),
      );
    });
  });
});

describe('forkJoin', () => {
  it('gives all answers when the last one is whole', () => {
    const routes = { 'GET /a': 'l---c---s---h---|', 'GET /b': { status: 404, marbles: 's------h---|' } };
    onVirtualTime(routes, ({ http, expectObservable, expectSignals }) => {
      expectSignals('      (s1)(23)q---(4h)(5fs3q)(4h)(5fd)');
      const both$ = forkJoin([statusOf(http.get$('/a')), statusOf(http.get$('/b'))]);
      expectObservable(both$).toBe('---------------------------(a|)', { a: [200, 404] });
    });
  });

  it('errors with the first that fails; nothing of the others is left', () => {
    const routes = { 'GET /a': 'l---#' };
    onVirtualTime(routes, ({ http, at, expectObservable, expectSignals }) => {
      expectSignals('          (s1)(FD0)');
      const both$ = forkJoin([statusOf(http.get$('/a')), statusOf(http.get$('/b'))]);
      expectObservable(textOfErrors(both$)).toBe(
        '----#',
        undefined,
        new Error('HostNotFound: Host printer not found < getaddrinfo ENOTFOUND'),
      );
      at(9, () => expect(http.hasPendingRequests()).toBe(false));
    });
  });
});

describe('switchMap', () => {
  it('cancels the running request of a search box, and the connection is usable at once', () => {
    const routes = { 'GET /c': 'l---c---s---h-----d---|', 'GET /ca': 'l-------c---s---h---d---|' };
    onVirtualTime(routes, ({ http, hot, expectObservable, expectSignals }) => {
      const typed$ = hot('     a---------------b', { a: 'c', b: 'ca' });
      expectSignals('          (s1)(23)q---(4h)(FD60s1)(23)q---(4h)p---(5fd)');
      const found$ = typed$.pipe(switchMap((text) => lettersOf(http.get$(`/${text}`))));
      expectObservable(found$).toBe('(s1)(23)q---(4h)(s1)----(23)q---(4h)(px)(5f)');
    });
  });
});

describe('race', () => {
  it('is won by the command that starts first; the other is removed without a signal', () => {
    const routes = { 'GET /a': 'l---c---s---h---|' };
    onVirtualTime(routes, ({ http, expectObservable, expectSignals }) => {
      expectSignals('          (s1)(23)q---(4h)(5fd)');
      expectObservable(lettersOf(race(http.get$('/a'), http.get$('/b')))).toBe('(s1)(23)q---(4h)(5f|)');
    });
  });
});

describe('timeout', () => {
  it('cancels a command that takes too long', () => {
    const routes = { 'GET /a': 'l---c---s', 'GET /b': 'l-------c---s---h---|' };
    onVirtualTime(routes, ({ http, at, expectObservable, expectSignals }) => {
      expectSignals('          (s1)(23)q--- 988ms (FD60)');
      const status$ = statusOf(http.get$('/a')).pipe(timeout({ first: 1000, with: () => of('too late') }));
      expectObservable(status$).toBe('1s (a|)', { a: 'too late' });
      at(1001, () => expect(http.error()).toBe(ErrorCode.Aborted));
    });
  });
});

describe('takeUntil', () => {
  it('cancels a running command alone; the next one starts on a new connection', () => {
    const routes = { 'GET /a': 'l---c---s---h-------|', 'GET /b': 'l------c---s---h---|' };
    onVirtualTime(routes, ({ http, at, cold, expectObservable, expectSignals }) => {
      expectSignals('                                      (s1)(23)q---(4h)(F60s1)(23)q---(4h)(5fd)');
      const stop$ = cold('                                  ----------------x');
      expectObservable(lettersOf(http.get$('/a').pipe(takeUntil(stop$)))).toBe('(s1)(23)q---(4h)|');
      at(1, () => http.get('/b'));
    });
  });
});
