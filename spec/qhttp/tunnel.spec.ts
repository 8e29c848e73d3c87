import { ConnectionMode, QHttp, type NetworkProxy } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { rootCertificate, signed } from '../support/certificates/certificates.js';
import { text } from '../support/http-to.js';
import type { RawConnection } from '../support/raw-connection.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

const answer = 'q Reading H200 p y Connected';
const opened = 'HTTP/1.1 200 Connection established\r\n\r\n';

function secureServer(): Promise<RawServer> {
  return RawServer.answeringTls(signed.localhost, ({ path }) => ok(path));
}

/** Over TLS to localhost, through a proxy. */
function httpsThrough(proxy: Omit<NetworkProxy, 'host'>, server: RawServer): { http: QHttp; recorder: Recorder } {
  const http = new QHttp({ tls: { ca: rootCertificate } });
  atEnd(() => {
    http.destroy();
  });
  http.setProxy({ host: '127.0.0.1', ...proxy });
  http.setHost('localhost', ConnectionMode.Https, server.port);
  return { http, recorder: new Recorder(http) };
}

const prelude = 'S1 F1 S2 F2';

describe('HTTPS through an HTTP proxy', () => {
  /** Answers each CONNECT with the next of these; behind `opened` it relays. */
  function proxyAnswering(server: RawServer, ...answers: readonly string[]) {
    const heads: string[] = [];
    let next = 0;
    const serve = async (connection: RawConnection) => {
      for (;;) {
        heads.push(await connection.head());
        const reply = answers[next++] ?? opened;
        connection.send(reply);
        if (reply === opened) {
          connection.relayTo(server.port);
          return;
        }
        if (reply.includes('Connection: close')) connection.end();
      }
    };
    return RawServer.listen(serve).then((proxy) => ({ proxy, heads }));
  }

  const challenge = (field: string, more = '') =>
    `HTTP/1.1 407 Wanted\r\nProxy-Authenticate: ${field}\r\n${more}Content-Length: 4\r\n\r\nbody`;
  const basic = challenge('Basic realm="cache"');

  it('opens one tunnel and keeps it; the name goes to the proxy, nothing of the requests does', async () => {
    const server = await secureServer();
    const { proxy, heads } = await proxyAnswering(server);
    const { http, recorder } = httpsThrough({ type: 'http', port: proxy.port }, server);
    http.get('/1');
    http.get('/2');

    await recorder.settled();

    expect(recorder.line).toBe(`${prelude} S3 Connecting Sending ${answer} F3 S4 Sending ${answer} F4 DONE`);
    expect([text(http.readAll()), heads]).toEqual([
      '/2',
      [
        `CONNECT localhost:${server.port} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Mozilla/5.0\r\n` +
          'Proxy-Connection: keep-alive\r\n\r\n',
      ],
    ]);
  });

  it('answers a challenge with the credentials that it was given, over the same connection', async () => {
    const server = await secureServer();
    const { proxy, heads } = await proxyAnswering(server, basic);
    const { http, recorder } = httpsThrough({ type: 'http', port: proxy.port, user: 'u', password: 'p' }, server);
    http.get('/1');

    await recorder.settled();

    expect(recorder.line).toBe(`${prelude} S3 Connecting Sending ${answer} F3 DONE`);
    expect(heads.map((head) => /^Proxy-Authorization: .*$/m.exec(head)?.[0])).toEqual([
      undefined,
      'Proxy-Authorization: Basic dTpw',
    ]);
    expect(proxy.connections.length).toBe(1);
    expect(server.lastRequest.head).not.toContain('Authorization');
  });

  it('opens another connection behind a challenge that ends the first', async () => {
    const server = await secureServer();
    const { proxy } = await proxyAnswering(server, challenge('Basic realm="cache"', 'Connection: close\r\n'));
    const { http, recorder } = httpsThrough({ type: 'http', port: proxy.port, user: 'u', password: 'p' }, server);
    http.get('/1');

    await recorder.settled();

    expect([recorder.line, proxy.connections.length]).toEqual([
      `${prelude} S3 Connecting Sending ${answer} F3 DONE`,
      2,
    ]);
  });

  it.each([
    ['keeps the connection of HTTP/1.0 that is said to stay', 'Proxy-Connection: keep-alive\r\n', 1],
    ['opens another one behind HTTP/1.0 that says nothing', '', 2],
  ])('%s', async (_name, fields, connections) => {
    const server = await secureServer();
    const old = challenge('Basic realm="cache"', fields).replace('HTTP/1.1', 'HTTP/1.0');
    const { proxy } = await proxyAnswering(server, old);
    const { http, recorder } = httpsThrough({ type: 'http', port: proxy.port, user: 'u', password: 'p' }, server);
    http.get('/1');

    await recorder.settled();

    expect([recorder.line, proxy.connections.length]).toEqual([
      `${prelude} S3 Connecting Sending ${answer} F3 DONE`,
      connections,
    ]);
  });

  it('asks for credentials, waits for them, and sends them with the next tunnel at once', async () => {
    const server = await secureServer();
    const { proxy, heads } = await proxyAnswering(server, basic);
    const { http, recorder } = httpsThrough({ type: 'http', port: proxy.port }, server);
    http.proxyAuthenticationRequired$.subscribe(({ authenticator }) => {
      http.waitFor(
        proxy.connections[0]?.closed.then(() => {
          authenticator.setUser('u');
          authenticator.setPassword('p');
        }) ?? [],
      );
      proxy.connections[0]?.destroy(); // proxies do not wait for people
    });
    http.get('/1');
    http.close();
    http.get('/2');

    await recorder.settled();

    expect(recorder.line).toBe(
      `${prelude} S3 Connecting b(cache) Sending ${answer} F3 S4 Closing Unconnected F4 ` +
        `S5 Connecting Sending ${answer} F5 DONE`,
    );
    expect(heads.map((head) => head.includes('Proxy-Authorization: Basic dTpw'))).toEqual([false, true, true]);
  });

  it('ends with the error of a proxy where nobody answers, and of the host where that sends a 407 itself', async () => {
    const server = await RawServer.answeringTls(signed.localhost, () => basic);
    const { proxy, heads } = await proxyAnswering(server, basic);
    const { http, recorder } = httpsThrough({ type: 'http', port: proxy.port }, server);
    http.get('/1');
    await recorder.settled();
    expect(recorder.line).toBe(
      `${prelude} S3 Connecting b(cache) F3!ProxyAuthenticationRequiredError DONE! Unconnected`,
    );
    expect(http.lastResponse().statusCode()).toBe(407);

    http.setProxy('127.0.0.1', proxy.port, 'u', 'p');
    http.setHost('localhost', ConnectionMode.Https, server.port);
    http.get('/1');
    await recorder.settled();

    expect(recorder.line).toContain('F6!ProxyAuthenticationRequiredError DONE! Closing Unconnected');
    expect([heads.length, server.requests.map(({ head }) => head.includes('uthorization'))]).toEqual([2, [false]]);
  });

  it('gives up at once when it is aborted while a person is asked', async () => {
    const server = await secureServer();
    const { proxy } = await proxyAnswering(server, challenge('Basic realm="cache"', 'Connection: close\r\n'));
    const { http, recorder } = httpsThrough({ type: 'http', port: proxy.port }, server);
    http.proxyAuthenticationRequired$.subscribe(() => {
      http.waitFor(new Promise(() => undefined));
    });
    http.get('/1');
    await recorder.until(() => recorder.line.includes('b('));
    await proxy.connections[0]?.closed;
    http.abort();
    await recorder.settled();

    expect(recorder.line).toBe(`${prelude} S3 Connecting b(cache) F3!Aborted DONE! Closing Unconnected`);
  });

  it('tells what the proxy said when it refuses', async () => {
    const server = await secureServer();
    const { proxy } = await proxyAnswering(server, 'HTTP/1.1 502 No Way\r\nContent-Length: 0\r\n\r\n');
    const { http, recorder } = httpsThrough({ type: 'http', port: proxy.port }, server);
    http.get('/1');

    await recorder.settled();

    expect([recorder.line, http.errorString()]).toEqual([
      `${prelude} S3 Connecting F3!UnknownError DONE! Unconnected`,
      `The proxy 127.0.0.1:${proxy.port} refused the way to localhost:${server.port}: 502 No Way`,
    ]);
  });
});

describe('a SOCKS proxy', () => {
  interface Seen {
    readonly methods: number[];
    login?: string;
    address?: string;
  }

  /** Reads the handshake by the RFCs, then relays. */
  async function socksProxy(server: RawServer, method: number, verdict: number | ((seen: Seen) => number) = 0) {
    const seen: Seen[] = [];
    const proxy = await RawServer.listen(async (connection) => {
      const [, count = 0] = await connection.take(2);
      const one: Seen = { methods: [...(await connection.take(count))] };
      seen.push(one);
      connection.send(Buffer.of(5, method));
      if (method === 2) {
        const [, user = 0] = await connection.take(2);
        one.login = text(await connection.take(user));
        const [password = 0] = await connection.take(1);
        one.login += `:${text(await connection.take(password))}`;
        const status = typeof verdict === 'number' ? verdict : verdict(one);
        connection.send(Buffer.of(1, status));
        if (status !== 0) {
          connection.end();
          return;
        }
      }
      const [, , , kind] = await connection.take(4);
      const [length = 0] = kind === 3 ? await connection.take(1) : [kind === 1 ? 4 : 16];
      const address = await connection.take(length);
      one.address = kind === 3 ? text(address) : address.toString('hex');
      expect((await connection.take(2)).readUInt16BE()).toBe(server.port);
      connection.send(Buffer.of(5, 0, 0, 1, 127, 0, 0, 1, 0, 80));
      connection.relayTo(server.port);
    });
    return { proxy, seen };
  }

  it.each([
    ['plain.example', 'plain.example'],
    ['127.0.0.1', '7f000001'],
    ['fe80::1:2', 'fe80000000000000000000000001' + '0002'],
    ['::ffff:1.2.3.4', '00000000000000000000ffff01020304'],
  ])('is given the host %s as it is, and looks up names itself', async (host, address) => {
    const server = await RawServer.answering(({ path, fields }) => ok(`${path} ${fields['host'] ?? ''}`));
    const { proxy, seen } = await socksProxy(server, 0);
    const http = new QHttp();
    atEnd(() => {
      http.destroy();
    });
    const recorder = new Recorder(http);
    http.setProxy({ type: 'socks5', host: '127.0.0.1', port: proxy.port });
    http.setHost(host, server.port);
    http.get('/1');

    await recorder.settled();

    expect([recorder.line, seen]).toEqual([
      `${prelude} S3 Connecting Sending ${answer} F3 DONE`,
      [{ methods: [0, 2], address }],
    ]);
    expect(text(http.readAll())).toBe(`/1 ${host.includes(':') ? `[${host}]` : host}:${server.port}`);
  });

  it('leads to HTTPS, with a user and a password', async () => {
    const server = await secureServer();
    const { proxy, seen } = await socksProxy(server, 2);
    const { http, recorder } = httpsThrough({ type: 'socks5', port: proxy.port, user: 'ü', password: 'p' }, server);
    http.get('/1');

    await recorder.settled();

    expect([recorder.line, seen]).toEqual([
      `${prelude} S3 Connecting Sending ${answer} F3 DONE`,
      [{ methods: [0, 2], login: `${Buffer.from('ü').toString('latin1')}:p`, address: 'localhost' }],
    ]);
  });

  it('asks for a password that it wants, once', async () => {
    const server = await secureServer();
    const { proxy, seen } = await socksProxy(server, 2);
    const { http, recorder } = httpsThrough({ type: 'socks5', port: proxy.port }, server);
    http.proxyAuthenticationRequired$.subscribe(({ authenticator }) => {
      authenticator.setUser('u');
      authenticator.setPassword('p');
    });
    http.get('/1');
    http.close();
    http.get('/2');

    await recorder.settled();

    expect(recorder.line).toBe(
      `${prelude} S3 Connecting b() Sending ${answer} F3 S4 Closing Unconnected F4 S5 Connecting Sending ${answer} F5 DONE`,
    );
    expect(seen.map(({ login }) => login)).toEqual(['u:p', 'u:p']);
  });

  it('asks again with the next command for a password that was not taken', async () => {
    const server = await secureServer();
    const { proxy, seen } = await socksProxy(server, 2, ({ login }) => (login === 'u:typo' ? 1 : 0));
    const { http, recorder } = httpsThrough({ type: 'socks5', port: proxy.port }, server);
    const passwords = ['typo', 'p'];
    http.proxyAuthenticationRequired$.subscribe(({ authenticator }) => {
      authenticator.setUser('u');
      authenticator.setPassword(passwords.shift() ?? '');
    });
    http.get('/1');
    await recorder.settled();
    http.get('/2');
    await recorder.settled();

    expect([recorder.line, seen.map(({ login }) => login)]).toEqual([
      `${prelude} S3 Connecting b() F3!ProxyAuthenticationRequiredError DONE! Unconnected S4 Connecting b() Sending ${answer} F4 DONE`,
      ['u:typo', 'u:p'],
    ]);
  });

  it('does not ask again where only the connection has to be opened anew', async () => {
    let connections = 0;
    const server = await RawServer.listen(async (connection) => {
      const first = connections++ === 0;
      await connection.head();
      if (first) connection.end();
      else connection.send(ok('late'));
    });
    const { proxy, seen } = await socksProxy(server, 2);
    const http = new QHttp();
    atEnd(() => {
      http.destroy();
    });
    const recorder = new Recorder(http);
    http.setProxy({ type: 'socks5', host: '127.0.0.1', port: proxy.port });
    http.setHost('device.example', server.port);
    http.proxyAuthenticationRequired$.subscribe(({ authenticator }) => {
      authenticator.setUser('u');
      authenticator.setPassword('p');
    });
    http.get('/1');

    await recorder.settled();

    expect([recorder.line, seen.map(({ login }) => login)]).toEqual([
      `${prelude} S3 Connecting b() Sending q Closing Unconnected Connecting Sending ${answer} F3 DONE`,
      ['u:p', 'u:p'],
    ]);
  });

  it.each([
    ['wants another password', 1, 'wants a user and a password that it takes'],
    ['takes no method at all', 0xff, 'takes neither a password nor none'],
  ])('that %s ends the command with its error', async (_case, status, what) => {
    const server = await secureServer();
    const { proxy } = await socksProxy(server, status === 1 ? 2 : status, status);
    const { http, recorder } = httpsThrough({ type: 'socks5', port: proxy.port, user: 'u', password: 'p' }, server);
    http.get('/1');

    await recorder.settled();

    expect([recorder.line, http.errorString()]).toEqual([
      `${prelude} S3 Connecting F3!ProxyAuthenticationRequiredError DONE! Unconnected`,
      `The proxy 127.0.0.1:${proxy.port} ${what}`,
    ]);
  });
});
