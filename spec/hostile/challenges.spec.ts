import { ErrorCode, QHttp, type QHttpOptions } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { endsCleanly } from '../support/ends-cleanly.js';
import { httpTo } from '../support/http-to.js';
import type { SeenRequest } from '../support/raw-connection.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

function refusal(status: string, field: string, values: readonly string[]): string {
  const lines = values.map((value) => `${field}: ${value}\r\n`).join('');
  return `HTTP/1.1 ${status}\r\n${lines}Content-Length: 0\r\n\r\n`;
}

const unauthorized = (...challenges: string[]) => refusal('401 Unauthorized', 'WWW-Authenticate', challenges);
const proxyRefusal = (...challenges: string[]) => refusal('407 No', 'Proxy-Authenticate', challenges);

/** What a request carries, in short: `-`, `Basic user:secret`, `Digest nonce:count`, `NTLM message-type`. */
function credentials({ fields }: SeenRequest, field = 'authorization'): string {
  const value = fields[field] ?? '-';
  const [scheme = '', token = ''] = value.split(' ');
  if (scheme === 'Basic') return `Basic ${Buffer.from(token, 'base64').toString()}`;
  if (scheme === 'NTLM') return `NTLM ${Buffer.from(token, 'base64').readUInt32LE(8)}`;
  const [, nonce, count] = /nonce="((?:\\.|[^"])*)".*nc=0*(\d+)/.exec(value) ?? [];
  return nonce === undefined ? value : `Digest ${nonce}:${count ?? ''}`;
}

/** Answers each request with what `answer` makes of its number, counted from 0, and a request for /next with 200. */
async function server(answer: (count: number, request: SeenRequest) => string): Promise<RawServer> {
  let count = 0;
  return RawServer.answering((request) => (request.path.endsWith('/next') ? ok('x') : answer(count++, request)));
}

interface Refused {
  /** From `requestStarted` of the request on; without the numbers of what was sent. */
  readonly story: string;
  readonly error: string;
  /** What the requests carried, without the last one, which works. */
  readonly sent: readonly string[];
}

/** How a request ends whose user is `user` with the password `secret`. */
async function refused(raw: RawServer, options: QHttpOptions = {}): Promise<Refused> {
  const http = httpTo(raw, options);
  const { story, error } = await endsCleanly(http, () => {
    http.setUser('user', 'secret');
    http.get('/');
  });
  const shown = story
    .replace(/^S1 F1 /, '')
    .replaceAll(/q(\d+)\/\1\b/g, 'q')
    .replaceAll(`:${raw.port}`, ':PORT');
  return { story: shown, error, sent: raw.requests.slice(0, -1).map((request) => credentials(request)) };
}

const leg = 'Sending q Reading';
const failed = 'F2!AuthenticationRequiredError DONE! Closing Unconnected';
const unanswered = 'AuthenticationRequiredError: Authentication required';
const unknown = 'AuthenticationRequiredError: Unknown authentication method';
const asked = (realm: string) => `a(${realm})@127.0.0.1:PORT,user`;
const basic = 'Basic realm="area"';
const digest = (nonce: string, more = '') => `Digest realm="area", nonce="${nonce}", qop="auth"${more}`;

describe('a server that refuses for ever', () => {
  test('by Basic gets one answer', async () => {
    expect(await refused(await server(() => unauthorized(basic)))).toEqual({
      story: `S2 Connecting ${leg} ${leg} ${asked('area')} ${failed}`,
      error: unanswered,
      sent: ['-', 'Basic user:secret'],
    });
  });

  test('by Basic with another realm each time gets one answer: it would be the same', async () => {
    const { sent } = await refused(await server((count) => unauthorized(`Basic realm="${count}"`)));

    expect(sent).toEqual(['-', 'Basic user:secret']);
  });

  test('by Digest with a new nonce each time gets one answer', async () => {
    expect(await refused(await server((count) => unauthorized(digest(`n${count}`))))).toEqual({
      story: `S2 Connecting ${leg} ${leg} ${asked('area')} ${failed}`,
      error: unanswered,
      sent: ['-', 'Digest n0:1'],
    });
  });

  test('by a new nonce that is called stale each time gets three answers', async () => {
    expect(await refused(await server((count) => unauthorized(digest(`n${count}`, ', stale=true'))))).toEqual({
      story: `S2 Connecting ${leg} ${leg} ${leg} ${leg} ${asked('area')} ${failed}`,
      error: unanswered,
      sent: ['-', 'Digest n0:1', 'Digest n1:1', 'Digest n2:1'],
    });
  });

  test('by one nonce that is called stale each time gets one answer', async () => {
    const { sent } = await refused(await server(() => unauthorized(digest('n', ', stale=true'))));

    expect(sent).toEqual(['-', 'Digest n:1']);
  });

  test('by new realms of Digest, and by schemes in turn, gets three answers', async () => {
    const realms = await refused(
      await server((count) => unauthorized(`Digest realm="${count}", nonce="n${count}", qop="auth"`)),
    );
    const schemes = await refused(
      await server((count) => unauthorized([basic, digest('n'), 'NTLM', digest('m')][count % 4] ?? basic)),
    );

    expect([realms.sent, schemes.sent]).toEqual([
      ['-', 'Digest n0:1', 'Digest n1:1', 'Digest n2:1'],
      ['-', 'Basic user:secret', 'Digest n:1', 'NTLM 1'],
    ]);
  });

  test('and closes each time gets one answer', async () => {
    const answer = unauthorized(basic).replace('\r\n', '\r\nConnection: close\r\n');

    expect(await refused(await server(() => answer))).toEqual({
      story: `S2 Connecting ${leg} Closing Unconnected Connecting ${leg} ${asked('area')} ${failed}`,
      error: unanswered,
      sent: ['-', 'Basic user:secret'],
    });
  });

  test('is asked no more often than a person has another password', async () => {
    const raw = await server(() => unauthorized(basic));
    const http = httpTo(raw);
    const passwords = ['one', 'two', 'one', 'three'];
    http.authenticationRequired$.subscribe(({ authenticator }) => {
      authenticator.setUser('user');
      authenticator.setPassword(passwords.shift() ?? '');
    });

    const { error } = await endsCleanly(http, () => http.get('/'));

    expect([error, raw.requests.slice(0, -1).map((request) => credentials(request)), passwords]).toEqual([
      unanswered,
      ['-', 'Basic user:one', 'Basic user:two'],
      ['three'],
    ]);
  });

  test('by 407, though there is no proxy, learns nothing', async () => {
    const raw = await server(() => proxyRefusal(basic));
    const http = httpTo(raw);
    http.proxyAuthenticationRequired$.subscribe(({ authenticator }) => {
      authenticator.setUser('user');
      authenticator.setPassword('secret');
    });

    const { error } = await endsCleanly(http, () => {
      http.setUser('user', 'secret');
      http.get('/');
    });

    expect([
      error,
      raw.requests.map((request) => [credentials(request), credentials(request, 'proxy-authorization')]),
    ]).toEqual([
      'ProxyAuthenticationRequiredError: Proxy authentication required',
      [
        ['-', '-'],
        ['-', '-'],
      ],
    ]);
  });

  test('by 401 and 407 in turn, as a proxy, gets one answer to each', async () => {
    const raw = await server((count) => (count % 2 ? unauthorized(basic) : proxyRefusal(basic)));
    const http = new QHttp();
    atEnd(() => http.destroy());

    const { error } = await endsCleanly(http, () => {
      http.setProxy('127.0.0.1', raw.port, 'porter', 'gate');
      http.setHost('host.example');
      http.setUser('user', 'secret');
      http.get('/');
    });

    expect([
      error,
      raw.requests.slice(0, -1).map((request) => [credentials(request, 'proxy-authorization'), credentials(request)]),
    ]).toEqual([
      'ProxyAuthenticationRequiredError: Proxy authentication required',
      [
        ['-', '-'],
        ['Basic porter:gate', '-'],
        ['Basic porter:gate', 'Basic user:secret'],
      ],
    ]);
  });
});

describe('a challenge', () => {
  test.each([
    ['of an unknown scheme', 'Kerberos realm="x"'],
    ['of Negotiate alone', 'Negotiate'],
    ['that is empty', ''],
    ['that is no challenge', '"quoted", , = ,,'],
    ['of Digest without a nonce', 'Digest realm="area", qop="auth"'],
    ['of Digest with protections that nobody knows', 'Digest realm="area", nonce="n", qop="auth-conf"'],
    ['of Digest with an unknown algorithm', digest('n', ', algorithm=SHA-1')],
  ])('%s is no question: the command fails', async (_what, challenge) => {
    expect(await refused(await server(() => unauthorized(challenge)))).toEqual({
      story: `S2 Connecting ${leg} ${failed}`,
      error: unknown,
      sent: ['-'],
    });
  });

  test('that is missing is no question either', async () => {
    expect(await refused(await server(() => unauthorized()))).toEqual({
      story: `S2 Connecting ${leg} ${failed}`,
      error: unknown,
      sent: ['-'],
    });
  });

  test.each([
    ['in one field', [`${basic}, ${digest('n')}`]],
    ['in one field, the other way round', [`${digest('n')}, ${basic}`]],
    ['in two fields', [basic, digest('n')]],
    ['behind an unknown one', [`Kerberos a="b", x="y", ${basic}, ${digest('n')}`]],
    ['behind one without an end', [`Basic realm="area`, digest('n')]],
    ['without commas between the parameters', [basic, 'Digest realm="area" nonce="n" qop="auth"']],
  ])('of Digest beside one of Basic is the one that counts: %s', async (_what, challenges) => {
    expect(await refused(await server(() => unauthorized(...challenges)))).toEqual({
      story: `S2 Connecting ${leg} ${leg} ${asked('area')} ${failed}`,
      error: unanswered,
      sent: ['-', 'Digest n:1'],
    });
  });

  test.each([
    ['an unknown algorithm', digest('n', ', algorithm=SHA-1024')],
    ['an unknown protection', 'Digest realm="area", nonce="n", qop="auth-conf"'],
    ['no nonce', 'Digest realm="area", qop="auth"'],
  ])('of Digest with %s does not make Basic a choice', async (_what, challenge) => {
    const together = await refused(await server(() => unauthorized(`${challenge}, ${basic}`)));
    const apart = await refused(await server(() => unauthorized(basic, challenge)));

    expect([together.sent, together.error, apart.sent, apart.error]).toEqual([['-'], unknown, ['-'], unknown]);
  });

  test('of Basic behind one of Digest that was refused is not answered without a person', async () => {
    expect(await refused(await server((count) => unauthorized(count === 0 ? digest('n') : basic)))).toEqual({
      story: `S2 Connecting ${leg} ${leg} ${asked('area')} ${failed}`,
      error: unanswered,
      sent: ['-', 'Digest n:1'],
    });
  });

  test('has its realm with quotes and backslashes as it was meant, and sends it back as it came', async () => {
    const realm = String.raw`a \"quoted\" \\ realm, Basic realm=\"b\"`;
    const raw = await server(() => unauthorized(`Digest realm="${realm}", nonce="q\\"n", opaque="\\\\", qop="auth"`));

    const { story } = await refused(raw);

    expect(story).toContain(asked(String.raw`a "quoted" \ realm, Basic realm="b"`));
    expect(raw.requests[1]?.fields['authorization']).toContain(
      String.raw`realm="${realm}", nonce="q\"n", uri="/", opaque="\\"`,
    );
  });

  test('may have a realm of 10 KB, which the question shows and Digest sends back', async () => {
    const realm = 'r'.repeat(10_000);
    const byBasic = await refused(await server(() => unauthorized(`Basic realm="${realm}"`)));
    const raw = await server(() => unauthorized(`Digest realm="${realm}", nonce="n", qop="auth"`));
    const byDigest = await refused(raw);

    expect([byBasic.story, byDigest.story]).toEqual(
      ['', ''].map(() => `S2 Connecting ${leg} ${leg} ${asked(realm)} ${failed}`),
    );
    expect(raw.requests[1]?.fields['authorization']).toContain(`realm="${realm}"`);
  });

  test.each([
    ['ten thousand commas', ','.repeat(10_000)],
    ['ten thousand quotes', '"'.repeat(10_000)],
    ['ten thousand backslashes', `Basic realm="${'\\'.repeat(10_000)}`],
    ['ten thousand challenges', 'a,'.repeat(10_000)],
    ['ten thousand parameters', `Kerberos ${'a=b,'.repeat(10_000)}`],
    ['ten thousand equals signs', `Basic ${'='.repeat(10_000)}`],
  ])('of %s is read at once', async (_what, challenge) => {
    const { sent, error } = await refused(await server(() => unauthorized(challenge, digest('n'))));

    expect([sent, error]).toEqual([['-', 'Digest n:1'], unanswered]);
  });

  test('with a body that does not end is stopped by the limit for bodies', async () => {
    const raw = await RawServer.listen(async (connection, index) => {
      await connection.request();
      if (index > 0) connection.send(ok('x'));
      else {
        connection.drain();
        connection.send(`HTTP/1.1 401 No\r\nWWW-Authenticate: ${basic}\r\nTransfer-Encoding: chunked\r\n\r\n`);
        await connection.sendForever('1\r\nx\r\n').catch(() => undefined); // the client resets it
      }
    });
    const http = httpTo(raw, { limits: { bodyBytes: 1000 } });

    const { story, error } = await endsCleanly(http, () => {
      http.setUser('user', 'secret');
      http.get('/');
    });

    expect([story.replace(/q\d+\/\d+/, 'q'), error]).toEqual([
      `S1 F1 S2 Connecting ${leg} F2!UnknownError DONE! Closing Unconnected`,
      `UnknownError: The body from 127.0.0.1:${raw.port} is larger than the limit of 1000 bytes`,
    ]);
  });
});

describe('NTLM', () => {
  const message = (type: number, rest = '00'.repeat(40)) => {
    const head = Buffer.from('NTLMSSP\0\0\0\0\0', 'latin1');
    head.writeUInt8(type, 8);
    return `NTLM ${Buffer.concat([head, Buffer.from(rest, 'hex')]).toString('base64')}`;
  };

  test.each([
    ['no base64', 'NTLM ~~~~'],
    ['noise', `NTLM ${Buffer.alloc(200, 0xa5).toString('base64')}`],
    ['a single byte', 'NTLM AA=='],
    ['its own first message', message(1)],
    ['a third message', message(3)],
    ['a second message that ends behind its type', message(2, '')],
    ['a second message without flags', message(2)],
    [
      'target info that ends beyond the message',
      message(2, `${'00'.repeat(8)}018280${'00'.repeat(17)}ffffffff30000000`),
    ],
    [
      'target info that begins beyond the message',
      message(2, `${'00'.repeat(8)}018280${'00'.repeat(17)}04000400ffffffff`),
    ],
    ['64 KB less a head', `NTLM ${'A'.repeat(40_000)}`],
  ])('is given up where the second message is %s', async (_what, second) => {
    const { sent, error, story } = await refused(await server((count) => unauthorized(count === 0 ? 'NTLM' : second)));

    expect([sent, error.split(':')[0], story.replace(/ a\(.*user/, '')]).toEqual([
      ['-', 'NTLM 1'],
      'AuthenticationRequiredError',
      `S2 Connecting ${leg} ${leg} ${failed}`,
    ]);
  });

  test('is given up where each message is answered by another second one', async () => {
    const second = message(2, `${'00'.repeat(8)}01820000${'01'.repeat(8)}${'00'.repeat(16)}`);
    const { sent, error } = await refused(await server((count) => unauthorized(count === 0 ? 'NTLM' : second)));

    expect([sent, error]).toEqual([['-', 'NTLM 1', 'NTLM 3'], unanswered]);
  });

  test('that begins with a second message is answered by a first one', async () => {
    const second = message(2, `${'00'.repeat(8)}01820000${'01'.repeat(8)}${'00'.repeat(16)}`);
    const { sent } = await refused(await server(() => unauthorized(second)));

    expect(sent).toEqual(['-', 'NTLM 1', 'NTLM 3']);
  });
});

describe('a wrong password', () => {
  test('is not tried with the next request where a person had given it', async () => {
    const raw = await server(() => unauthorized(basic));
    const http = httpTo(raw);
    const recorder = new Recorder(http);
    const answers = [['user', 'wrong']];
    http.authenticationRequired$.subscribe(({ authenticator }) => {
      const [user = '', password = ''] = answers.shift() ?? [];
      authenticator.setUser(user);
      authenticator.setPassword(password);
    });
    http.get('/1');
    await recorder.settled();
    http.get('/2');
    await recorder.settled();

    expect([http.error(), raw.requests.map((request) => `${request.path} ${credentials(request)}`)]).toEqual([
      ErrorCode.AuthenticationRequiredError,
      ['/1 -', '/1 Basic user:wrong', '/2 -'],
    ]);
  });

  test('stands in no text of the failure', async () => {
    const http = httpTo(await server(() => unauthorized(basic)));
    const { promise, resolve } = Promise.withResolvers<unknown>();
    http.setUser('user', 'a secret word');
    http.get$('/').subscribe({ error: resolve });

    const error = await promise;

    expect([http.errorString(), String(error), JSON.stringify(error), (error as Error).stack].join()).not.toContain(
      'secret',
    );
  });
});
