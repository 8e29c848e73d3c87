import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { buildConnector, interceptors } from 'undici';
import { followRedirects, HttpRequestHeader, QHttp } from '../../../src/index.js';
import { ok } from '../../support/answers.js';
import { atEnd } from '../../support/at-end.js';
import { rootCertificate, signed } from '../../support/certificates/certificates.js';
import { environment } from '../../support/environment.js';
import { answered, intercepted, opened, outcome } from '../../support/intercepted.js';
import { RawServer } from '../../support/raw-server.js';
import { Recorder } from '../../support/recorder.js';
import { redirect } from '../../support/redirect.js';

/** A server that leads to a path of another one. */
async function leadingTo(other: { readonly port: number }): Promise<RawServer> {
  return RawServer.answering(({ path }) =>
    path.endsWith('/a') ? redirect(302, `http://127.0.0.1:${other.port}/b`) : ok(path),
  );
}

describe('a request that is led to another host', () => {
  test('goes there by the proxy that the environment names for that host, or by none', async () => {
    const other = await RawServer.answering(({ path }) => ok(path));
    const proxy = await leadingTo(other);
    environment({ http_proxy: `http://127.0.0.1:${proxy.port}`, no_proxy: '127.0.0.1' });
    const client = intercepted({ port: 1 }, [followRedirects()]);

    const seen = await outcome(client, (http) => {
      http.setProxy({ type: 'environment', host: '', port: 0 });
      http.setHost('device.example');
      http.get('/a');
    });

    expect([seen.line, seen.body, proxy.requests.map(({ path }) => path)]).toEqual([
      `S1 F1 S2 F2 S3 ${opened} Closing Unconnected ${opened} ${answered} F3 DONE`,
      '/b',
      ['http://device.example/a'],
    ]);
  });

  test('opens a tunnel of its own, with Digest credentials for that', async () => {
    const signedPaths: string[] = [];
    const two = await RawServer.answeringTls(signed.localhost, ({ path }) => ok(`two ${path}`));
    const one = await RawServer.answeringTls(signed.localhost, () => redirect(302, `https://localhost:${two.port}/b`));
    const proxy = await RawServer.listen(async (connection) => {
      for (;;) {
        const head = await connection.head();
        const uri = /^proxy-authorization: Digest .*\buri="([^"]*)"/im.exec(head)?.[1];
        const [, authority, port] = /^CONNECT (localhost:(\d+))/.exec(head) ?? [];
        if (uri === undefined || uri !== authority) {
          connection.send(
            'HTTP/1.1 407 No\r\nProxy-Authenticate: Digest realm="p", nonce="n", qop="auth"\r\nContent-Length: 0\r\n\r\n',
          );
          continue;
        }
        signedPaths.push(uri);
        connection.send('HTTP/1.1 200 Go\r\n\r\n');
        connection.relayTo(Number(port));
        return;
      }
    });
    const http = new QHttp({ tls: { ca: rootCertificate }, interceptors: [followRedirects()] });
    atEnd(() => {
      http.destroy();
    });

    const seen = await outcome({ http, recorder: new Recorder(http) }, () => {
      http.setProxy('127.0.0.1', proxy.port, 'me', 'secret');
      http.setHost('localhost', 'https', one.port);
      http.get('/a');
    });

    expect([seen.body, seen.error, signedPaths]).toEqual([
      'two /b',
      'Unknown error',
      [`localhost:${one.port}`, `localhost:${two.port}`],
    ]);
  });

  test('does not go over a socket that was handed in: that leads to one host', async () => {
    const other = await RawServer.answering(() => ok('other'));
    const server = await leadingTo(other);
    const socket = connect(server.port, '127.0.0.1');
    atEnd(() => {
      socket.destroy();
    });
    await once(socket, 'connect');
    const client = intercepted(server, [followRedirects()]);

    const seen = await outcome(client, (http) => {
      http.setSocket(socket);
      http.get('/a');
    });

    expect([seen.error, other.connections.length]).toEqual([
      'The socket that was handed in leads to one host, and the request to another',
      0,
    ]);
  });

  test('goes over a connector of the caller, which is told of that host', async () => {
    const other = await RawServer.answering(({ path }) => ok(path));
    const server = await leadingTo(other);
    const build = buildConnector({});
    const asked: string[] = [];
    const client = intercepted(server, [followRedirects()]);

    const seen = await outcome(client, (http) => {
      http.setSocket((options, callback) => {
        asked.push(`${options.hostname}:${options.port}`);
        build(options, callback);
      });
      http.get('/a');
    });

    expect([seen.body, asked]).toEqual(['/b', [`127.0.0.1:${server.port}`, `127.0.0.1:${other.port}`]]);
  });
});

describe('a body that can be read but once', () => {
  const every = () => [
    interceptors.dns(),
    interceptors.cache(),
    interceptors.decompress(),
    interceptors.retry({ minTimeout: 1 }),
    interceptors.redirect({ maxRedirections: 2 }),
    followRedirects(),
    interceptors.responseError(),
  ];

  test.each([undefined, 9])('goes through all interceptors as it is, with the length %p', async (length) => {
    const server = await RawServer.answering(({ fields, body }) =>
      ok(`${fields['content-length'] ?? fields['transfer-encoding']} ${body.toString()}`),
    );
    const header = new HttpRequestHeader('POST', '/');
    if (length !== undefined) header.setContentLength(length);

    const seen = await outcome(intercepted(server, every()), (http) =>
      http.request(header, Readable.from(['some', 'bytes'])),
    );

    expect([seen.line, seen.body]).toEqual([`S1 ${opened} ${answered} F1 DONE`, `${length ?? 'chunked'} somebytes`]);
  });

  test('that fails, fails the command', async () => {
    const server = await RawServer.answering(() => ok());
    const stream = new Readable({
      read() {
        this.destroy(new Error('the disk is gone'));
      },
    });

    const seen = await outcome(intercepted(server, every()), (http) => http.post('/', stream));

    expect([seen.line.slice(seen.line.indexOf('F1')), seen.error]).toEqual([
      'F1!UnknownError DONE! Closing Unconnected',
      'The body could not be read: the disk is gone',
    ]);
  });
});
