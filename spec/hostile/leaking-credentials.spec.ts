import { ConnectionMode, ErrorCode, QHttp, type NetworkProxy } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { rootCertificate, signed } from '../support/certificates/certificates.js';
import type { SeenRequest } from '../support/raw-connection.js';
import { RawServer } from '../support/raw-server.js';
import type { Recorder } from '../support/recorder.js';
import { watched } from '../support/watched.js';

const opened = 'Connecting Sending q Reading';
/** The same request again, over the same connection. */
const again = 'Sending q Reading';
const answered = 'H200 p y Connected';
/** Credentials are asked for and known. */
const letIn = `${opened} ${again} ${answered}`;
const hostRefuses = (id: number) => `F${id}!AuthenticationRequiredError DONE! Closing Unconnected`;
const proxyRefuses = (id: number) => `F${id}!ProxyAuthenticationRequiredError DONE! Closing Unconnected`;

const basic = 'Basic realm="area"';
const digest = 'Digest realm="area", nonce="n", qop="auth"';

interface Asking {
  readonly challenge?: string;
  /** Whom it lets in. */
  readonly user?: string;
}

/** A server, or proxy, that lets in whoever names this user, by whatever scheme. */
function letsIn({ challenge = basic, user = 'user' }: Asking, isProxy: boolean) {
  const refusal = isProxy
    ? `HTTP/1.1 407 No\r\nProxy-Authenticate: ${challenge}`
    : `HTTP/1.1 401 No\r\nWWW-Authenticate: ${challenge}`;
  return ({ fields, path }: SeenRequest): string => {
    const value = fields[isProxy ? 'proxy-authorization' : 'authorization'];
    return usersIn(value).includes(user) ? ok(path) : `${refusal}\r\nContent-Length: 0\r\n\r\n`;
  };
}

const serverFor = (asking: Asking = {}) => RawServer.answering(letsIn(asking, false));
const proxyFor = (asking: Asking = {}) => RawServer.answering(letsIn(asking, true));

/** The user that credentials name, by Basic or by Digest. */
function usersIn(value = ''): string[] {
  const token = /^Basic (.*)$/.exec(value)?.[1];
  const name = token === undefined ? /username="(.*?)"/.exec(value)?.[1] : atob(token).split(':')[0];
  return name === undefined ? [] : [name];
}

/** Who was named to a server or a proxy, in each of its requests: `-` for nobody; the user of a proxy has a `@` in front. */
function named({ requests }: { readonly requests: readonly SeenRequest[] }): string[] {
  return requests.map(({ fields }) => {
    const users = usersIn(fields['authorization']);
    const porters = usersIn(fields['proxy-authorization']).map((user) => `@${user}`);
    return [...porters, ...users].join(' ') || '-';
  });
}

function client(): { http: QHttp; recorder: Recorder } {
  const http = new QHttp();
  atEnd(() => http.destroy());
  return { http, recorder: watched(http) };
}

const at = ({ port }: RawServer, user?: string): NetworkProxy => ({
  type: 'http',
  host: '127.0.0.1',
  port,
  ...(user !== undefined && { user, password: 'secret' }),
});

describe.each([
  ['Basic', basic],
  ['Digest', digest],
])('credentials of a host, by %s', (_scheme, challenge) => {
  test('do not go to another port of it, neither unasked nor asked for', async () => {
    const [one, other] = [await serverFor({ challenge }), await serverFor({ challenge })];
    const { http, recorder } = client();
    http.setHost('127.0.0.1', one.port);
    http.setUser('user', 'secret');
    http.get('/');
    http.setHost('127.0.0.1', other.port);
    http.get('/');
    await recorder.settled();

    expect([named(one), named(other)]).toEqual([['-', 'user'], ['-']]);
    expect(recorder.line).toBe(`S1 F1 S2 F2 S3 ${letIn} F3 S4 F4 S5 ${opened} a(area) ${hostRefuses(5)}`);
  });

  test('do not go to another name of the same address', async () => {
    const one = await serverFor({ challenge });
    const { http, recorder } = client();
    http.setHost('127.0.0.1', one.port);
    http.setUser('user', 'secret');
    http.get('/');
    http.setHost('localhost', one.port);
    http.get('/');
    await recorder.settled();

    expect(named(one)).toEqual(['-', 'user', '-']);
    expect(recorder.line).toBe(`S1 F1 S2 F2 S3 ${letIn} F3 S4 F4 S5 HostLookup ${opened} a(area) ${hostRefuses(5)}`);
  });

  test('are there again when the host is', async () => {
    const [one, other] = [await serverFor({ challenge }), await RawServer.answering(() => ok('open'))];
    const { http, recorder } = client();
    http.setHost('127.0.0.1', one.port);
    http.setUser('user', 'secret');
    http.get('/');
    http.setHost('127.0.0.1', other.port);
    http.get('/');
    http.setHost('127.0.0.1', one.port);
    http.get('/');
    await recorder.settled();

    expect([named(one), named(other)]).toEqual([['-', 'user', 'user'], ['-']]);
    expect(recorder.line).toBe(
      `S1 F1 S2 F2 S3 ${letIn} F3 S4 F4 S5 ${opened} ${answered} F5 S6 F6 S7 ${opened} ${answered} F7 DONE`,
    );
  });

  test.each([
    [ConnectionMode.Https, ConnectionMode.Http],
    [ConnectionMode.Http, ConnectionMode.Https],
  ])('do not go from %s to %s on the same port', async (first, second) => {
    const server = await RawServer.answeringBoth(signed.localhost, letsIn({ challenge }, false));
    const { http, recorder } = client();
    http.sslErrors$.subscribe(() => {
      http.ignoreSslErrors();
    });
    http.setHost('127.0.0.1', first, server.port);
    http.setUser('user', 'secret');
    http.get('/');
    http.setHost('127.0.0.1', second, server.port);
    http.get('/');
    await recorder.settled();

    expect(named(server)).toEqual(['-', 'user', '-']);
    const untrusted = 't(UNABLE_TO_VERIFY_LEAF_SIGNATURE)';
    const over = (mode: ConnectionMode) =>
      `Connecting Sending ${mode === ConnectionMode.Https ? `${untrusted} ` : ''}q Reading`;
    expect(recorder.line).toBe(
      `S1 F1 S2 F2 S3 ${over(first)} ${again} ${answered} F3 S4 F4 S5 ${over(second)} a(area) ${hostRefuses(5)}`,
    );
  });

  test('that were set before any host belong to the first one', async () => {
    const [one, other] = [await serverFor({ challenge }), await serverFor({ challenge })];
    const { http, recorder } = client();
    http.setUser('user', 'secret');
    http.setHost('127.0.0.1', one.port);
    http.setHost('127.0.0.1', other.port);
    http.get('/');
    await recorder.settled();
    http.setHost('127.0.0.1', one.port);
    http.get('/');
    await recorder.settled();

    expect([named(one), named(other)]).toEqual([['-', 'user'], ['-']]);
    expect(recorder.line).toBe(`S1 F1 S2 F2 S3 F3 S4 ${opened} a(area) ${hostRefuses(4)} S5 F5 S6 ${letIn} F6 DONE`);
  });

  test('that a person has given do not go elsewhere', async () => {
    const [one, other] = [await serverFor({ challenge }), await serverFor({ challenge })];
    const { http, recorder } = client();
    http.authenticationRequired$.subscribe(({ port, authenticator }) => {
      if (port !== one.port) return;
      authenticator.setUser('user');
      authenticator.setPassword('secret');
    });
    http.setHost('127.0.0.1', one.port);
    http.get('/');
    http.setHost('127.0.0.1', other.port);
    http.get('/');
    await recorder.settled();

    expect([named(one), named(other)]).toEqual([['-', 'user'], ['-']]);
    expect(recorder.line).toBe(
      `S1 F1 S2 ${opened} a(area) ${again} ${answered} F2 S3 F3 S4 ${opened} a(area) ${hostRefuses(4)}`,
    );
  });

  test('do not go to a host that a path names to a proxy, which is asked about by its own name', async () => {
    const proxy = await serverFor({ challenge });
    const { http, recorder } = client();
    http.setProxy('127.0.0.1', proxy.port);
    http.setHost('one.example');
    http.setUser('user', 'secret');
    http.get('/');
    http.get('http://other.example:8080/');
    await recorder.settled();

    expect(proxy.requests.map(({ path }, i) => `${path} ${named(proxy)[i] ?? ''}`)).toEqual([
      'http://one.example/ -',
      'http://one.example/ user',
      'http://other.example:8080/ -',
    ]);
    expect(recorder.story).toContain(' a(area)@other.example:8080 ');
    expect(recorder.line).toBe(`S1 F1 S2 F2 S3 F3 S4 ${letIn} F4 S5 ${again} a(area) ${hostRefuses(5)}`);
  });

  test('go to the host of a path that names it to a proxy, in whatever case', async () => {
    const proxy = await serverFor({ challenge });
    const { http, recorder } = client();
    http.setProxy('127.0.0.1', proxy.port);
    http.setHost('One.Example', 8080);
    http.setUser('user', 'secret');
    http.get('http://one.example:8080/');
    http.get('/');
    await recorder.settled();

    expect(named(proxy)).toEqual(['-', 'user', 'user']);
    expect(recorder.line).toBe(`S1 F1 S2 F2 S3 F3 S4 ${letIn} F4 S5 ${again} ${answered} F5 DONE`);
  });

  test('do not go to a path that names no host', async () => {
    const proxy = await serverFor({ challenge });
    const { http, recorder } = client();
    http.setProxy('127.0.0.1', proxy.port);
    http.setHost('one.example');
    http.setUser('user', 'secret');
    http.get('http://other.example:99999/');
    await recorder.settled();

    expect([named(proxy), http.errorString()]).toEqual([['-'], 'Unknown authentication method']);
    expect(recorder.line).toBe(`S1 F1 S2 F2 S3 F3 S4 ${opened} ${hostRefuses(4)}`);
  });
});

describe.each([
  ['Basic', basic],
  ['Digest', digest],
])('credentials of a proxy, by %s', (_scheme, challenge) => {
  test('do not go to the next proxy, which has its own', async () => {
    const [one, other] = [await proxyFor({ challenge }), await proxyFor({ challenge, user: 'other' })];
    const { http, recorder } = client();
    http.setProxy(at(one, 'user'));
    http.setHost('host.example');
    http.get('/1');
    http.setProxy(at(other, 'other'));
    http.setHost('host.example');
    http.get('/2');
    await recorder.settled();

    expect([named(one), named(other)]).toEqual([
      ['-', '@user'],
      ['-', '@other'],
    ]);
    expect(recorder.line).toBe(`S1 F1 S2 F2 S3 ${letIn} F3 S4 F4 S5 F5 S6 ${letIn} F6 DONE`);
  });

  test('do not go to the next proxy, which has none', async () => {
    const [one, other] = [await proxyFor({ challenge }), await proxyFor({ challenge })];
    const { http, recorder } = client();
    http.setProxy(at(one, 'user'));
    http.setHost('host.example');
    http.get('/1');
    http.setProxy(at(other));
    http.setHost('host.example');
    http.get('/2');
    await recorder.settled();

    expect([named(one), named(other)]).toEqual([['-', '@user'], ['-']]);
    expect(recorder.line).toBe(`S1 F1 S2 F2 S3 ${letIn} F3 S4 F4 S5 F5 S6 ${opened} b(area) ${proxyRefuses(6)}`);
  });

  test('are those of the last setProxy, also for the same proxy', async () => {
    const proxy = await proxyFor({ challenge, user: 'right' });
    const { http, recorder } = client();
    http.setProxy(at(proxy, 'wrong'));
    http.setHost('host.example');
    http.get('/1');
    await recorder.settled();
    http.setProxy(at(proxy, 'right'));
    http.setHost('host.example');
    http.get('/2');
    await recorder.settled();

    expect(named(proxy)).toEqual(['-', '@wrong', '-', '@right']);
    expect(recorder.line).toBe(
      `S1 F1 S2 F2 S3 ${opened} ${again} b(area) ${proxyRefuses(3)} S4 F4 S5 F5 S6 ${letIn} F6 DONE`,
    );
  });

  test('do not go to the host when the proxy is switched off', async () => {
    const [proxy, server] = [await proxyFor({ challenge }), await proxyFor({ challenge })];
    const { http, recorder } = client();
    http.setProxy(at(proxy, 'user'));
    http.setHost('127.0.0.1', server.port);
    http.get('/1');
    http.setProxy('', 0);
    http.get('/2');
    await recorder.settled();

    expect([named(proxy), named(server)]).toEqual([['-', '@user'], ['-']]);
    expect(recorder.line).toBe(`S1 F1 S2 F2 S3 ${letIn} F3 S4 F4 S5 ${opened} b(area) ${proxyRefuses(5)}`);
  });

  test('are not those of the host, nor the other way', async () => {
    const proxy = await RawServer.answering((request) => {
      const answer = letsIn({ challenge, user: 'porter' }, true)(request);
      return answer.startsWith('HTTP/1.1 200') ? letsIn({ challenge }, false)(request) : answer;
    });
    const { http, recorder } = client();
    http.setProxy(at(proxy, 'porter'));
    http.setHost('host.example');
    http.setUser('user', 'secret');
    http.get('/1');
    http.setHost('other.example');
    http.get('/2');
    await recorder.settled();

    expect(named(proxy)).toEqual(['-', '@porter', '@porter user', '@porter']);
    expect(recorder.line).toBe(
      `S1 F1 S2 F2 S3 F3 S4 ${opened} ${again} ${again} ${answered} F4 S5 F5 S6 ${again} a(area) ${hostRefuses(6)}`,
    );
  });
});

describe('under a proxy whose scheme changes', () => {
  /** Lets in whoever names himself porter; answers absolute URIs by itself, and leads CONNECT to 127.0.0.1. */
  async function gate(challenge: string) {
    const requests: SeenRequest[] = [];
    const proxy = await RawServer.listen(async (connection) => {
      while (true) {
        const request = await connection.request();
        requests.push(request);
        const answer = letsIn({ challenge, user: 'porter' }, true)(request);
        const isLetIn = answer.startsWith('HTTP/1.1 200');
        if (request.method !== 'CONNECT' || !isLetIn) {
          connection.send(isLetIn ? letsIn({ challenge }, false)(request) : answer);
          continue;
        }
        connection.send('HTTP/1.1 200 Connected\r\n\r\n');
        connection.relayTo(Number(request.path.split(':')[1]));
        return;
      }
    });
    return { port: proxy.port, requests };
  }

  test.each([
    ['Basic', basic],
    ['Digest', digest],
  ])('the credentials of each go to it alone, by %s', async (_scheme, challenge) => {
    const proxy = await gate(challenge);
    const secure = await RawServer.answeringTls(signed.localhost, letsIn({ challenge, user: 'other' }, false));
    const http = new QHttp({ tls: { ca: rootCertificate } });
    atEnd(() => http.destroy());
    const recorder = watched(http);
    http.setProxy('127.0.0.1', proxy.port, 'porter', 'gate');
    http.setHost('localhost', secure.port);
    http.setUser('user', 'secret');
    http.get('/1');
    http.setHost('localhost', ConnectionMode.Https, secure.port);
    http.setUser('other', 'secret');
    http.get('/2');
    http.setHost('localhost', secure.port);
    http.get('/3');
    http.setProxy('', 0);
    http.setHost('localhost', ConnectionMode.Https, secure.port);
    http.get('/4');
    await recorder.settled();

    expect([http.error(), proxy.requests.map(({ method }, i) => `${method} ${named(proxy)[i] ?? ''}`)]).toEqual([
      ErrorCode.NoError,
      ['GET -', 'GET @porter', 'GET @porter user', 'CONNECT @porter', 'GET @porter user'],
    ]);
    expect(named(secure)).toEqual(['-', 'other', 'other']);
    expect(recorder.line).toBe(
      `S1 F1 S2 F2 S3 F3 S4 ${opened} ${again} ${again} ${answered} F4 S5 F5 S6 F6 S7 ${letIn} F7 S8 F8 S9 ${opened} ${answered} F9 S10 F10 S11 F11 S12 HostLookup ${opened} ${answered} F12 DONE`,
    );
  });

  test('those of a SOCKS proxy do not go to an HTTP proxy in the same place, nor into what it leads to', async () => {
    const proxy = await gate(basic);
    const http = new QHttp();
    atEnd(() => http.destroy());
    const recorder = watched(http);
    http.setProxy({ type: 'socks5', host: '127.0.0.1', port: proxy.port, user: 'porter', password: 'gate' });
    http.setProxy({ type: 'http', host: '127.0.0.1', port: proxy.port });
    http.setHost('host.example');
    http.get('/');
    await recorder.settled();

    expect([named(proxy), recorder.line]).toEqual([['-'], `S1 F1 S2 F2 S3 F3 S4 ${opened} b(area) ${proxyRefuses(4)}`]);
  });
});

describe('what is told of credentials', () => {
  test('has no password in any signal, header or text', async () => {
    const proxy = await proxyFor({ user: 'right' });
    const { http, recorder } = client();
    const password = 'hidden-word';
    http.setProxy('127.0.0.1', proxy.port, 'user', password);
    http.setHost('host.example');
    http.setUser('user', password);
    http.get('/');
    await recorder.settled();

    const base64 = btoa(`user:${password}`);
    const told = JSON.stringify([...recorder.signals, http.errorString(), http.currentRequest().toString()]);
    expect([named(proxy), told.includes(password), told.includes(base64)]).toEqual([['-', '@user'], false, false]);
    expect(recorder.line).toBe(`S1 F1 S2 F2 S3 F3 S4 ${opened} ${again} b(area) ${proxyRefuses(4)}`);
  });
});
