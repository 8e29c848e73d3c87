import { lastValueFrom } from 'rxjs';
import { HttpRequestHeader, QHttp, toText, type QHttpOptions } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { endsCleanly } from '../support/ends-cleanly.js';
import { heldSink } from '../support/held-sink.js';
import { httpTo } from '../support/http-to.js';
import type { RawConnection } from '../support/raw-connection.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';
import { turn } from '../support/turn.js';

const early = { early: true };
const three = { pipelining: 3 };

/** Method and path of the next request. */
async function asked(connection: RawConnection): Promise<string> {
  return (await connection.head()).split(' ').slice(0, 2).join(' ');
}

/** So many requests, and `and more` where others came before they were answered. */
async function group(connection: RawConnection, size: number): Promise<string[]> {
  const requests: string[] = [];
  while (requests.length < size) requests.push(await asked(connection));
  for (let i = 0; i < 10; i++) await turn();
  return connection.holdsHead ? [...requests, 'and more'] : requests;
}

/** Waits for so many requests each time, for one when all sizes are used up, and answers them with what they are. */
async function inGroups(...sizes: number[]): Promise<{ server: RawServer; groups: string[][] }> {
  const groups: string[][] = [];
  const server = await RawServer.listen(async (connection) => {
    for (;;) {
      const requests = await group(connection, sizes.shift() ?? 1);
      groups.push(requests);
      connection.send(...requests.map(answerTo));
    }
  });
  return { server, groups };
}

function answerTo(request: string): string {
  const answer = ok(request);
  return request.startsWith('HEAD') ? answer.slice(0, -request.length) : answer;
}

/** A server whose connections do what they are told in turn. */
function playing(...acts: ((connection: RawConnection) => unknown)[]): Promise<RawServer> {
  return RawServer.listen((connection, index) => acts[index]?.(connection));
}

/** Answers everything, one by one. */
async function answerAll(connection: RawConnection): Promise<void> {
  for (;;) connection.send(answerTo(await asked(connection)));
}

function askForThree(http: QHttp): void {
  for (const path of ['/a', '/b', '/c']) http.get(path, undefined, early);
}

function headerWith(name: string, value: string): HttpRequestHeader {
  const header = new HttpRequestHeader('GET', '/b');
  header.setValue(name, value);
  return header;
}

describe('requests that are marked as early', () => {
  it('are sent before the first answer, and tell what they would tell one by one', async () => {
    const together = await inGroups(4);
    const apart = await inGroups();
    const ask = (http: QHttp) => () => {
      http.get('/a');
      http.get('/b', undefined, early);
      http.head('/c', early);
      http.get('/d', undefined, early);
    };
    const pipelined = httpTo(together.server, { pipelining: 4 });
    const usual = httpTo(apart.server);

    const { story } = await endsCleanly(pipelined, ask(pipelined));
    const expected = await endsCleanly(usual, ask(usual));

    expect(story).toBe(expected.story);
    expect(together.groups.slice(0, 2)).toEqual([['GET /a', 'GET /b', 'HEAD /c', 'GET /d'], ['GET /next']]);
    expect(apart.groups.slice(0, 5)).toEqual([['GET /a'], ['GET /b'], ['HEAD /c'], ['GET /d'], ['GET /next']]);
  });

  it('are sent early also when they are queued while another is on its way', async () => {
    const { server, groups } = await inGroups(3);
    const http = httpTo(server, three);
    const recorder = new Recorder(http);
    http.get('/a');
    while (!recorder.line.includes('q')) await turn();

    const bodies = await Promise.all([
      lastValueFrom(http.get$('/b', early).pipe(toText())),
      lastValueFrom(http.request$(new HttpRequestHeader('GET', '/c'), null, early).pipe(toText())),
    ]);

    expect([bodies, groups]).toEqual([['GET /b', 'GET /c'], [['GET /a', 'GET /b', 'GET /c']]]);
  });

  it('are no more than the option says, and the next one follows when one is answered', async () => {
    const groups: string[][] = [];
    const server = await playing(async (connection) => {
      groups.push(await group(connection, 3));
      connection.send(ok());
      groups.push(await group(connection, 1));
      connection.send(ok(), ok(), ok());
      await answerAll(connection);
    });
    const http = httpTo(server, three);

    await endsCleanly(http, () => {
      askForThree(http);
      http.get('/d', undefined, early);
    });

    expect(groups).toEqual([['GET /a', 'GET /b', 'GET /c'], ['GET /d']]);
  });

  it.each<[string, QHttpOptions, (http: QHttp) => void, string[][]]>([
    ['without the option', {}, (http) => void http.get('/b', undefined, early), [['GET /a'], ['GET /b']]],
    ['without the mark', three, (http) => void http.get('/b'), [['GET /a'], ['GET /b']]],
    [
      'past one without the mark, but behind it',
      three,
      (http) => {
        http.get('/b');
        http.get('/c', undefined, early);
      },
      [['GET /a'], ['GET /b', 'GET /c']],
    ],
    [
      'behind a POST',
      three,
      (http) => {
        http.post('/b', '');
        http.get('/c', undefined, early);
      },
      [['GET /a'], ['POST /b'], ['GET /c']],
    ],
    [
      'behind a command that is no request',
      three,
      (http) => {
        http.setUser('user', 'password');
        http.get('/c', undefined, early);
      },
      [['GET /a'], ['GET /c']],
    ],
    [
      'where they say that they are the last of their connection, nor behind such a one',
      three,
      (http) => {
        http.request$(headerWith('Connection', 'close'), null, early).subscribe();
        http.get('/c', undefined, early);
      },
      [['GET /a'], ['GET /b'], ['GET /c']],
    ],
    [
      'with a field that undici takes in no request, which is ours to send',
      three,
      (http) => {
        http.request$(headerWith('Expect', '100-continue'), null, early).subscribe();
        http.get('/c', undefined, early);
      },
      [['GET /a'], ['GET /b', 'GET /c']],
    ],
    [
      'with credentials, which an answer may change',
      three,
      (http) => {
        http.setUser('user', 'password');
        http.get('/b');
        http.get('/c', undefined, early);
      },
      [['GET /a'], ['GET /b'], ['GET /c']],
    ],
  ])('are not sent early %s', async (_where, options, ask, expected) => {
    const { server, groups } = await inGroups(...expected.map(({ length }) => length));
    const http = httpTo(server, options);

    const { story } = await endsCleanly(http, () => {
      http.get('/a');
      ask(http);
    });

    expect(groups.slice(0, expected.length)).toEqual(expected);
    expect(story).not.toMatch(/Sending Closing|Unconnected F1/);
  });

  it('wait behind an answer that a slow destination has not taken', async () => {
    const { server, groups } = await inGroups(2);
    const http = httpTo(server, three);
    const { writable, release } = heldSink();
    const recorder = new Recorder(http);
    http.get('/a', writable);
    http.get('/b', undefined, early);
    while (!recorder.line.includes('p')) await turn();
    for (let i = 0; i < 10; i++) await turn();
    const whileHeld = recorder.story;
    release();
    await recorder.settled();

    expect([groups[0], whileHeld, recorder.story.slice(whileHeld.length + 1), text(http)]).toEqual([
      ['GET /a', 'GET /b'],
      expect.stringMatching(/^S1 Connecting Sending q\d+\/\d+ Reading H200:OK p6\/6$/),
      expect.stringMatching(/^Connected F1 S2 Sending q\d+\/\d+ Reading H200:OK p6\/6 y Connected F2 DONE$/),
      'GET /b',
    ]);
  });
});

function text(http: QHttp): string {
  return Buffer.from(http.readAll()).toString('latin1');
}

describe('what was sent early and is dropped', () => {
  it('by an error is never told, and its connection is closed', async () => {
    const seen: string[][] = [];
    const server = await playing(async (connection) => {
      seen.push(await group(connection, 3));
      connection.send(`${ok()}no answer`);
    }, answerAll);
    const http = httpTo(server, three);

    const { story, error } = await endsCleanly(http, () => {
      askForThree(http);
    });

    expect([seen, error]).toEqual([
      [['GET /a', 'GET /b', 'GET /c']],
      expect.stringMatching(/^InvalidResponseHeader: /),
    ]);
    expect(story.replaceAll(/q\d+\/\d+/g, 'q')).toBe(
      'S1 Connecting Sending q Reading H200:OK Connected F1 S2 Sending q F2!InvalidResponseHeader DONE! Closing Unconnected',
    );
  });

  it('by clearPendingRequests() lets the one that runs end well, and its connection is closed', async () => {
    const server = await playing(async (connection) => {
      await group(connection, 3);
      http.clearPendingRequests();
      connection.send(ok('abc'), ok('no'), ok('no'));
    }, answerAll);
    const http = httpTo(server, three);

    const { story } = await endsCleanly(http, () => {
      askForThree(http);
    });

    expect(story.replaceAll(/q\d+\/\d+/g, 'q')).toBe(
      'S1 Connecting Sending q Reading H200:OK p3/3 y Closing Unconnected F1 DONE',
    );
  });

  it.each(['stateChanged', 'requestFinished', 'requestStarted', 'responseHeaderReceived'] as const)(
    'by clearPendingRequests() inside %s closes the connection as well',
    async (type) => {
      const server = await playing(
        async (connection) => {
          await group(connection, 3);
          connection.send(ok('abc'), ok('no'), ok('no'));
        },
        answerAll,
        answerAll,
      );
      const http = httpTo(server, three);
      let isCleared = false;
      let isUnderWay = false;
      http.signals$.subscribe((signal) => {
        if (signal.type === 'responseHeaderReceived') isUnderWay = true;
        if (signal.type !== type || isCleared || !isUnderWay) return;
        isCleared = true;
        http.clearPendingRequests();
      });

      const { story } = await endsCleanly(http, () => {
        askForThree(http);
      });

      expect([isCleared, server.connections.length, story]).toEqual([
        true,
        2,
        expect.stringMatching(/^S1 .* F1 (S2 .* F2 )?(Closing )?(Unconnected )?DONE( Closing)?( Unconnected)?$/),
      ]);
    },
  );

  it('by its subscriber alone has those behind it sent again', async () => {
    const seen: string[][] = [];
    const server = await playing(
      async (connection) => {
        seen.push(await group(connection, 3));
        subscription.unsubscribe();
        connection.send(ok('a'), ok('b'), ok('c'));
      },
      async (connection) => {
        seen.push(await group(connection, 1));
        connection.send(ok('once more'));
        await answerAll(connection);
      },
    );
    const http = httpTo(server, three);
    const recorder = new Recorder(http);
    http.get('/a');
    const subscription = http.get$('/b', early).subscribe();
    const last = lastValueFrom(http.get$('/c', early).pipe(toText()));

    expect([await last, seen]).toEqual(['once more', [['GET /a', 'GET /b', 'GET /c'], ['GET /c']]]);
    expect(recorder.line).toMatch(
      /^S1 .* Closing Unconnected F1 S2 Connecting Sending q Reading H200 p Connected F2 DONE$/,
    );
  });

  it('by abort() is not answered', async () => {
    const server = await playing((connection) => group(connection, 3).then(() => http.abort()), answerAll);
    const http = httpTo(server, three);

    const { story, error } = await endsCleanly(http, () => {
      askForThree(http);
    });

    expect([story.replace(/q\d+\/\d+/, 'q'), error]).toEqual([
      'S1 Connecting Sending q F1!Aborted DONE! Closing Unconnected',
      'Aborted: Request aborted',
    ]);
  });

  it('by destroy() leaves nothing behind', async () => {
    const server = await playing(async (connection) => {
      await group(connection, 3);
      http.destroy();
      await connection.drain().closed;
    });
    const http = httpTo(server, three);
    const done = new Promise<void>((resolve) => http.signals$.subscribe({ complete: resolve }));
    askForThree(http);
    await done;

    await server.connections[0]?.closed;
    expect(server.connections).toHaveLength(1);
  });
});

describe('a server that does not answer what was sent early', () => {
  it.each<[string, (connection: RawConnection) => unknown, string[][]]>([
    ['closes', (connection) => connection.drain().end(ok('a')), [['GET /b'], ['GET /c']]],
    [
      'says that it closes',
      (connection) => connection.send('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na'),
      [['GET /b', 'GET /c']],
    ],
    [
      'speaks HTTP/1.0',
      (connection) => connection.send('HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na'),
      [['GET /b'], ['GET /c']],
    ],
    [
      'tells to go on',
      (connection) => connection.send(ok('a'), 'HTTP/1.1 100 Continue\r\n\r\n', ok('b'), ok('c')),
      [['GET /b'], ['GET /c']],
    ],
  ])('as it %s behind the first answer, costs a repetition alone', async (_how, end, again) => {
    const seen: string[][] = [];
    const server = await playing(
      async (connection) => {
        seen.push(await group(connection, 3));
        await end(connection);
      },
      async (connection) => {
        for (const { length } of again) {
          const requests = await group(connection, length);
          seen.push(requests);
          connection.send(...requests.map((request) => ok(request.slice(-1))));
        }
        await answerAll(connection);
      },
    );
    const http = httpTo(server, three);

    const { story } = await endsCleanly(http, () => {
      askForThree(http);
    });

    expect(seen).toEqual([['GET /a', 'GET /b', 'GET /c'], ...again]);
    expect(story).toMatch(/^S1 (?!.*!).* F1 S2 .*H200:OK p1\/1 y Connected F2 S3 .*H200:OK p1\/1 y Connected F3 DONE$/);
  });

  // RFC 9112, 9.3.2: what comes behind may be what the connection broke off by.
  it('as it breaks off where more than one has come, is asked one by one', async () => {
    const seen: string[][] = [];
    const server = await RawServer.listen(async (connection) => {
      for (;;) {
        const requests = await group(connection, 1);
        seen.push(requests);
        if (requests.length > 1) break;
        connection.send(...requests.map(answerTo));
      }
      connection.reset();
    });
    const http = httpTo(server, three);

    const { story } = await endsCleanly(http, () => {
      askForThree(http);
    });

    expect(seen).toEqual([
      ['GET /a', 'and more'],
      ['GET /a'],
      ['GET /b', 'and more'],
      ['GET /b'],
      ['GET /c'],
      ['GET /next'],
    ]);
    expect(story).toMatch(/^S1 (?!.*!).* Connected F1 S2 .* Connected F2 S3 .* Connected F3 DONE$/);
  });

  it('asks for credentials first, is asked anew for all', async () => {
    const seen: string[][] = [];
    const server = await playing(
      async (connection) => {
        seen.push(await group(connection, 3));
        const refusal = 'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="a"\r\nContent-Length: 0\r\n\r\n';
        connection.send(refusal, refusal, refusal);
      },
      async (connection) => {
        for (;;) {
          const head = await connection.head();
          seen.push([head.split(' ')[1] ?? '', /^authorization: .*$/im.exec(head)?.[0] ?? 'nobody']);
          connection.send(ok());
        }
      },
    );
    const http = httpTo(server, three);
    http.authenticationRequired$.subscribe(({ authenticator }) => {
      authenticator.setUser('user');
      authenticator.setPassword('password');
    });

    await endsCleanly(http, () => {
      askForThree(http);
    });

    const basic = 'Authorization: Basic dXNlcjpwYXNzd29yZA==';
    expect(seen).toEqual([
      ['GET /a', 'GET /b', 'GET /c'],
      ['/a', basic],
      ['/b', basic],
      ['/c', basic],
      ['/next', basic],
    ]);
  });
});

describe('the option pipelining', () => {
  it.each([0, 1.5, -1, NaN, Infinity, '2' as never])('cannot be %s', (pipelining) => {
    expect(() => new QHttp({ pipelining })).toThrow(
      new RangeError(`The option pipelining must be a whole number from 1 on, not ${String(pipelining)}`),
    );
  });

  it.each<[string, QHttpOptions]>([
    ['dispatcher', { dispatcher: { dispatch: () => true } }],
    ['interceptors', { interceptors: [(dispatch) => dispatch] }],
  ])('does not go together with %s', (name, other) => {
    expect(() => new QHttp({ pipelining: 2, ...other })).toThrow(
      new TypeError(`The options pipelining and ${name} exclude each other`),
    );
  });

  it.each<[string, (http: QHttp) => unknown]>([
    ['a POST', (http) => http.request$(new HttpRequestHeader('POST', '/'), null, early)],
    ['a GET with a body', (http) => http.request$(new HttpRequestHeader('GET', '/'), 'body', early)],
  ])('does not let %s be sent early', (_what, ask) => {
    expect(() => ask(new QHttp('127.0.0.1', 1, three))).toThrow(
      new TypeError('Only a GET or HEAD without a body can be sent early'),
    );
  });
});
