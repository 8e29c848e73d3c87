import { NEVER, timer } from 'rxjs';
import type { Timeouts } from '../../src/index.js';
import type { MarbleRoutes } from '../../src/testing/index.js';
import { onVirtualTime, type Stage } from './stage.js';

/** What is told of requests under timeouts, and the error in the end. */
function under(timeouts: Partial<Timeouts>, routes: MarbleRoutes, test: (stage: Stage) => void, error: string): void {
  let told: string | undefined;
  onVirtualTime(
    routes,
    (stage) => {
      stage.http.done$.subscribe(() => (told = stage.http.errorString()));
      test(stage);
    },
    { timeouts },
  );
  expect(told).toBe(error);
}

const none = 'Unknown error';

describe('timeouts.connect', () => {
  it('counts from the lookup', () => {
    const routes = { 'GET /a': 'l-------' };
    const error =
      'The connection to printer:80 did not stand within 20 ms, as printer was not found (timeouts.connect)';
    under(
      { connect: 20 },
      routes,
      ({ http, expectSignals }) => {
        http.get('/a');
        expectSignals('(s1)----------------(FD0)');
      },
      error,
    );
  });

  it('does not count once the connection stands', () => {
    const routes = { 'GET /a': 'l---c---s-----------------------h---|' };
    under(
      { connect: 5 },
      routes,
      ({ http, expectSignals }) => {
        http.get('/a');
        expectSignals('        (s1)(23)q-----------------------(4h)(5fd)');
      },
      none,
    );
  });

  it('counts anew for each connection', () => {
    const routes = { 'GET /a': ['-----c---#', '-----c---#', '--------c---s'] };
    const error = 'The connection to printer:80 did not stand within 6 ms (timeouts.connect)';
    under(
      { connect: 6 },
      routes,
      ({ http, expectSignals }) => {
        http.get('/a');
        expectSignals('(s2)-3---(602)3---(602)-(FD0)');
      },
      error,
    );
  });
});

describe('timeouts.headers', () => {
  it('counts from the end of the request', () => {
    const routes = { 'POST /a': 'l---c---u---u---s' };
    under(
      { headers: 10 },
      routes,
      ({ http, expectSignals }) => {
        http.post('/a', 'x'.repeat(900));
        expectSignals('         (s1)(23)q---q---q---------(FD60)');
      },
      'printer:80 did not answer within 10 ms (timeouts.headers)',
    );
  });

  it('does not count once the head has come', () => {
    const routes = { 'GET /a': 'l---c---s---h-------------------d---|' };
    under(
      { headers: 10 },
      routes,
      ({ http, expectSignals }) => {
        http.get('/a');
        expectSignals('        (s1)(23)q---(4h)----------------(py)(5fd)');
      },
      none,
    );
  });

  it('counts anew when the request is sent again with credentials', () => {
    const refused = { status: 401, fields: { 'WWW-Authenticate': 'Basic realm="zoo"' } };
    const routes = {
      'GET /a': [{ ...refused, marbles: '--------s-------h---|' }, { marbles: '--------s-------h---|' }],
    };
    under(
      { headers: 10 },
      routes,
      ({ http, expectSignals }) => {
        http.setUser('keeper', 'secret');
        http.get('/a');
        expectSignals('(sfs2)--(3q)----4---3-------q-------(4h)(5fd)');
      },
      none,
    );
  });
});

describe('timeouts.idle', () => {
  it('counts from the last byte, whichever way it went', () => {
    const routes = { 'POST /a': 'l---c---u-------u-------s-------h-------d-------d' };
    under(
      { idle: 10 },
      routes,
      ({ http, expectSignals }) => {
        http.post('/a', 'x'.repeat(900));
        expectSignals('         (s1)(23)q-------q-------q-------(4h)----(py)----(py)------(FD60)');
      },
      'No byte went to printer:80 or came from it for 10 ms (timeouts.idle)',
    );
  });

  it('does not count between two requests, nor before one is on its way', () => {
    const routes = { 'GET /a': ['------------------------c---s---h---|', '----s---h---|'] };
    under(
      { idle: 10 },
      routes,
      ({ http, at, expectSignals }) => {
        http.get('/a');
        at(100, () => http.get('/a'));
        expectSignals('(s2)--------------------3---q---(4h)(5fd) 59ms (s3)q---(4h)(5fd)');
      },
      none,
    );
  });

  it('does not count while the consumer has no room', () => {
    const routes = { 'GET /a': 'l---c---s---h---d---d' };
    under(
      { idle: 10 },
      routes,
      ({ http, at, expectSignals }) => {
        http.get$('/a').subscribe({
          next: (signal) => {
            if (signal.type !== 'data') return;
            const release = signal.hold();
            at(30, release);
          },
          error: () => undefined,
        });
        expectSignals('        (s1)(23)q---(4h)p 29ms p 39ms (FD60)');
      },
      'No byte went to printer:80 or came from it for 10 ms (timeouts.idle)',
    );
  });
});

describe('timeouts.total', () => {
  it('counts from the start of the command to its end, repetitions included', () => {
    const routes = { 'GET /a': ['-----c---#', '-----c---s---h---d---d'] };
    under(
      { total: 36 },
      routes,
      ({ http, expectSignals }) => {
        http.get('/a');
        expectSignals('(s2)-3---(602)3---q---(4h)(py)(py)--(FD60)');
      },
      'The request to printer:80 was not over within 36 ms (timeouts.total)',
    );
  });

  it('counts while a connection is opened', () => {
    under(
      { total: 10 },
      { 'GET /a': 'l---' },
      ({ http, expectSignals }) => {
        http.get('/a');
        expectSignals('(s1)------(FD0)');
      },
      'The request to printer:80 was not over within 10 ms (timeouts.total)',
    );
  });

  it('counts for each command by itself', () => {
    const routes = { 'GET /a': 'l---c---s---h---|' };
    under(
      { total: 20 },
      routes,
      ({ http, expectSignals }) => {
        http.get('/a');
        http.get('/a');
        expectSignals('(s1)(23)q---(4h)(5fs3)--q---(4h)(5fd)');
      },
      none,
    );
  });
});

describe('a question', () => {
  const refused = { status: 401, fields: { 'WWW-Authenticate': 'Basic realm="zoo"' } };
  const routes = { 'GET /a': [{ ...refused, marbles: '----s---h---|' }, { marbles: '----s---h---|' }] };
  const timeouts = { connect: 10, headers: 10, idle: 10, total: 30 };

  it('takes as much time as a person needs', () => {
    under(
      timeouts,
      routes,
      ({ http, expectSignals }) => {
        http.authenticationRequired$.subscribe(({ authenticator }) => {
          authenticator.setUser('keeper');
          http.waitFor(timer(1000));
        });
        http.get('/a');
        expectSignals('(s2)(3q)4---a 999ms 3---q---(4h)(5fd)');
      },
      none,
    );
  });

  it('has the clocks go on when it has been answered', () => {
    under(
      timeouts,
      { 'GET /a': [{ ...refused, marbles: '----s---h---|' }, ''] },
      ({ http, expectSignals }) => {
        http.authenticationRequired$.subscribe(({ authenticator }) => {
          authenticator.setUser('keeper');
          http.waitFor(timer(1000));
        });
        http.get('/a');
        expectSignals('(s2)(3q)4---a 999ms 3---------(FD60)');
      },
      'No byte went to printer:80 or came from it for 10 ms (timeouts.idle)',
    );
  });

  it('stops no clock when it has been cancelled', () => {
    under(
      timeouts,
      { ...routes, 'GET /b': '' },
      ({ http, at, expectSignals }) => {
        http.authenticationRequired$.subscribe(() => {
          http.waitFor(NEVER);
        });
        http.get('/a');
        at(50, () => {
          http.abort();
          http.get('/b');
        });
        expectSignals('(s2)(3q)4---a 37ms (FD60s2)--(FD0)');
      },
      'The connection to printer:80 did not stand within 10 ms (timeouts.connect)',
    );
  });
});
