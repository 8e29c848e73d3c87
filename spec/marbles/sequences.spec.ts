import { map } from 'rxjs';
import { ErrorCode, HttpRequestHeader, State } from '../../src/index.js';
import { onVirtualTime } from './stage.js';

describe('the signals of an answer', () => {
  it('to get(), behind setHost()', () => {
    const routes = { 'GET /a': 'l-----c---s---h---d---d---|' };
    onVirtualTime(routes, ({ http, expectSignals }) => {
      http.setHost('scanner');
      http.get('/a');
      expectSignals('          (sfs1)(23)q---(4h)(py)(py)(5fd)');
    });
  });

  it('without a lookup, where the host is an address', () => {
    const routes = { 'GET /a': '----c---s---h---d---|' };
    onVirtualTime(routes, ({ http, expectSignals }) => {
      http.get('/a');
      expectSignals('          (s2)3---q---(4h)(py)(5fd)');
    });
  });

  it('in chunks, whose length is unknown', () => {
    const routes = {
      'GET /a': { framing: 'chunked', chunks: ['abc', 'de'], marbles: 'l---c---s---h---d---d---|' },
    } as const;
    onVirtualTime(routes, ({ http, expectObservable, expectSignals }) => {
      http.get('/a');
      expectSignals('                                          (s1)(23)q---(4h)(py)(py)(5fd)');
      const progress$ = http.dataReadProgress$.pipe(map(({ done, total }) => `${done} of ${total}`));
      expectObservable(progress$).toBe('                ----------------a---b', { a: '3 of 0', b: '5 of 0' });
    });
  });

  it('that ends with its connection', () => {
    const routes = { 'GET /a': { framing: 'close', marbles: 'l---c---s---h---d---|' } } as const;
    onVirtualTime(routes, ({ http, expectSignals }) => {
      http.get('/a');
      expectSignals('                                         (s1)(23)q---(4h)(py)(60fd)');
    });
  });

  it('that says Connection: close', () => {
    const fields = { Connection: 'close' };
    const routes = { 'GET /a': { fields, marbles: 'l---c---s---h---d---|' } };
    onVirtualTime(routes, ({ http, expectSignals }) => {
      http.get('/a');
      expectSignals('                              (s1)(23)q---(4h)(py)(60fd)');
    });
  });

  it('to post(), whose body goes in steps', () => {
    const routes = { 'POST /a': 'l---c---u---u---s---h---|' };
    onVirtualTime(routes, ({ http, expectObservable, expectSignals }) => {
      http.post('/a', 'x'.repeat(900));
      expectSignals('           (s1)(23)q---q---q---(4h)(5fd)');
      const whole$ = http.dataSendProgress$.pipe(map(({ done, total }) => Math.round((3 * done) / total)));
      expectObservable(whole$).toBe('--------a---b---c', { a: 1, b: 2, c: 3 });
    });
  });

  it('to head(), which has no body', () => {
    const fields = { 'Content-Length': '1000' };
    const routes = { 'HEAD /a': { fields, marbles: 'l---c---s---h---|' } };
    onVirtualTime(routes, ({ http, expectSignals }) => {
      http.head('/a');
      expectSignals('                               (s1)(23)q---(4h)(5fd)');
    });
  });

  it('to request(), of any method', () => {
    const routes = { 'DELETE /a': { status: 204, marbles: 'l---c---s---h---|' } };
    onVirtualTime(routes, ({ http, expectSignals }) => {
      http.request(new HttpRequestHeader('DELETE', '/a'));
      expectSignals('                                   (s1)(23)q---(4h)(5fd)');
    });
  });

  it('with an error status, which is an answer like any other', () => {
    const routes = { 'GET /a': { status: 404, marbles: 'l---c---s---h---d---|' } };
    onVirtualTime(routes, ({ http, at, expectSignals }) => {
      http.get('/a');
      expectSignals('                                (s1)(23)q---(4h)(py)(5fd)');
      at(99, () => {
        expect([http.lastResponse().statusCode(), http.lastResponse().reasonPhrase()]).toEqual([404, 'Not Found']);
      });
    });
  });
});

describe('the signals of several commands', () => {
  it('on a connection that is kept', () => {
    const routes = { 'GET /a': 'l---c---s---h---|', 'GET /b': 's------h---d---|' };
    onVirtualTime(routes, ({ http, expectSignals }) => {
      http.get('/a');
      http.get('/b');
      expectSignals('          (s1)(23)q---(4h)(5fs3q)(4h)(py)(5fd)');
    });
  });

  it('that wait in a queue of three', () => {
    const routes = { 'GET /a': 'l---c---s---h---|', 'GET /b': 's------h---|', 'GET /c': 's------h---|' };
    onVirtualTime(routes, ({ http, expectSignals }) => {
      http.get('/a');
      http.get('/b');
      http.get('/c');
      expectSignals('          (s1)(23)q---(4h)(5fs3q)(4h)(5fs3q)(4h)(5fd)');
    });
  });

  it('with close() as the last one', () => {
    const routes = { 'GET /a': 'l---c---s---h---|' };
    onVirtualTime(routes, ({ http, expectSignals }) => {
      http.get('/a');
      http.close();
      expectSignals('          (s1)(23)q---(4h)(5fs60fd)');
    });
  });

  it('with close() between them: the next one connects anew', () => {
    const routes = { 'GET /a': 'l---c---s---h---|', 'GET /b': 'l---------c---s---h---|' };
    onVirtualTime(routes, ({ http, expectSignals }) => {
      http.get('/a');
      http.close();
      http.get('/b');
      expectSignals('          (s1)(23)q---(4h)(5fs60fs1)(23)q---(4h)(5fd)');
    });
  });

  it('with close() alone, which has nothing to close', () => {
    onVirtualTime({}, ({ http, expectSignals }) => {
      http.close();
      expectSignals('(sfd)');
    });
  });

  it('behind an answer that ended the connection', () => {
    const fields = { Connection: 'close' };
    const routes = { 'GET /a': { fields, marbles: 'l---c---s---h---|' }, 'GET /b': 'l-------c---s---h---|' };
    onVirtualTime(routes, ({ http, expectSignals }) => {
      http.get('/a');
      http.get('/b');
      expectSignals('                              (s1)(23)q---(4h)(60fs1)-(23)q---(4h)(5fd)');
    });
  });

  it('with setHost() between them: the connection is let go of without a word', () => {
    const routes = { 'GET /a': 'l---c---s---h---|', 'GET /b': 'l-------c---s---h---|' };
    onVirtualTime(routes, ({ http, expectSignals }) => {
      http.get('/a');
      http.setHost('scanner');
      http.get('/b');
      expectSignals('          (s1)(23)q---(4h)(5fsfs1)(23)q---(4h)(5fd)');
    });
  });

  it('that are added inside done', () => {
    const routes = { 'GET /a': 'l---c---s---h---|', 'GET /b': 's--------h---|' };
    onVirtualTime(routes, ({ http, inside, expectSignals }) => {
      http.get('/a');
      inside('d', () => http.get('/b'));
      expectSignals('          (s1)(23)q---(4h)(5fds3q)-(4h)(5fd)');
    });
  });

  it('that are added inside requestFinished: one done for all', () => {
    const routes = { 'GET /a': 'l---c---s---h---|', 'GET /b': 's------h---|' };
    onVirtualTime(routes, ({ http, inside, expectSignals }) => {
      http.get('/a');
      inside('f', () => http.get('/b'));
      expectSignals('          (s1)(23)q---(4h)(5fs3q)(4h)(5fd)');
    });
  });

  it('of which one comes when the server has closed the idle connection', () => {
    const routes = { 'GET /a': 'l---c---s---h---|----#', 'GET /b': 'l---c---s---h---|' };
    onVirtualTime(routes, ({ http, at, expectSignals }) => {
      http.get('/a');
      at(25, () => http.get('/b'));
      expectSignals('          (s1)(23)q---(4h)(5fd)(60)(s1)(23)q---(4h)(5fd)');
    });
  });
});

describe('the signals of a failure', () => {
  it('of the lookup, which drops what waits', () => {
    const routes = { 'GET /a': 'l---#' };
    onVirtualTime(routes, ({ http, at, expectSignals }) => {
      http.get('/a');
      http.get('/b');
      expectSignals('          (s1)(FD0)');
      at(9, () => {
        expect([http.error(), http.errorString()]).toEqual([ErrorCode.HostNotFound, 'Host printer not found']);
      });
    });
  });

  it('of a connection that is refused', () => {
    const routes = { 'GET /a': '----#' };
    onVirtualTime(routes, ({ http, at, expectSignals }) => {
      http.get('/a');
      http.get('/b');
      expectSignals('          (s2)(FD0)');
      at(9, () => expect(http.error()).toBe(ErrorCode.ConnectionRefused));
    });
  });

  it('of a connection that is refused behind a lookup', () => {
    const routes = { 'GET /a': { marbles: 'l---#', error: 'ECONNREFUSED' } };
    onVirtualTime(routes, ({ http, at, expectSignals }) => {
      http.get('/a');
      expectSignals('                      (s1)(2FD0)');
      at(9, () => expect(http.error()).toBe(ErrorCode.ConnectionRefused));
    });
  });

  it('of a body that is cut short', () => {
    const routes = { 'GET /a': 'l---c---s---h---d---#' };
    onVirtualTime(routes, ({ http, at, expectSignals }) => {
      http.get('/a');
      http.get('/b');
      expectSignals('          (s1)(23)q---(4h)(py)(FD60)');
      at(30, () => {
        expect(http.error()).toBe(ErrorCode.WrongContentLength);
        expect(http.bytesAvailable()).toBe(4);
      });
    });
  });

  it('of a request that may not be repeated', () => {
    const routes = { 'POST /a': 'l---c---s---#' };
    onVirtualTime(routes, ({ http, at, expectSignals }) => {
      http.post('/a', 'data');
      http.get('/b');
      expectSignals('           (s1)(23)q---(FD60)');
      at(20, () => expect(http.error()).toBe(ErrorCode.UnexpectedClose));
    });
  });

  it('behind which commands are added inside done', () => {
    const routes = { 'GET /a': 'l---#', 'GET /b': 'l------c---s---h---|' };
    onVirtualTime(routes, ({ http, inside, expectSignals }) => {
      http.get('/a');
      inside('D', () => http.get('/b'));
      expectSignals('          (s1)(FD0s1)(23)q---(4h)(5fd)');
    });
  });
});

describe('the signals of a connection that closes without a byte of an answer', () => {
  it('are told again, while the request is repeated', () => {
    const routes = { 'GET /a': ['l---c---s---#', 'l----c---s---h---|'] };
    onVirtualTime(routes, ({ http, expectSignals }) => {
      http.get('/a');
      expectSignals('           (s1)(23)q---(601)(23)q---(4h)(5fd)');
    });
  });

  it('are told twice again, and then it is a failure', () => {
    const routes = { 'GET /a': ['l---c---s---#', 'l----c---s---#', 'l----c---s---#', 'l---c---s---h---|'] };
    onVirtualTime(routes, ({ http, at, expectSignals }) => {
      http.get('/a');
      expectSignals('           (s1)(23)q---(601)(23)q---(601)(23)q---(FD60)');
      at(40, () => expect(http.error()).toBe(ErrorCode.UnexpectedClose));
    });
  });

  it('are told again where a kept connection was closed by the server', () => {
    const routes = { 'GET /a': 'l---c---s---h---|', 'GET /b': ['------#', 'l----c---s---h---|'] };
    onVirtualTime(routes, ({ http, expectSignals }) => {
      http.get('/a');
      http.get('/b');
      expectSignals('          (s1)(23)q---(4h)(5fs3)(601)(23)q---(4h)(5fd)');
    });
  });
});

describe('the signals of abort()', () => {
  it.each([
    ['a name is looked up', 5, 'l-----c---s---h---d---|', '(s1)-(FD60)'],
    ['it connects', 5, '------c---s---h---d---|', '(s2)-(FD60)'],
    ['it sends', 9, 'l---c---u-----s---h---d---|', '(s1)(23)q(FD60)'],
    ['it waits for the answer', 9, 'l---c---s-----h---d---|', '(s1)(23)q(FD60)'],
    ['it reads', 17, 'l---c---s---h-----d---|', '(s1)(23)q---(4h)-(FD60)'],
    ['it reads the body', 21, 'l---c---s---h---d-----|', '(s1)(23)q---(4h)(py)-(FD60)'],
  ])('while %s', (_phase, frame, answer, signals) => {
    onVirtualTime({ 'GET /a': answer }, ({ http, at, expectSignals }) => {
      http.get('/a');
      http.get('/b');
      at(frame, () => {
        http.abort();
        expect([http.state(), http.error(), http.hasPendingRequests()]).toEqual([
          State.Unconnected,
          ErrorCode.Aborted,
          false,
        ]);
      });
      expectSignals(signals);
    });
  });

  it('while commands only wait', () => {
    onVirtualTime({}, ({ http, at, expectSignals }) => {
      expectSignals('D');
      http.get('/a');
      http.get('/b');
      at(0, () => http.abort());
    });
  });

  it('while nothing runs and nothing waits: none', () => {
    onVirtualTime({ 'GET /a': 'l---c---s---h---|' }, ({ http, at, expectSignals }) => {
      http.get('/a');
      at(25, () => http.abort());
      expectSignals('(s1)(23)q---(4h)(5fd)');
    });
  });

  it('inside a requestFinished: the rest is dropped, and the connection closes', () => {
    onVirtualTime({ 'GET /a': 'l---c---s---h---|' }, ({ http, inside, expectSignals }) => {
      http.get('/a');
      http.get('/b');
      inside('f', () => http.abort());
      expectSignals('(s1)(23)q---(4h)(5fD60)');
    });
  });

  it('from inside a signal are told before the call returns', () => {
    onVirtualTime({ 'GET /a': 'l---c---s---h---|' }, ({ http, inside, expectSignals }) => {
      http.get('/a');
      inside('h', () => {
        http.abort();
        expect(http.currentId()).toBe(0);
      });
      expectSignals('(s1)(23)q---(4hFD60)');
    });
  });
});

describe('clearPendingRequests()', () => {
  it('drops what waits without a signal, and leaves the running command alone', () => {
    const routes = { 'GET /a': 'l---c---s---h---d---|' };
    onVirtualTime(routes, ({ http, at, expectSignals }) => {
      http.get('/a');
      http.get('/b');
      http.get('/c');
      at(6, () => http.clearPendingRequests());
      expectSignals('          (s1)(23)q---(4h)(py)(5fd)');
    });
  });

  it('before anything has started: nothing happens', () => {
    onVirtualTime({}, ({ http, at, expectSignals }) => {
      expectSignals('');
      http.get('/a');
      at(0, () => http.clearPendingRequests());
    });
  });
});

describe('destroy()', () => {
  it('ends everything without a signal', () => {
    const routes = { 'GET /a': 'l---c---s---h---d---|' };
    onVirtualTime(routes, ({ http, at, expectSignals }) => {
      http.get('/a');
      at(16, () => http.destroy());
      expectSignals('          (s1)(23)q---(4h)|');
    });
  });
});
