import { Readable } from 'node:stream';
import { Subject } from 'rxjs';
import { ConnectionMode, ErrorCode, HttpRequestHeader, QHttp, State, type Progress } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { rootCertificate, signed } from '../support/certificates/certificates.js';
import { endsCleanly } from '../support/ends-cleanly.js';
import { httpTo, text } from '../support/http-to.js';
import { NtlmServer, type NtlmServerOptions } from '../support/ntlm-server/ntlm-server.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

const jane = String.raw`CORP\jane`;
const password = 'correct horse';

async function to(options: NtlmServerOptions = {}) {
  const server = await NtlmServer.listen(options);
  const http = httpTo(server);
  return { server, http, recorder: new Recorder(http) };
}

/** Answers the question of the server. */
function answering(http: QHttp, user: string, ...passwords: string[]): void {
  http.authenticationRequired$.subscribe(({ authenticator }) => {
    authenticator.setUser(user);
    authenticator.setPassword(passwords.shift() ?? '');
  });
}

/** One leg of a handshake, as the signals tell it. */
const leg = 'Sending q Reading';
const ended = 'H200 p y Connected';

describe('a server that wants NTLM', () => {
  test('is given the three messages over one connection', async () => {
    const { server, http, recorder } = await to();
    http.setUser(jane, password);
    http.get('/');

    await recorder.settled();

    expect([server.log, server.faults, text(http.readAll())]).toEqual([
      [
        '0 GET / plain 0 bytes: 401',
        '0 GET / negotiate 0 bytes: 401',
        String.raw`0 GET / authenticate(CORP\jane) 0 bytes: 200`,
      ],
      [],
      '/ 0',
    ]);
    expect(recorder.line).toBe(`S1 F1 S2 Connecting ${leg} ${leg} ${leg} ${ended} F2 DONE`);
  });

  test('that tells its time gets this very time back, and no response of LM', async () => {
    const { server, http, recorder } = await to({ tellsTime: true });
    http.setUser(jane, password);
    http.get('/');

    await recorder.settled();

    expect([http.error(), server.faults, server.log.at(-1)]).toEqual([
      ErrorCode.NoError,
      [],
      String.raw`0 GET / authenticate(CORP\jane) 0 bytes: 200`,
    ]);
  });

  test.each([
    [String.raw`CORP\jane`, 'correct horse', String.raw`CORP\jane`],
    [String.raw`corp\JANE`, 'correct horse', String.raw`corp\JANE`],
    ['jane', 'correct horse', String.raw`\jane`],
    ['jane@corp.example', 'correct horse', String.raw`\jane@corp.example`],
    [String.raw`CORP\Jürgen`, 'größer als ß', String.raw`CORP\Jürgen`],
    [String.raw`CORP\JÜRGEN`, 'größer als ß', String.raw`CORP\JÜRGEN`],
    ['мария@corp.example', 'пароль 🔑', String.raw`\мария@corp.example`],
  ])('knows %s', async (user, secret, seen) => {
    const { server, http, recorder } = await to();
    http.setUser(user, secret);
    http.get('/');

    await recorder.settled();

    expect([server.faults, server.log.at(-1)]).toEqual([[], `0 GET / authenticate(${seen}) 0 bytes: 200`]);
  });

  test('asks a person, who is told no realm, and whose answer is sent', async () => {
    const { server, http, recorder } = await to();
    answering(http, jane, password);
    http.get('/');

    await recorder.settled();

    expect([recorder.story.replace(/q\d+\/\d+/g, 'q'), server.faults]).toEqual([
      `S1 Connecting ${leg} a()@127.0.0.1:${server.port} ${leg} ${leg} H200:OK p3/3 y Connected F1 DONE`,
      [],
    ]);
  });

  test('waits for a person who needs time', async () => {
    const { http, recorder } = await to();
    const dialog = new Subject<never>();
    http.authenticationRequired$.subscribe(({ authenticator }) => {
      http.waitFor(dialog);
      setImmediate(() => {
        authenticator.setUser(jane);
        authenticator.setPassword(password);
        dialog.complete();
      });
    });
    http.get('/');

    await recorder.settled();

    expect(recorder.line).toBe(`S1 Connecting ${leg} a() ${leg} ${leg} ${ended} F1 DONE`);
  });

  test('refuses a wrong password after the third message, and a person may try another', async () => {
    const { server, http, recorder } = await to();
    answering(http, jane, 'wrong', password);
    http.get('/');

    await recorder.settled();

    expect([recorder.line, server.faults]).toEqual([
      `S1 Connecting ${leg} a() ${leg} ${leg} a() ${leg} ${leg} ${ended} F1 DONE`,
      ['NTProofStr is wrong'],
    ]);
  });

  test.each([
    [jane, 'wrong', 'NTProofStr is wrong'],
    [String.raw`OTHER\jane`, password, String.raw`nobody here has the name OTHER\jane`],
  ])('refuses %s with %s: the command fails', async (user, secret, fault) => {
    const server = await NtlmServer.listen();
    const http = httpTo(server);
    let isRight = false;
    http.authenticationRequired$.subscribe(({ authenticator }) => {
      if (!isRight) return;
      authenticator.setUser(jane);
      authenticator.setPassword(password);
    });

    const { story, error } = await endsCleanly(
      http,
      () => {
        http.setUser(user, secret);
        http.get('/');
      },
      () => {
        isRight = true;
        http.get('/next');
      },
    );

    expect([story.replace(/q\d+\/\d+/g, 'q'), error, server.faults.slice(0, 1)]).toEqual([
      `S1 F1 S2 Connecting ${leg} ${leg} ${leg} a()@127.0.0.1:${server.port},${user}` +
        ' F2!AuthenticationRequiredError DONE! Closing Unconnected',
      'AuthenticationRequiredError: Authentication required',
      [fault],
    ]);
  });

  test('that asks somebody who has nothing to say gets no message at all', async () => {
    const { server, http, recorder } = await to();
    http.get('/');

    await recorder.settled();

    expect([recorder.line, server.log]).toEqual([
      `S1 Connecting ${leg} a() F1!AuthenticationRequiredError DONE! Closing Unconnected`,
      ['0 GET / plain 0 bytes: 401'],
    ]);
  });

  test.each([['Negotiate'], ['Basic realm="shows the password"'], ['Kerberos', 'Basic realm="shows the password"']])(
    'and offers %s as well is answered by NTLM',
    async (...offers) => {
      const { server, http, recorder } = await to({ offers });
      http.setUser(jane, password);
      http.get('/');

      await recorder.settled();

      expect([http.error(), server.log.map((line) => line.split(' ')[3])]).toEqual([
        ErrorCode.NoError,
        ['plain', 'negotiate', String.raw`authenticate(CORP\jane)`],
      ]);
    },
  );
});

describe('a request with a body', () => {
  /** What was told last of each sending. */
  function progressOf(http: QHttp): string[] {
    const told: string[] = [];
    let last: Progress | undefined;
    http.dataSendProgress$.subscribe((progress) => (last = progress));
    http.state$.subscribe((state) => {
      if (state === State.Reading && last) told.push(`${last.done}/${last.total}`);
    });
    return told;
  }

  test('goes without it while the handshake begins, as its progress tells', async () => {
    const { server, http, recorder } = await to();
    const told = progressOf(http);
    http.setUser(jane, password);
    http.post('/', new Uint8Array(1000));

    await recorder.settled();

    expect([server.log, server.requests[1]?.fields['content-length'], text(http.readAll())]).toEqual([
      [
        '0 POST / plain 1000 bytes: 401',
        '0 POST / negotiate 0 bytes: 401',
        String.raw`0 POST / authenticate(CORP\jane) 1000 bytes: 200`,
      ],
      '0',
      '/ 1000',
    ]);
    expect(told).toEqual(server.requests.map(({ wireBytes }) => `${wireBytes}/${wireBytes}`));
    expect(recorder.line).toBe(`S1 F1 S2 Connecting ${leg} ${leg} ${leg} ${ended} F2 DONE`);
  });

  test.each([
    ['PUT', '{}'],
    ['DELETE', 'why'],
    ['QUERY', 'a=b'],
  ])('of %s goes without it likewise', async (method, body) => {
    const { server, http, recorder } = await to();
    http.setUser(jane, password);
    http.request(new HttpRequestHeader(method, '/'), body);

    await recorder.settled();

    expect(server.log.map((line) => line.split(' ').slice(3).join(' '))).toEqual([
      `plain ${body.length} bytes: 401`,
      'negotiate 0 bytes: 401',
      `authenticate(${jane}) ${body.length} bytes: 200`,
    ]);
  });

  test('that can be sent but once cannot be, before the server is known', async () => {
    const server = await NtlmServer.listen();
    const http = httpTo(server);

    const { story, error } = await endsCleanly(
      http,
      () => {
        http.setUser(jane, password);
        http.post('/', Readable.from(['once']));
      },
      () => http.get('/next'),
    );

    expect([story.replace(/q\d+\/\d+/g, 'q'), error, server.log[0]]).toEqual([
      `S1 F1 S2 Connecting ${leg} F2!AuthenticationRequiredError DONE! Closing Unconnected`,
      'AuthenticationRequiredError: Authentication required, and the body is a stream that cannot be sent again',
      '0 POST / plain 4 bytes: 401',
    ]);
  });

  test('that can be sent but once is kept for the third message where the server is known', async () => {
    const { server, http, recorder } = await to();
    http.setUser(jane, password);
    http.get('/');
    http.close();
    http.post('/', Readable.from(['once']));

    await recorder.settled();

    expect([server.log.slice(3), text(http.readAll())]).toEqual([
      ['1 POST / negotiate 0 bytes: 401', String.raw`1 POST / authenticate(CORP\jane) 4 bytes: 200`],
      '/ 4',
    ]);
  });

  test('goes whole with a first message that nobody has asked for: it may be taken for the request', async () => {
    const { server, http, recorder } = await to({ open: '/open' });
    http.setUser(jane, password);
    http.get('/');
    http.close();
    http.post('/open', 'body');

    await recorder.settled();

    expect([server.log.slice(3), text(http.readAll())]).toEqual([['1 POST /open negotiate 4 bytes: 200'], '/open 4']);
  });

  test('is sent after all where the server takes the request without it for the whole', async () => {
    const { server, http, recorder } = await to({ open: '/open' });
    http.setUser(jane, password);
    http.get('/');
    http.close();
    http.post('/open', Readable.from(['once']));

    await recorder.settled();

    expect([server.log.slice(3), text(http.readAll())]).toEqual([
      ['1 POST /open negotiate 0 bytes: 200', '1 POST /open negotiate 4 bytes: 200'],
      '/open 4',
    ]);
    expect(recorder.line).toMatch(/ S4 Connecting Sending q Reading Sending q Reading H200 p y Connected F4 DONE$/);
  });
});

describe('a connection that NTLM has authenticated', () => {
  test('carries further requests without a message', async () => {
    const { server, http, recorder } = await to();
    http.setUser(jane, password);
    http.get('/1');
    http.get('/2');
    http.post('/3', 'body');
    http.head('/4');

    await recorder.settled();

    expect(server.log.slice(2)).toEqual([
      String.raw`0 GET /1 authenticate(CORP\jane) 0 bytes: 200`,
      '0 GET /2 plain 0 bytes: 200',
      '0 POST /3 plain 4 bytes: 200',
      '0 HEAD /4 plain 0 bytes: 200',
    ]);
  });

  test('is not used for nobody: that would be in the name of the first', async () => {
    const { server, http, recorder } = await to();
    http.setUser(jane, password);
    http.get('/1');
    http.setUser('', '');
    http.get('/2');

    await recorder.settled();

    expect(server.log.slice(3)).toEqual(['1 GET /2 plain 0 bytes: 401']);
  });

  test('says nothing of the next one, which begins with the first message at once', async () => {
    const { server, http, recorder } = await to();
    http.setUser(jane, password);
    http.get('/1');
    http.close();
    http.get('/2');

    await recorder.settled();

    expect(server.log.slice(3)).toEqual([
      '1 GET /2 negotiate 0 bytes: 401',
      String.raw`1 GET /2 authenticate(CORP\jane) 0 bytes: 200`,
    ]);
  });

  test('that the server has closed since is opened and authenticated anew', async () => {
    let isClosing = false;
    const { server, http, recorder } = await to({
      closesAt: (_leg, connection) => (isClosing && connection === 0 ? 'unanswered' : undefined),
    });
    http.setUser(jane, password);
    http.get('/1');
    await recorder.settled();
    isClosing = true;
    http.get('/2');

    await recorder.settled();

    expect(server.log.slice(3)).toEqual([
      '0 GET /2 plain 0 bytes: closed',
      '1 GET /2 negotiate 0 bytes: 401',
      String.raw`1 GET /2 authenticate(CORP\jane) 0 bytes: 200`,
    ]);
  });

  test('is authenticated anew for another user', async () => {
    const { server, http, recorder } = await to();
    http.setUser(jane, password);
    http.get('/1');
    http.setUser('jürgen@corp.example', 'größer als ß');
    http.get('/2');

    await recorder.settled();

    expect([server.faults, server.log.slice(3)]).toEqual([
      [],
      ['1 GET /2 negotiate 0 bytes: 401', String.raw`1 GET /2 authenticate(\jürgen@corp.example) 0 bytes: 200`],
    ]);
  });

  test('does not authenticate another host', async () => {
    const { server, http, recorder } = await to();
    const other = await RawServer.answering(
      () => 'HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n',
    );
    http.setUser(jane, password);
    http.get('/1');
    http.setHost('127.0.0.1', other.port);
    http.get('/2');

    await recorder.settled();

    expect([server.log.length, other.requests.map(({ fields }) => fields['authorization'])]).toEqual([3, [undefined]]);
    expect(recorder.line).toMatch(/ S4 Connecting Sending q Reading a\(\) F4!AuthenticationRequiredError /);
  });
});

describe('a server that closes inside the handshake', () => {
  /** Closes so often at this message. */
  const closingAt = (at: string, how: 'unanswered' | 'answered', times = 1): NtlmServerOptions => {
    let count = 0;
    return { closesAt: (seen) => (seen === at && count++ < times ? how : undefined) };
  };

  test('without an answer to the first message is asked again on a new connection', async () => {
    const { server, http, recorder } = await to(closingAt('negotiate', 'unanswered'));
    http.setUser(jane, password);
    http.get('/');

    await recorder.settled();

    expect(server.log).toEqual([
      '0 GET / plain 0 bytes: 401',
      '0 GET / negotiate 0 bytes: closed',
      '1 GET / negotiate 0 bytes: 401',
      String.raw`1 GET / authenticate(CORP\jane) 0 bytes: 200`,
    ]);
    expect(recorder.line).toBe(
      `S1 F1 S2 Connecting ${leg} Sending q Closing Unconnected Connecting ${leg} ${leg} ${ended} F2 DONE`,
    );
  });

  test('without an answer to the third message is given all of them on a new connection', async () => {
    const { server, http, recorder } = await to(closingAt('authenticate', 'unanswered'));
    http.setUser(jane, password);
    http.get('/');

    await recorder.settled();

    expect(server.log.slice(2)).toEqual([
      String.raw`0 GET / authenticate(CORP\jane) 0 bytes: closed`,
      '1 GET / negotiate 0 bytes: 401',
      String.raw`1 GET / authenticate(CORP\jane) 0 bytes: 200`,
    ]);
  });

  test('with its challenge once is given the first message anew', async () => {
    const { server, http, recorder } = await to(closingAt('negotiate', 'answered'));
    http.setUser(jane, password);
    http.get('/');

    await recorder.settled();

    expect([http.error(), server.log.slice(1)]).toEqual([
      ErrorCode.NoError,
      [
        '0 GET / negotiate 0 bytes: 401',
        '1 GET / negotiate 0 bytes: 401',
        String.raw`1 GET / authenticate(CORP\jane) 0 bytes: 200`,
      ],
    ]);
  });

  test('with each of its challenges is given up in the end', async () => {
    const server = await NtlmServer.listen(closingAt('negotiate', 'answered', Infinity));
    const http = httpTo(server);
    const good = await RawServer.answering(() => 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');

    const { error } = await endsCleanly(
      http,
      () => {
        http.setUser(jane, password);
        http.get('/');
      },
      () => {
        http.setHost('127.0.0.1', good.port);
        http.get('/');
      },
    );

    expect([error, server.log.map((line) => line.split(' ')[3])]).toEqual([
      'AuthenticationRequiredError: Authentication required',
      ['plain', 'negotiate', 'negotiate', 'negotiate'],
    ]);
  });

  test('that answers with the first challenge already is reached by the next connection', async () => {
    const { server, http, recorder } = await to(closingAt('plain', 'answered'));
    http.setUser(jane, password);
    http.get('/');

    await recorder.settled();

    expect([http.error(), server.log.slice(1)]).toEqual([
      ErrorCode.NoError,
      ['1 GET / negotiate 0 bytes: 401', String.raw`1 GET / authenticate(CORP\jane) 0 bytes: 200`],
    ]);
  });
});

describe('a proxy that wants NTLM', () => {
  async function through(options: NtlmServerOptions = {}) {
    const proxy = await NtlmServer.listen({ role: 'proxy', ...options });
    const http = new QHttp();
    atEnd(() => http.destroy());
    return { proxy, http, recorder: new Recorder(http) };
  }

  test('is given the three messages with absolute URIs, and then the requests to all hosts', async () => {
    const { proxy, http, recorder } = await through();
    http.setProxy('127.0.0.1', proxy.port, jane, password);
    http.setHost('one.example');
    http.get('/1');
    http.get('/2');
    http.setHost('two.example');
    http.get('/3');

    await recorder.settled();

    expect([proxy.log, proxy.faults]).toEqual([
      [
        '0 GET http://one.example/1 plain 0 bytes: 407',
        '0 GET http://one.example/1 negotiate 0 bytes: 407',
        String.raw`0 GET http://one.example/1 authenticate(CORP\jane) 0 bytes: 200`,
        '0 GET http://one.example/2 plain 0 bytes: 200',
        '0 GET http://two.example/3 plain 0 bytes: 200',
      ],
      [],
    ]);
  });

  test.each([
    ['nobody', [] as const, ['1 GET http://one.example/2 plain 0 bytes: 407']],
    [
      'another',
      [String.raw`CORP\Jürgen`, 'größer als ß'] as const,
      [
        '1 GET http://one.example/2 negotiate 0 bytes: 407',
        String.raw`1 GET http://one.example/2 authenticate(CORP\Jürgen) 0 bytes: 200`,
      ],
    ],
  ])('is asked by %s over another connection', async (_who, login, legs) => {
    const { proxy, http, recorder } = await through();
    http.setProxy('127.0.0.1', proxy.port, jane, password);
    http.setHost('one.example');
    http.get('/1');
    http.setProxy('127.0.0.1', proxy.port, ...login);
    http.setHost('one.example');
    http.get('/2');

    await recorder.settled();

    expect(proxy.log.slice(3)).toEqual(legs);
  });

  test('leads to HTTPS by a tunnel, on the connection that it has authenticated', async () => {
    const secure = await RawServer.answeringTls(signed.localhost, ({ path, fields }) =>
      ok(`${path} ${fields['proxy-authorization'] ?? 'no credentials'}`),
    );
    const proxy = await NtlmServer.listen({ role: 'proxy' });
    const http = new QHttp({ tls: { ca: rootCertificate } });
    atEnd(() => http.destroy());
    const recorder = new Recorder(http);
    http.setProxy('127.0.0.1', proxy.port, jane, password);
    http.setHost('localhost', ConnectionMode.Https, secure.port);
    http.post('/1', Readable.from(['once']));
    http.get('/2');
    http.close();
    http.get('/3');

    await recorder.settled();

    const connect = `CONNECT localhost:${secure.port}`;
    expect([proxy.log, proxy.faults, text(http.readAll())]).toEqual([
      [
        `0 ${connect} plain 0 bytes: 407`,
        `0 ${connect} negotiate 0 bytes: 407`,
        `0 ${connect} authenticate(${jane}) 0 bytes: 200`,
        `1 ${connect} negotiate 0 bytes: 407`,
        `1 ${connect} authenticate(${jane}) 0 bytes: 200`,
      ],
      [],
      '/3 no credentials',
    ]);
    expect(recorder.line).toBe(
      `S1 F1 S2 F2 S3 Connecting ${leg} ${ended} F3 S4 ${leg} ${ended} F4` +
        ` S5 Closing Unconnected F5 S6 Connecting ${leg} ${ended} F6 DONE`,
    );
  });

  test('by a tunnel: refuses, and the command fails', async () => {
    const { proxy, http, recorder } = await through();
    http.setProxy('127.0.0.1', proxy.port, jane, 'wrong');
    http.setHost('localhost', ConnectionMode.Https, 443);
    http.get('/');

    await recorder.settled();

    expect([recorder.line, proxy.log.map((line) => line.split(' ')[3]), proxy.faults]).toEqual([
      'S1 F1 S2 F2 S3 Connecting b() F3!ProxyAuthenticationRequiredError DONE! Unconnected',
      ['plain', 'negotiate', String.raw`authenticate(CORP\jane)`],
      ['NTProofStr is wrong'],
    ]);
  });

  test('is not sent a body with its first message', async () => {
    const { proxy, http, recorder } = await through();
    http.setProxy('127.0.0.1', proxy.port, jane, password);
    http.setHost('one.example');
    http.post('/', 'body');

    await recorder.settled();

    expect(proxy.log.map((line) => line.split(' ').slice(3).join(' '))).toEqual([
      'plain 4 bytes: 407',
      'negotiate 0 bytes: 407',
      String.raw`authenticate(CORP\jane) 4 bytes: 200`,
    ]);
  });

  test('asks a person, who is not shown the password that was refused', async () => {
    const { proxy, http, recorder } = await through();
    http.proxyAuthenticationRequired$.subscribe(({ authenticator }) => authenticator.setPassword(password));
    http.setProxy('127.0.0.1', proxy.port, jane, 'wrong');
    http.setHost('one.example');
    http.get('/');

    await recorder.settled();

    expect([recorder.story.replace(/q\d+\/\d+/g, 'q'), proxy.faults]).toEqual([
      `S1 F1 S2 F2 S3 Connecting ${leg} ${leg} ${leg} b()@http:127.0.0.1:${proxy.port},${jane} ${leg} ${leg}` +
        ' H200:OK p21/21 y Connected F3 DONE',
      ['NTProofStr is wrong'],
    ]);
  });

  test('refuses: the command fails, and nothing goes to the host', async () => {
    const { proxy, http, recorder } = await through();
    http.setProxy('127.0.0.1', proxy.port, jane, 'wrong');
    http.setHost('one.example');
    http.get('/');

    await recorder.settled();

    expect(recorder.line).toBe(
      `S1 F1 S2 F2 S3 Connecting ${leg} ${leg} ${leg} b()` +
        ' F3!ProxyAuthenticationRequiredError DONE! Closing Unconnected',
    );
  });
});
