import { ConnectionMode, QHttp, type NetworkProxy, type QHttpOptions } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { rootCertificate, signed } from '../support/certificates/certificates.js';
import { endsCleanly } from '../support/ends-cleanly.js';
import type { RawConnection } from '../support/raw-connection.js';
import { RawServer, type Serve } from '../support/raw-server.js';
import type { Recorder } from '../support/recorder.js';
import { turn } from '../support/turn.js';

/** Words that nobody but the host may see. */
const words = ['hidden-path', 'hidden-body', 'hidden-field', 'hidden-password', btoa('user:hidden-password')];

interface Tunnelled {
  readonly story: string;
  /** With PROXY and HOST for where they are. */
  readonly error: string;
  /** What the proxy got to see of the request in clear text. */
  readonly leaked: readonly string[];
}

/** Whatever a proxy is sent is written down here, in Latin-1. */
class Ear {
  #heard = '';

  /** Reads the head of a request. */
  async head(connection: RawConnection): Promise<string> {
    const head = await connection.head();
    this.#heard += head;
    return head;
  }

  /** Reads everything until the end. */
  async rest(connection: RawConnection): Promise<void> {
    this.#heard += await connection.rest();
  }

  get leaked(): string[] {
    return words.filter((word) => this.#heard.includes(word));
  }
}

interface Play {
  readonly proxy?: Partial<NetworkProxy>;
  readonly options?: QHttpOptions;
  readonly mode?: ConnectionMode;
  readonly host?: string;
  /** Called when the commands have been given. */
  readonly meanwhile?: (recorder: Recorder, http: QHttp) => unknown;
}

/** How a POST ends through a proxy that does this; the next request goes directly to another server. */
async function through(serve: Serve, ear: Ear, play: Play = {}): Promise<Tunnelled> {
  const { proxy = {}, options = {}, mode = ConnectionMode.Https, host = 'localhost', meanwhile } = play;
  const { port } = await RawServer.listen(serve);
  const good = await RawServer.answering(() => ok('fine'));
  const http = new QHttp({ tls: { ca: rootCertificate }, ...options });
  atEnd(() => http.destroy());
  const { story, error } = await endsCleanly(
    http,
    async (recorder) => {
      http.setProxy({ type: 'http', host: '127.0.0.1', port, ...proxy });
      http.setHost(host, mode, 4433);
      http.setUser('user', 'hidden-password');
      http
        .post$('/hidden-path', 'hidden-body', { headers: { 'X-Own': 'hidden-field' } })
        .subscribe({ error: () => undefined });
      await meanwhile?.(recorder, http);
    },
    () => {
      http.setProxy('', 0);
      http.setHost('127.0.0.1', good.port);
      http.get('/next');
    },
  );
  const shown = (text: string) => text.replaceAll(`127.0.0.1:${port}`, 'PROXY').replaceAll(`${host}:4433`, 'HOST');
  return { story: shown(story), error: shown(error), leaked: ear.leaked };
}

const prelude = 'S1 F1 S2 F2 S3 F3 S4 Connecting';
const ends = (code: string) => `${prelude} F4!${code} DONE! Unconnected`;

/** Aborts when the proxy has nothing more to say. */
async function abortAtRest(recorder: Recorder, http: QHttp): Promise<void> {
  await recorder.until(() => recorder.line.includes('Connecting'));
  for (let i = 0; i < 50; i++) await turn();
  http.abort();
}

describe('a proxy that answers CONNECT', () => {
  /** Answers each CONNECT with the next of these, the last one for ever; closes behind `Connection: close`. */
  function answering(ear: Ear, ...answers: readonly string[]): Serve {
    let count = 0;
    return async (connection) => {
      while (true) {
        await ear.head(connection);
        const answer = answers[Math.min(count++, answers.length - 1)] ?? '';
        connection.send(answer);
        if (/^(Proxy-)?Connection: close/m.test(answer)) {
          connection.end();
          return;
        }
      }
    };
  }

  const answered = (answer: string | readonly string[], play?: Play) => {
    const ear = new Ear();
    return through(answering(ear, ...[answer].flat()), ear, play);
  };

  const wanted = (challenges: readonly string[], more = 'Content-Length: 0\r\n\r\n') =>
    `HTTP/1.1 407 Wanted\r\n${challenges.map((value) => `Proxy-Authenticate: ${value}\r\n`).join('')}${more}`;
  const basic = 'Basic realm="cache"';
  const digest = 'Digest realm="cache", nonce="n", qop="auth"';
  const known = { proxy: { user: 'porter', password: 'gate' } };
  const refused = 'ProxyAuthenticationRequiredError';

  test.each([
    ['Bad Gateway', 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 5\r\n\r\nsorry', '502 Bad Gateway'],
    ['Forbidden, without a length', 'HTTP/1.1 403 Forbidden\r\n\r\n<html>', '403 Forbidden'],
    ['no reason', 'HTTP/1.1 503\r\n\r\n', '503'],
    ['a redirect', 'HTTP/1.1 302 Found\r\nLocation: https://evil.example/\r\n\r\n', '302 Found'],
    ['a challenge of a server', `HTTP/1.1 401 No\r\nWWW-Authenticate: ${basic}\r\n\r\n`, '401 No'],
    ['Switching Protocols', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n', '101 Switching Protocols'],
  ])('by %s refuses', async (_what, answer, reason) => {
    expect(await answered(answer)).toEqual({
      story: ends('UnknownError'),
      error: `UnknownError: The proxy PROXY refused the way to HOST: ${reason}`,
      leaked: [],
    });
  });

  test.each([
    ['garbage', 'garbage garbage garbage\r\n\r\n'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
    ['HTTP/2', 'HTTP/2.0 200 OK\r\n\r\n'],
    ['HTTP/0.9', '<html>welcome</html>'],
    ['a status that is none', 'HTTP/1.1 2000 OK\r\n\r\n'],
    ['no status', 'HTTP/1.1  \r\n\r\n'],
    ['blank lines', '\r\n\r\n\r\n\r\n'],
    ['lines that end with LF alone', 'HTTP/1.1 200 OK\n\n'],
    ['noise', '\xa5'.repeat(100)],
    ['zeros', '\0'.repeat(100)],
  ])('by %s says nothing that is HTTP', async (_what, answer) => {
    expect(await answered(answer)).toEqual({
      story: ends('InvalidResponseHeader'),
      error: 'InvalidResponseHeader: The proxy PROXY answered CONNECT with something that is not HTTP',
      leaked: [],
    });
  });

  test.each([
    ['in one field', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`],
    ['in many fields', `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}\r\n`],
    ['without an end', `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}`],
    ['in a reason', `HTTP/1.1 200 ${'OK'.repeat(40_000)}`],
    ['in interim answers', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(4_000)],
  ])('by too large a head is stopped: %s', async (_what, answer) => {
    expect(await answered(answer)).toEqual({
      story: ends('InvalidResponseHeader'),
      error: 'InvalidResponseHeader: The proxy PROXY answered CONNECT with a head that is too large',
      leaked: [],
    });
  });

  test.each([
    ['a body of a declared length', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'],
    ['a body in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n'],
    ['bytes behind the head', 'HTTP/1.1 200 OK\r\n\r\nhello'],
    ['a second answer', 'HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil'],
  ])('by 200 and %s is not trusted', async (_what, answer) => {
    expect(await answered(answer)).toEqual({
      story: ends('UnknownError'),
      error: 'UnknownError: The proxy PROXY sent bytes of its own into the tunnel',
      leaked: [],
    });
  });

  test('by 200 and, later, an answer in the place of the host gets no request', async () => {
    const ear = new Ear();
    const seen = await through(async (connection) => {
      await ear.head(connection);
      connection.send('HTTP/1.1 200 OK\r\n\r\n');
      await connection.take(1);
      connection.send('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil');
      await ear.rest(connection);
    }, ear);

    expect(seen).toEqual({
      story: `${prelude} Sending F4!UnknownError DONE! Closing Unconnected`,
      error: 'UnknownError: HTTP request failed',
      leaked: [],
    });
  });

  test.each([
    ['a length that means nothing', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n'],
    [
      'interim answers before it',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.0 200 OK\r\n\r\n',
    ],
    ['another number of success', 'HTTP/1.1 204 Go\r\n\r\n'],
  ])('by 200 with %s leads to the host', async (_what, answer) => {
    const server = await RawServer.answeringTls(signed.localhost, ({ path }) => ok(path));
    const ear = new Ear();
    const relay: Serve = async (connection) => {
      await ear.head(connection);
      connection.send(answer);
      connection.relayTo(server.port);
    };

    const { story, error, leaked } = await through(relay, ear);

    expect([story.replace(/q\d+\/\d+/, 'q'), error, leaked, server.lastRequest.body.toString()]).toEqual([
      `${prelude} Sending q Reading H200:OK p12/12 Connected F4 DONE`,
      'NoError: Unknown error',
      [],
      'hidden-body',
    ]);
  });

  test.each([
    ['at once', (connection: RawConnection) => connection.drain().end()],
    ['when it has read CONNECT', (connection: RawConnection) => connection.head().then(() => connection.end())],
    ['inside the status line', (connection: RawConnection) => connection.head().then(() => connection.end('HTTP/1.'))],
    [
      'inside a field',
      (connection: RawConnection) => connection.head().then(() => connection.end('HTTP/1.1 200 OK\r\nX')),
    ],
    [
      'before the blank line',
      (connection: RawConnection) => connection.head().then(() => connection.end('HTTP/1.1 200 OK\r\n')),
    ],
    [
      'behind an interim answer',
      (connection: RawConnection) => connection.head().then(() => connection.end('HTTP/1.1 100 Go\r\n\r\n')),
    ],
  ])('by closing %s ends the command', async (_when, serve) => {
    expect(await through(serve, new Ear())).toEqual({
      story: ends('UnexpectedClose'),
      error: 'UnexpectedClose: The proxy PROXY closed the connection before the tunnel stood',
      leaked: [],
    });
  });

  test.each([
    ['when it has read CONNECT', ''],
    ['inside a head', 'HTTP/1.1 200 O'],
    ['behind a head that refuses', 'HTTP/1.1 407 No\r\nContent-Length: 5\r\n\r\nhe'],
  ])('by a reset %s ends the command', async (_when, answer) => {
    const { story, leaked } = await through(async (connection) => {
      await connection.head();
      if (answer !== '') await connection.sent(answer);
      connection.reset();
    }, new Ear());

    expect([story, leaked]).toEqual([ends('UnexpectedClose'), []]);
  });

  test.each([
    ['silence', ''],
    ['half a head', 'HTTP/1.1 200 OK\r\nX: '],
    ['an interim answer', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['a challenge whose body does not come', wanted([basic], 'Content-Length: 5\r\n\r\nhe')],
  ])('by %s is let go of by an abort', async (_what, answer) => {
    const seen = await answered(answer, { ...known, meanwhile: abortAtRest });

    expect(seen).toEqual({
      story: `${prelude} F4!Aborted DONE! Closing Unconnected`,
      error: 'Aborted: Request aborted',
      leaked: [],
    });
  });

  test('byte by byte for ever is let go of by an abort', async () => {
    const ear = new Ear();
    const seen = await through(
      async (connection) => {
        await ear.head(connection);
        connection.send('HTTP/1.1 200 OK\r\nX: ');
        await connection
          .drain()
          .sendForever('x')
          .catch(() => undefined);
      },
      ear,
      { meanwhile: abortAtRest },
    );

    expect([seen.story, seen.leaked]).toEqual([`${prelude} F4!Aborted DONE! Closing Unconnected`, []]);
  });

  describe('by a challenge', () => {
    test.each([
      ['without a body', 'Content-Length: 0\r\n\r\n'],
      ['with a body', 'Content-Length: 5\r\n\r\nsorry'],
      ['with a body, and closes', 'Connection: close\r\nContent-Length: 5\r\n\r\nsorry'],
      [
        'with a body, and Proxy-Connection says that it closes',
        'Proxy-Connection: close\r\nContent-Length: 5\r\n\r\nsorry',
      ],
      ['with a body until it closes', 'Connection: close\r\n\r\nsorry'],
    ])('%s, for ever, gets one answer by Basic and one by Digest', async (_how, more) => {
      const story = `${prelude} b(cache)@http:PROXY,porter F4!${refused} DONE! Unconnected`;
      const error = `${refused}: Proxy authentication required`;
      const byBasic = await answered(wanted([basic], more), known);
      const byDigest = await answered(wanted([digest], more), known);

      expect([byBasic, byDigest]).toEqual([
        { story, error, leaked: [] },
        { story, error, leaked: [] },
      ]);
    });

    test.each([
      ['in chunks', wanted([basic], 'Transfer-Encoding: chunked\r\n\r\n5\r\nsorry\r\n0\r\n\r\n')],
      ['of a length that is none', wanted([basic], 'Content-Length: x\r\n\r\nsorry')],
      ['of a megabyte', wanted([basic], `Content-Length: 1000000\r\n\r\n${'x'.repeat(1_000_000)}`)],
      ['of unknown length', wanted([basic], '\r\nsorry')],
    ])('with a body %s is answered over another connection', async (_how, answer) => {
      const ear = new Ear();
      const heads: string[] = [];
      const { story, leaked } = await through(
        async (connection, index) => {
          heads.push(`${index} ${String((await ear.head(connection)).includes('Proxy-Authorization'))}`);
          connection.drain().send(answer);
        },
        ear,
        known,
      );

      expect([story, heads, leaked]).toEqual([
        `${prelude} b(cache)@http:PROXY,porter F4!${refused} DONE! Unconnected`,
        ['0 false', '1 true'],
        [],
      ]);
    });

    test.each([
      ['of an unknown scheme', ['Kerberos']],
      ['of Digest that cannot be answered, beside Basic', [`${digest}, algorithm=SHA-1`, basic]],
      ['that is missing', []],
    ])('%s is no question', async (_what, challenges) => {
      expect(await answered(wanted(challenges), known)).toEqual({
        story: ends(refused),
        error: `${refused}: Unknown authentication method`,
        leaked: [],
      });
    });

    test('with a new nonce that is called stale, for ever, gets three answers', async () => {
      const ear = new Ear();
      let count = 0;
      const { story } = await through(
        async (connection) => {
          while (true) {
            await ear.head(connection);
            connection.send(wanted([`Digest realm="cache", nonce="n${count++}", qop="auth", stale=true`]));
          }
        },
        ear,
        known,
      );

      expect([story, count]).toEqual([`${prelude} b(cache)@http:PROXY,porter F4!${refused} DONE! Unconnected`, 4]);
    });

    test('of NTLM, for ever, gets the first message', async () => {
      const ear = new Ear();
      const messages: (number | undefined)[] = [];
      const { story, error } = await through(
        async (connection) => {
          while (true) {
            const token = /^Proxy-Authorization: NTLM (.*)$/m.exec(await ear.head(connection))?.[1];
            messages.push(token === undefined ? undefined : Buffer.from(token, 'base64').readUInt32LE(8));
            connection.send(wanted(['NTLM']));
          }
        },
        ear,
        known,
      );

      expect([story, error, messages]).toEqual([
        `${prelude} b()@http:PROXY,porter F4!${refused} DONE! Unconnected`,
        `${refused}: Proxy authentication required`,
        [undefined, 1],
      ]);
    });

    test.each([
      ['no base64', 'NTLM ~~~'],
      ['noise', `NTLM ${Buffer.alloc(100, 0xa5).toString('base64')}`],
    ])('of NTLM with %s is given up', async (_what, second) => {
      const { story, leaked } = await answered([wanted(['NTLM']), wanted([second])], known);

      expect([story.replace(/ b\(.*porter/, ''), leaked]).toEqual([ends(refused), []]);
    });

    test('without anybody who answers tells nothing of the host', async () => {
      expect(await answered(wanted([basic]))).toEqual({
        story: `${prelude} b(cache)@http:PROXY F4!${refused} DONE! Unconnected`,
        error: `${refused}: Proxy authentication required`,
        leaked: [],
      });
    });

    test('that then sends bytes nobody asked for is answered over another connection', async () => {
      const ear = new Ear();
      const heads: number[] = [];
      const { story } = await through(
        async (connection, index) => {
          await ear.head(connection);
          heads.push(index);
          connection.drain().send(`${wanted([basic])}HTTP/1.1 200 OK\r\n\r\n`);
        },
        ear,
        known,
      );

      expect([story, heads]).toEqual([`${prelude} b(cache)@http:PROXY,porter F4!${refused} DONE! Unconnected`, [0, 1]]);
    });
  });
});

describe('a SOCKS proxy', () => {
  const socks = (user?: string, password = 'gate'): Play => ({
    proxy: { type: 'socks5', ...(user !== undefined && { user, password }) },
    mode: ConnectionMode.Http, // whatever is said too early is said in clear text
  });

  /** Reads what the client offers and answers that; then goes on. */
  function chooses(ear: Ear, reply: Uint8Array, then?: (connection: RawConnection) => unknown): Serve {
    return async (connection) => {
      await connection.take(4);
      connection.send(reply);
      await then?.(connection);
      await ear.rest(connection);
    };
  }

  /** Takes no password, reads the request and replies that. */
  function replies(ear: Ear, reply: Uint8Array, isLast = false): Serve {
    return chooses(ear, Buffer.of(5, 0), async (connection) => {
      const [, , , , length = 0] = await connection.take(5);
      await connection.take(length + 2);
      connection.send(reply);
      if (isLast) connection.end();
    });
  }

  const play = (serveFor: (ear: Ear) => Serve, how: Play = socks()) => {
    const ear = new Ear();
    return through(serveFor(ear), ear, how);
  };

  const foreign = {
    story: ends('UnknownError'),
    error: 'UnknownError: The proxy PROXY does not speak SOCKS 5',
    leaked: [],
  };

  test.each([
    ['version 4', Buffer.of(0, 90, 0, 0, 0, 0, 0, 0)],
    ['version 6', Buffer.of(6, 0)],
    ['HTTP', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['noise', Buffer.alloc(100, 0xa5)],
  ])('that speaks %s is none', async (_what, reply) => {
    expect(await play((ear) => chooses(ear, reply))).toEqual(foreign);
  });

  test.each([
    ['none', 0xff],
    ['GSSAPI, which nobody offered', 1],
    ['one of its own, which nobody offered', 0x80],
  ])('whose method is %s ends the command', async (_what, method) => {
    expect(await play((ear) => chooses(ear, Buffer.of(5, method)), socks('porter'))).toEqual({
      story: ends('ProxyAuthenticationRequiredError'),
      error: 'ProxyAuthenticationRequiredError: The proxy PROXY takes neither a password nor none',
      leaked: [],
    });
  });

  describe('that wants a password', () => {
    const logsIn = (ear: Ear, reply: Uint8Array, seen: string[] = []): Serve =>
      chooses(ear, Buffer.of(5, 2), async (connection) => {
        const [, user = 0] = await connection.take(2);
        seen.push((await connection.take(user)).toString());
        const [password = 0] = await connection.take(1);
        seen.push((await connection.take(password)).toString());
        connection.send(reply);
      });

    test('refuses a wrong one', async () => {
      const seen: string[] = [];

      expect(await play((ear) => logsIn(ear, Buffer.of(1, 1), seen), socks('porter', 'wrong'))).toEqual({
        story: ends('ProxyAuthenticationRequiredError'),
        error: 'ProxyAuthenticationRequiredError: The proxy PROXY wants a user and a password that it takes',
        leaked: [],
      });
      expect(seen).toEqual(['porter', 'wrong']);
    });

    test('asks, and nobody answers', async () => {
      expect(await play((ear) => chooses(ear, Buffer.of(5, 2)))).toEqual({
        story: `${prelude} b()@socks5:PROXY F4!ProxyAuthenticationRequiredError DONE! Unconnected`,
        error: 'ProxyAuthenticationRequiredError: Proxy authentication required',
        leaked: [],
      });
    });

    test('answers with another protocol', async () => {
      expect(await play((ear) => logsIn(ear, Buffer.of(5, 0)), socks('porter'))).toEqual(foreign);
    });

    test.each([
      ['a user of 256 bytes', 'u'.repeat(256), 'p'],
      ['a user of 256 bytes in UTF-8', 'ü'.repeat(128), 'p'],
      ['a password of 256 bytes', 'u', 'p'.repeat(256)],
      ['an empty user', '', 'p'],
    ])('cannot be told %s', async (_what, user, password) => {
      expect(await play((ear) => chooses(ear, Buffer.of(5, 2)), socks(user, password))).toEqual({
        story: ends('ProxyAuthenticationRequiredError'),
        error:
          'ProxyAuthenticationRequiredError: ' +
          'The proxy PROXY takes a user of 1 to 255 bytes and a password of 255 bytes at most',
        leaked: [],
      });
    });
  });

  test.each([
    [1, 'UnknownError', 'general failure'],
    [2, 'UnknownError', 'not allowed'],
    [3, 'UnknownError', 'network unreachable'],
    [4, 'HostNotFound', 'host unreachable'],
    [5, 'ConnectionRefused', 'connection refused'],
    [6, 'UnknownError', 'time to live expired'],
    [7, 'UnknownError', 'command not supported'],
    [8, 'UnknownError', 'address type not supported'],
    [9, 'UnknownError', 'reply 9'],
    [255, 'UnknownError', 'reply 255'],
  ])('that replies %i ends the command by %s', async (code, error, reason) => {
    const whole = await play((ear) => replies(ear, Buffer.of(5, code, 0, 1, 0, 0, 0, 0, 0, 0)));
    const short = await play((ear) => replies(ear, Buffer.of(5, code)));

    const expected = {
      story: ends(error),
      error: `${error}: The proxy PROXY could not open the way to HOST: ${reason}`,
      leaked: [],
    };
    expect([whole, short]).toEqual([expected, expected]);
  });

  test.each([
    ['another version', Buffer.of(4, 0, 0, 1, 0, 0, 0, 0, 0, 0)],
    ['an address of no known kind', Buffer.of(5, 0, 0, 9, 0, 0, 0, 0, 0, 0)],
    ['noise', Buffer.alloc(100, 0xa5)],
  ])('that replies with %s is none', async (_what, reply) => {
    expect(await play((ear) => replies(ear, reply))).toEqual(foreign);
  });

  test('that sends bytes of its own behind its reply is not trusted', async () => {
    const reply = Buffer.concat([Buffer.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0), Buffer.from(ok('evil'))]);

    expect(await play((ear) => replies(ear, reply))).toEqual({
      story: ends('UnknownError'),
      error: 'UnknownError: The proxy PROXY sent bytes of its own into the tunnel',
      leaked: [],
    });
  });

  const halves: readonly (readonly [string, (ear: Ear) => Serve])[] = [
    ['nothing', (ear) => chooses(ear, Buffer.of())],
    ['half of its method', (ear) => chooses(ear, Buffer.of(5))],
    ['nothing to the request', (ear) => replies(ear, Buffer.of())],
    ['one byte of its reply', (ear) => replies(ear, Buffer.of(5))],
    ['a reply without an address', (ear) => replies(ear, Buffer.of(5, 0, 0))],
    ['a reply with half an address', (ear) => replies(ear, Buffer.of(5, 0, 0, 1, 127, 0))],
    ['a reply with half an address of IPv6', (ear) => replies(ear, Buffer.of(5, 0, 0, 4, 0, 0, 0, 0, 0, 0))],
    ['a reply with half a name', (ear) => replies(ear, Buffer.of(5, 0, 0, 3, 255, 97, 97))],
  ];

  test.each(halves)('that says %s, and then nothing, is let go of by an abort', async (_what, serveFor) => {
    expect(await play(serveFor, { ...socks(), meanwhile: abortAtRest })).toEqual({
      story: `${prelude} F4!Aborted DONE! Closing Unconnected`,
      error: 'Aborted: Request aborted',
      leaked: [],
    });
  });

  test.each(halves.slice(1))('that says %s, and closes, ends the command', async (_what, serveFor) => {
    const ear = new Ear();
    const serve = serveFor(ear);
    const closing: Serve = (connection, index) => {
      void serve(connection, index);
      return turn()
        .then(turn)
        .then(() => new Promise((resolve) => setImmediate(resolve)))
        .then(() => connection.end());
    };

    expect(await through(closing, ear, socks())).toEqual({
      story: ends('UnexpectedClose'),
      error: 'UnexpectedClose: The proxy PROXY closed the connection before the tunnel stood',
      leaked: [],
    });
  });

  test('that closes at once ends the command', async () => {
    expect(await play(() => (connection) => connection.drain().end())).toEqual({
      story: ends('UnexpectedClose'),
      error: 'UnexpectedClose: The proxy PROXY closed the connection before the tunnel stood',
      leaked: [],
    });
  });

  test('is not asked for a name of more than 255 bytes', async () => {
    const host = `${'a'.repeat(250)}.example`;

    expect(await play((ear) => chooses(ear, Buffer.of(5, 0)), { ...socks(), host })).toEqual({
      story: ends('HostNotFound'),
      error: `HostNotFound: The proxy PROXY cannot be given the name ${'a'.repeat(40)}`,
      leaked: [],
    });
  });

  test('that leads to a name of 255 bytes is told all of it', async () => {
    const host = `${'a'.repeat(247)}.example`;
    const seen: string[] = [];
    const ear = new Ear();
    await through(
      chooses(ear, Buffer.of(5, 0), async (connection) => {
        const [, , , kind = 0, length = 0] = await connection.take(5);
        seen.push(`${kind} ${(await connection.take(length)).toString()}`);
        connection.send(Buffer.of(5, 4));
      }),
      ear,
      { ...socks(), host },
    );

    expect(seen).toEqual([`3 ${host}`]);
  });
});
