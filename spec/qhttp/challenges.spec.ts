import { lastValueFrom, Subject, tap, throwError } from 'rxjs';
import { QHttpPool, toResponse, type Authenticator, type QHttp, type QHttpOptions } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { endsCleanly } from '../support/ends-cleanly.js';
import { httpTo, text } from '../support/http-to.js';
import { intercepted, outcome } from '../support/intercepted.js';
import { NtlmServer } from '../support/ntlm-server/ntlm-server.js';
import type { SeenRequest } from '../support/raw-connection.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';
import { takenAtRest } from '../support/taken-at-rest.js';
import { turn } from '../support/turn.js';

const deliver: QHttpOptions = { challenges: 'deliver' };

const refusal = (challenge: string, more = '') =>
  `HTTP/1.1 401 No\r\nWWW-Authenticate: ${challenge}\r\n${more}Content-Length: 8\r\n\r\nwho then`;
const basic = refusal('Basic realm="desk"');

const knows = ({ fields }: SeenRequest) =>
  fields['authorization'] === `Basic ${Buffer.from('ada:lovelace').toString('base64')}`;

/** Lets Ada in alone, and everybody see what is open. */
function desk(refused = basic): Promise<RawServer> {
  return RawServer.answering((request) =>
    knows(request) || request.path === '/open' ? ok(`${request.path} ${request.body.toString()}`.trimEnd()) : refused,
  );
}

/** A client that takes a 401 for an answer. */
function clientOf(server: { readonly port: number }, options: QHttpOptions = deliver) {
  const http = httpTo(server, options);
  return { http, recorder: new Recorder(http) };
}

function fillIn(authenticator: Authenticator, password = 'lovelace'): void {
  authenticator.setUser('ada');
  authenticator.setPassword(password);
}

const leg = 'Sending q Reading';
const refused = 'H401 p y Connected';
const welcomed = 'H200 p y Connected';

describe("with challenges: 'deliver' a 401 is an answer as any other", () => {
  test('without credentials, after the question', async () => {
    const { http, recorder } = clientOf(await desk());
    http.get('/');
    http.get('/open');

    await recorder.until(() => http.lastResponse().statusCode() === 401);
    expect(http.lastResponse().value('www-authenticate')).toBe('Basic realm="desk"');
    await recorder.settled();

    expect(recorder.line).toBe(`S1 Connecting ${leg} a(desk) ${refused} F1 S2 ${leg} ${welcomed} F2 DONE`);
    expect([http.error(), http.errorString(), text(http.readAll())]).toEqual([0, 'Unknown error', '/open']);
  });

  test('with credentials that were refused', async () => {
    const { http, recorder } = clientOf(await desk());
    http.setUser('ada', 'byron');

    const { line, body } = await outcome({ http, recorder }, () => http.get('/'));

    expect([line, body]).toEqual([`S1 F1 S2 Connecting ${leg} ${leg} a(desk) ${refused} F2 DONE`, 'who then']);
  });

  test('of a scheme that is not known, without a question', async () => {
    const { line, body } = await outcome(clientOf(await desk(refusal('Bearer realm="desk"'))), (http) => http.get('/'));

    expect([line, body]).toEqual([`S1 Connecting ${leg} ${refused} F1 DONE`, 'who then']);
  });

  test('where a subscriber fills in a wrong password, or nothing', async () => {
    const client = clientOf(await desk());
    const passwords = ['byron', 'byron'];
    client.http.authenticationRequired$.subscribe(({ authenticator }) => {
      const password = passwords.shift();
      if (password !== undefined) fillIn(authenticator, password);
    });

    const { line, body } = await outcome(client, (http) => http.get('/'));

    expect([line, body]).toEqual([`S1 Connecting ${leg} a(desk) ${leg} a(desk) ${refused} F1 DONE`, 'who then']);
  });

  test('to a HEAD, with a body until the connection ends, and with one in chunks', async () => {
    const server = await RawServer.listen(async (connection) => {
      const head = 'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="desk"\r\n';
      await connection.request();
      connection.send(`${head}Content-Length: 8\r\n\r\n`);
      await connection.request();
      connection.send(`${head}Transfer-Encoding: chunked\r\n\r\n8\r\nwho then\r\n0\r\n\r\n`);
      await connection.request();
      connection.end(`${head}Connection: close\r\n\r\nwho then`);
    });
    const client = clientOf(server);
    client.http.head('/');
    client.http.get('/chunks');

    const { line, body } = await outcome(client, (http) => http.get('/close'));

    expect([line, body]).toEqual([
      `S1 Connecting ${leg} a(desk) H401 Connected F1 S2 ${leg} a(desk) ${refused} F2 ` +
        `S3 ${leg} a(desk) H401 p y Closing Unconnected F3 DONE`,
      'who then',
    ]);
  });

  test('to data that can be sent but once; what is sent there next has the credentials', async () => {
    const server = await desk();
    const client = clientOf(server);
    client.http.setUser('ada', 'lovelace');
    client.http.post('/', new Blob(['once']).stream());

    const { line, body } = await outcome(client, (http) => http.post('/', 'again'));

    expect([line, body]).toEqual([`S1 F1 S2 Connecting ${leg} ${refused} F2 S3 ${leg} ${welcomed} F3 DONE`, '/ again']);
    expect(server.requests.map((request) => `${request.body.toString()} ${knows(request)}`)).toEqual([
      'once false',
      'again true',
    ]);
  });

  test('behind a handshake of NTLM that the server has broken off', async () => {
    const server = await NtlmServer.listen({ open: '/open' });
    const client = clientOf(server);
    client.http.setUser(String.raw`CORP\jane`, 'wrong');
    client.http.post('/', 'text');

    const { line } = await outcome(client, (http) => http.get('/open'));

    expect(line).toBe(`S1 F1 S2 Connecting ${leg} ${leg} ${leg} a() ${refused} F2 S3 ${leg} ${welcomed} F3 DONE`);
  });

  test('for a cold command, and of a pool', async () => {
    const server = await desk();
    const { http } = clientOf(server);
    const pool = new QHttpPool(deliver);
    atEnd(() => {
      pool.destroy();
    });
    const url = `http://127.0.0.1:${server.port}/`;

    const answers = [http.get$('/'), pool.get$(url), pool.pipeline('desk').get$('/')];
    pool.pipeline('desk').setHost('127.0.0.1', server.port);
    const seen = await Promise.all(answers.map((answer$) => lastValueFrom(answer$.pipe(toResponse()))));

    expect(seen.map(({ header, body }) => `${header.statusCode()} ${text(body)}`)).toEqual(
      Array.from({ length: 3 }, () => '401 who then'),
    );
  });

  test('for interceptors', async () => {
    const statuses: number[] = [];
    const client = intercepted(
      await desk(),
      [
        (dispatch) => (options, handler) =>
          dispatch(options, {
            onRequestStart: (...args) => handler.onRequestStart?.(...args),
            onResponseStart(controller, status, ...head) {
              statuses.push(status);
              handler.onResponseStart?.(controller, status, ...head);
            },
            onResponseData: (...args) => handler.onResponseData?.(...args),
            onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
            onResponseError: (...args) => handler.onResponseError?.(...args),
          }),
      ],
      deliver,
    );

    const { line, body } = await outcome(client, (http) => http.get('/'));

    expect([line, body, statuses]).toEqual([`S1 Connecting ${leg} a(desk) ${refused} F1 DONE`, 'who then', [401]]);
  });

  test('for a request that was sent before its turn', async () => {
    const server = await desk();
    const client = clientOf(server, { ...deliver, pipelining: 2 });
    client.http.get$('/open').subscribe();
    client.http.get$('/', { early: true }).subscribe();

    const { line } = await outcome(client, (http) => http.get('/open'));

    expect(line).toBe(
      `S1 Connecting ${leg} H200 p Connected F1 S2 ${leg} a(desk) H401 p Connected F2 S3 ${leg} ${welcomed} F3 DONE`,
    );
    expect(server.connections).toHaveLength(1);
  });
});

describe("what stays with challenges: 'deliver'", () => {
  test('known credentials are sent without a word, and a question can be answered', async () => {
    const known = clientOf(await desk());
    const asked = clientOf(await desk());
    asked.http.authenticationRequired$.subscribe(({ authenticator }) => {
      fillIn(authenticator);
    });

    const seen = [
      await outcome(known, (http) => {
        http.setUser('ada', 'lovelace');
        http.get('/known');
      }),
      await outcome(asked, (http) => http.get('/asked')),
    ];

    expect(seen.map(({ line, body }) => [line, body])).toEqual([
      [`S1 F1 S2 Connecting ${leg} ${leg} ${welcomed} F2 DONE`, '/known'],
      [`S1 Connecting ${leg} a(desk) ${leg} ${welcomed} F1 DONE`, '/asked'],
    ]);
  });

  test('a 407 of a proxy is an error, of one that forwards and of one that opens a tunnel', async () => {
    const wanted = 'HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm="gate"\r\nContent-Length: 0\r\n\r\n';
    const proxy = await RawServer.answering(() => wanted);
    const through = (mode: 'http' | 'https') => {
      const client = clientOf(proxy);
      client.http.setProxy('127.0.0.1', proxy.port);
      client.http.setHost('host.example', mode);
      return outcome(client, (http) => http.get('/'));
    };

    expect([await through('http'), await through('https')].map(({ line }) => line)).toEqual([
      `S1 F1 S2 F2 S3 Connecting ${leg} b(gate) F3!ProxyAuthenticationRequiredError DONE! Closing Unconnected`,
      'S1 F1 S2 F2 S3 Connecting b(gate) F3!ProxyAuthenticationRequiredError DONE! Unconnected',
    ]);
  });

  test('a 407 of the host itself is delivered, and nobody learns a password', async () => {
    const server = await RawServer.answering(
      () => 'HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm="gate"\r\nContent-Length: 8\r\n\r\nwho then',
    );
    const client = clientOf(server);
    client.http.proxyAuthenticationRequired$.subscribe(({ authenticator }) => {
      fillIn(authenticator);
    });

    const { line, body } = await outcome(client, (http) => http.get('/'));

    expect([line, body]).toEqual([`S1 Connecting ${leg} b(gate) H407 p y Connected F1 DONE`, 'who then']);
    expect(server.requests).toHaveLength(1);
  });

  test("without it, or with 'fail', a 401 is an error, its head and body told to nobody", async () => {
    const seen = [
      await outcome(clientOf(await desk(), {}), (http) => http.get('/')),
      await outcome(clientOf(await desk(), { challenges: 'fail' }), (http) => http.get('/')),
    ];

    const failure = {
      line: `S1 Connecting ${leg} a(desk) F1!AuthenticationRequiredError DONE! Closing Unconnected`,
      body: '',
      error: 'Authentication required',
    };
    expect(seen).toEqual([failure, failure]);
  });
});

describe('a person who thinks about a 401 that could be delivered', () => {
  /** Whoever asks for time gets it until something comes here. */
  function thinking(
    client: { readonly http: QHttp },
    answer: (authenticator: Authenticator) => void = () => undefined,
  ) {
    const dialog = new Subject<void>();
    const asked = Promise.withResolvers<undefined>();
    client.http.authenticationRequired$.subscribe(({ authenticator }) => {
      client.http.waitFor(dialog.pipe(tap({ complete: () => answer(authenticator) })));
      asked.resolve(undefined);
    });
    return { dialog, asked: asked.promise };
  }

  test('holds the body back, and gets it whole without an answer', async () => {
    const size = 64 * 1024 * 1024;
    const server = await RawServer.listen(async (connection) => {
      await connection.request();
      connection.send(`HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="desk"\r\nContent-Length: ${size}\r\n\r\n`);
      await connection.sendAsTaken(size);
    });
    const client = clientOf(server);
    const { dialog, asked } = thinking(client);
    client.http.get('/');
    await asked;

    const taken = await takenAtRest(server);
    dialog.complete();
    await client.recorder.settled();

    expect(taken).toBeLessThan(size / 2);
    expect(client.recorder.line).toBe(`S1 Connecting ${leg} a(desk) ${refused} F1 DONE`);
    expect(client.http.bytesAvailable()).toBe(size);
  });

  test('and answers it: what came of the body is dropped, and the request goes over the same connection', async () => {
    const server = await desk();
    const client = clientOf(server);
    const { dialog, asked } = thinking(client, fillIn);
    client.http.get('/');
    await asked;

    const { line, body } = await outcome(client, () => {
      dialog.complete();
    });

    expect([line, body, server.connections.length]).toEqual([`${leg} ${welcomed} F1 DONE`, '/', 1]);
  });

  test('while the server closes behind the whole answer, and gets that', async () => {
    const server = await RawServer.listen(async (connection) => {
      await connection.request();
      connection.end(refusal('Basic realm="desk"', 'Connection: close\r\n'));
    });
    const client = clientOf(server);
    const { dialog, asked } = thinking(client);
    client.http.get('/');
    await asked;
    for (let i = 0; i < 20; i++) await turn(); // lets the end come

    const { line, body } = await outcome(client, () => {
      dialog.complete();
    });

    expect([line, body]).toEqual(['H401 p y Closing Unconnected F1 DONE', 'who then']);
  });

  test('of which the body ends with the connection, and answers it or does not', async () => {
    const close = 'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="desk"\r\nConnection: close\r\n\r\nwho then';
    const server = await RawServer.listen(async (connection) => {
      connection.end(knows(await connection.request()) ? ok('welcome') : close);
    });
    const seen: unknown[] = [];
    for (const answer of [fillIn, () => undefined]) {
      const client = clientOf(server);
      const { dialog, asked } = thinking(client, answer);
      client.http.get('/');
      await asked;
      for (let i = 0; i < 20; i++) await turn(); // lets the end come
      dialog.complete();
      await client.recorder.settled();
      seen.push([client.http.error(), client.http.lastResponse().statusCode(), text(client.http.readAll())]);
    }

    expect(seen).toEqual([
      [0, 200, 'welcome'],
      [0, 401, 'who then'],
    ]);
  });

  test('before early answers, which lose nothing', async () => {
    const server = await desk('HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="desk"\r\nContent-Length: 0\r\n\r\n');
    const client = clientOf(server, { ...deliver, pipelining: 3 });
    const { dialog, asked } = thinking(client);
    const bodies: string[] = [];
    client.http.requestFinished$.subscribe(() => bodies.push(text(client.http.readAll())));
    client.http.head('/', { early: true });
    client.http.get('/open', undefined, { early: true });
    client.http.get('/open', undefined, { early: true });
    await asked;
    for (let i = 0; i < 20; i++) await turn(); // lets the other answers come
    dialog.complete();
    await client.recorder.settled();

    expect(bodies).toEqual(['', '/open', '/open']);
  });

  test('while a cold subscriber holds its first piece, and gets no other until it lets go', async () => {
    const size = 1024 * 1024;
    const server = await RawServer.listen(async (connection) => {
      await connection.request();
      connection.send(`HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="desk"\r\nContent-Length: ${size}\r\n\r\n`);
      await connection.sendAsTaken(size);
    });
    const client = clientOf(server);
    const { dialog, asked } = thinking(client);
    let letGo: (() => void) | undefined;
    let received = 0;
    const ended = lastValueFrom(
      client.http.get$('/').pipe(
        tap((signal) => {
          if (signal.type !== 'data') return;
          received += signal.chunk.byteLength;
          letGo ??= signal.hold();
        }),
      ),
    );
    await asked;
    await takenAtRest(server);
    dialog.complete();
    await takenAtRest(server);
    const atRest = received;
    letGo?.();
    await ended;

    // The socket's pieces are of 64 KiB at most.
    expect([atRest > 0 && atRest <= 64 * 1024, received]).toEqual([true, size]);
  });

  test('and aborts', async () => {
    const server = await desk();
    const http = httpTo(server, deliver);
    const { asked } = thinking({ http });

    const { story, error } = await endsCleanly(
      http,
      async () => {
        http.get('/');
        await asked;
        http.abort();
      },
      () => http.get('/open'),
    );

    expect([story.replaceAll(String(server.port), 'PORT').replace(/q\S+/, 'q'), error]).toEqual([
      `S1 Connecting ${leg} a(desk)@127.0.0.1:PORT F1!Aborted DONE! Closing Unconnected`,
      'Aborted: Request aborted',
    ]);
  });

  test('by something that fails, which fails the request', async () => {
    const { http, recorder } = clientOf(await desk());
    http.authenticationRequired$.subscribe(() => {
      http.waitFor(throwError(() => new Error('the dialog was closed')));
    });
    http.get('/');

    await recorder.settled();

    expect([recorder.line, http.errorString()]).toEqual([
      `S1 Connecting ${leg} a(desk) F1!UnknownError DONE! Closing Unconnected`,
      'The question got no answer: the dialog was closed',
    ]);
  });
});
