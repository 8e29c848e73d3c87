import type { AddressInfo } from 'node:net';
import { createServer, type PeerCertificate } from 'node:tls';
import { followRedirects, QHttp } from '../../../src/index.js';
import { ok } from '../../support/answers.js';
import { atEnd } from '../../support/at-end.js';
import { rootCertificate, signed } from '../../support/certificates/certificates.js';
import { answered, intercepted, opened, outcome } from '../../support/intercepted.js';
import type { SeenRequest } from '../../support/raw-connection.js';
import { RawServer } from '../../support/raw-server.js';
import { Recorder } from '../../support/recorder.js';
import { redirect } from '../../support/redirect.js';

const wanted = (challenge: string) =>
  `HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: ${challenge}\r\nContent-Length: 0\r\n\r\n`;
const basic = wanted('Basic realm="r"');

/** The path that the Digest credentials of a request are good for. */
function digestPath({ fields }: SeenRequest): string | undefined {
  return /^Digest .*\buri="([^"]*)"/.exec(fields['authorization'] ?? '')?.[1];
}

/** Wants Digest for the very path of each request, as Apache does; `/a` and `/post` lead to `/b`. */
async function digestServer(): Promise<RawServer> {
  return RawServer.answering((request) => {
    const { method, path, body } = request;
    if (digestPath(request) !== path) return wanted('Digest realm="r", qop="auth", nonce="n", algorithm=SHA-256');
    if (path === '/a') return redirect(302, '/b');
    return path === '/post' ? redirect(303, '/b') : ok(`${method} ${path} ${body.toString()}`.trimEnd());
  });
}

describe('credentials of the host that was set, behind a redirect', () => {
  test('Digest signs the path of each request, and no request is sent twice that had its answer', async () => {
    const server = await digestServer();
    const client = intercepted(server, [followRedirects()]);
    client.http.setUser('me', 'secret');

    const seen = [
      await outcome(client, (http) => http.get('/a')),
      await outcome(client, (http) => http.post('/post', 'data')),
    ];

    expect(seen.map(({ body }) => body)).toEqual(['GET /b', 'GET /b']);
    expect(server.requests.map((request) => `${request.method} ${request.path} ${digestPath(request) ?? '-'}`)).toEqual(
      ['GET /a -', 'GET /a /a', 'GET /b /b', 'POST /post /post', 'GET /b /b'],
    );
  });

  test('are asked for where the redirect leads to something that is protected', async () => {
    const server = await RawServer.answering(({ path, fields }) => {
      if (path === '/a') return redirect(302, '/b');
      return 'authorization' in fields ? ok('welcome') : basic;
    });
    const client = intercepted(server, [followRedirects()]);
    client.http.authenticationRequired$.subscribe(({ authenticator }) => {
      authenticator.setUser('me');
      authenticator.setPassword('secret');
    });

    const seen = await outcome(client, (http) => http.get('/a'));

    expect([seen.line, seen.body]).toEqual([
      `S1 ${opened} Sending q Reading a(r) Sending q Reading ${answered} F1 DONE`,
      'welcome',
    ]);
    expect(server.requests.map(({ path }) => path)).toEqual(['/a', '/b', '/b']);
  });
});

describe('a server to which a redirect has led', () => {
  async function led(other: RawServer, prepare: (http: QHttp) => void) {
    const server = await RawServer.answering(({ fields }) =>
      'authorization' in fields ? redirect(302, `http://127.0.0.1:${other.port}/`) : basic,
    );
    const client = intercepted(server, [followRedirects()]);
    const asked: number[] = [];
    client.http.authenticationRequired$.subscribe(({ port, authenticator }) => {
      asked.push(port);
      authenticator.setUser('naive');
      authenticator.setPassword('secret');
    });
    prepare(client.http);
    const { line, ...seen } = await outcome(client, (http) => http.get('/'));
    return { ...seen, asked, line: line.slice(line.lastIndexOf('Unconnected Connecting')) };
  }

  test('asks nobody for credentials: they might be those of the host that was set', async () => {
    const other = await RawServer.answering(() => basic);

    const seen = await led(other, (http) => http.setUser('me', 'secret'));

    expect(seen).toEqual({
      line: 'Unconnected Connecting Sending q Reading F2!AuthenticationRequiredError DONE! Closing Unconnected',
      body: '',
      error: `Authentication required by http://127.0.0.1:${other.port}, to which the request was led`,
      asked: [],
    });
    expect(other.requests.map(({ fields }) => 'authorization' in fields)).toEqual([false]);
  });

  test('gets those that were given for it', async () => {
    const other = await RawServer.answering(({ fields: { authorization } }) =>
      authorization === undefined ? basic : ok(Buffer.from(authorization.slice(6), 'base64').toString()),
    );
    const server = await RawServer.answering(() => redirect(302, `http://127.0.0.1:${other.port}/`));
    const client = intercepted(other, [followRedirects()]);

    const seen = await outcome(client, (http) => {
      http.setUser('other', 'own');
      http.setHost('127.0.0.1', server.port);
      http.setUser('me', 'secret');
      http.get('/');
    });

    expect(seen.body).toBe('other:own');
  });

  test('gets no certificate of ours, which is for the host that was set', async () => {
    const shown: string[] = [];
    const other = await namingClients(shown, ok('other'));
    const server = await namingClients(shown, redirect(302, `https://127.0.0.1:${other}/`));
    const { cert, key } = signed.client;
    const http = new QHttp('127.0.0.1', 'https', server, {
      interceptors: [followRedirects()],
      tls: { ca: rootCertificate, cert, key },
    });
    atEnd(() => {
      http.destroy();
    });

    const seen = await outcome({ http, recorder: new Recorder(http) }, () => http.get('/'));

    expect([seen.body, shown]).toEqual(['other', ['rx-qhttp test: client', 'nobody']]);
  });
});

/** A server that writes down by which certificate clients show who they are. */
async function namingClients(shown: string[], answer: string): Promise<number> {
  const options = { ...signed.localhost, ca: rootCertificate, requestCert: true, rejectUnauthorized: false };
  const server = createServer(options, (socket) => {
    const { subject } = socket.getPeerCertificate() as Partial<PeerCertificate>; // empty where there is none
    shown.push(String(subject?.CN ?? 'nobody'));
    socket.once('data', () => socket.write(answer));
    socket.on('error', () => undefined);
    atEnd(() => socket.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  atEnd(() => server.close());
  return (server.address() as AddressInfo).port; // it listens on TCP
}
