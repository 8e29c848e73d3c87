import { interceptors } from 'undici';
import type { ConnectionMode } from '../../../src/index.js';
import { followRedirects, HttpRequestHeader, QHttp, type QHttpOptions } from '../../../src/index.js';
import { ok } from '../../support/answers.js';
import { atEnd } from '../../support/at-end.js';
import { rootCertificate, signed } from '../../support/certificates/certificates.js';
import { answered, opened, outcome } from '../../support/intercepted.js';
import { RawServer } from '../../support/raw-server.js';
import { Recorder } from '../../support/recorder.js';
import { redirect } from '../../support/redirect.js';

/** Finds every name at 127.0.0.1, and writes down what it was asked for. */
function lookup() {
  const asked: string[] = [];
  const dns = interceptors.dns({
    lookup: ({ hostname }, _options, callback) => {
      asked.push(hostname);
      callback(null, [{ address: '127.0.0.1', ttl: 60_000, family: 4 }]);
    },
  });
  return { dns, asked };
}

function to(host: string, mode: ConnectionMode, port: number, options: QHttpOptions) {
  const http = new QHttp(host, mode, port, options);
  atEnd(() => {
    http.destroy();
  });
  return { http, recorder: new Recorder(http) };
}

describe("undici's dns()", () => {
  test('finds the address by itself, once; the server hears the name', async () => {
    const server = await RawServer.answering(({ fields }) => ok(fields['host']));
    const { dns, asked } = lookup();
    const client = to('printer.example', 'http', server.port, { interceptors: [dns] });

    const seen = await outcome(client, (http) => {
      http.get('/');
      http.get('/');
    });

    expect([seen.line, seen.body, asked, server.connections.length]).toEqual([
      `S1 ${opened} ${answered} F1 S2 Sending q Reading ${answered} F2 DONE`,
      `printer.example:${server.port}`,
      ['printer.example'],
      1,
    ]);
  });

  test('a certificate has to be good for the name, not for the address', async () => {
    const server = await RawServer.answeringTls(signed.otherHost, () => ok('hello'));
    const { dns } = lookup();
    const options = { interceptors: [dns], tls: { ca: rootCertificate } };

    const right = await outcome(to('other.example', 'https', server.port, options), (http) => http.get('/'));
    const wrong = await outcome(to('wrong.example', 'https', server.port, options), (http) => http.get('/'));

    expect([right.body, wrong.line]).toEqual([
      'hello',
      'S1 Connecting Sending t(ERR_TLS_CERT_ALTNAME_INVALID) F1!UnknownError DONE! Closing Unconnected',
    ]);
  });

  test('credentials belong to the name', async () => {
    const server = await RawServer.answering(({ fields }) =>
      'authorization' in fields
        ? ok('welcome')
        : 'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="r"\r\nContent-Length: 0\r\n\r\n',
    );
    const { dns } = lookup();
    const client = to('printer.example', 'http', server.port, { interceptors: [dns] });
    client.http.setUser('me', 'secret');

    expect((await outcome(client, (http) => http.get('/'))).body).toBe('welcome');
  });

  test('and stay with it under a Host field of the caller', async () => {
    const server = await RawServer.answering(({ fields }) =>
      'authorization' in fields
        ? ok(fields['host'])
        : 'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="r"\r\nContent-Length: 0\r\n\r\n',
    );
    const { dns } = lookup();
    const client = to('printer.example', 'http', server.port, { interceptors: [dns] });
    client.http.setUser('me', 'secret');
    const header = new HttpRequestHeader('GET', '/');
    header.setValue('Host', 'front.example');

    expect((await outcome(client, (http) => http.request(header))).body).toBe('front.example');
  });

  test('finds the hosts of redirects as well, where it stands before them in the list', async () => {
    const server = await RawServer.answering(({ path, fields }) =>
      path === '/a' ? redirect(302, `http://two.example:${server.port}/b`) : ok(`${fields['host']}${path}`),
    );
    const { dns, asked } = lookup();
    const client = to('one.example', 'http', server.port, { interceptors: [dns, followRedirects()] });

    const seen = await outcome(client, (http) => http.get('/a'));

    expect([seen.body, asked]).toEqual([`two.example:${server.port}/b`, ['one.example', 'two.example']]);
  });

  test.each([
    ['followRedirects()', followRedirects()],
    ["undici's redirect()", interceptors.redirect({ maxRedirections: 1 })],
  ])('behind %s it gives nobody the name of the first host', async (_, follow) => {
    const other = await RawServer.answering(({ fields }) =>
      'authorization' in fields
        ? ok('leaked')
        : 'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="r"\r\nContent-Length: 0\r\n\r\n',
    );
    const server = await RawServer.answering(() => redirect(302, `http://127.0.0.1:${other.port}/`));
    const { dns } = lookup();
    const client = to('one.example', 'http', server.port, { interceptors: [follow, dns] });
    client.http.setUser('me', 'secret');

    const seen = await outcome(client, (http) => http.get('/'));

    expect([seen.body, seen.error, other.requests.length, other.lastRequest.fields['host']]).toEqual([
      '',
      `Authentication required by http://127.0.0.1:${other.port}, to which the request was led`,
      1,
      `127.0.0.1:${other.port}`,
    ]);
  });

  test('a name without an address is not found', async () => {
    const dns = interceptors.dns({
      lookup: (_origin, _options, callback) => {
        callback(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), []);
      },
    });

    const seen = await outcome(to('nowhere.example', 'http', 80, { interceptors: [dns] }), (http) => http.get('/'));

    expect([seen.line, seen.error]).toEqual(['S1 F1!HostNotFound DONE!', 'Host nowhere.example not found']);
  });

  test('nor is the host of a redirect that has none', async () => {
    const server = await RawServer.answering(() => redirect(302, 'http://nowhere.example/'));
    const dns = interceptors.dns({
      lookup: ({ hostname }, _options, callback) => {
        if (hostname === 'printer.example') callback(null, [{ address: '127.0.0.1', ttl: 60_000, family: 4 }]);
        else callback(Object.assign(new Error(`nobody knows ${hostname}`), { code: 'ENOTFOUND' }), []);
      },
    });
    const client = to('printer.example', 'http', server.port, { interceptors: [dns, followRedirects()] });

    const seen = await outcome(client, (http) => http.get('/'));

    expect([seen.line, seen.error]).toEqual([
      `S1 ${opened} F1!HostNotFound DONE! Closing Unconnected`,
      'A host was not found: nobody knows nowhere.example',
    ]);
  });

  test('abort() while it looks up sends nothing, whatever it finds later', async () => {
    const { promise, resolve } = Promise.withResolvers<() => void>();
    const server = await RawServer.answering(() => ok());
    const dns = interceptors.dns({
      lookup: (_origin, _options, callback) => {
        resolve(() => {
          callback(null, [{ address: '127.0.0.1', ttl: 60_000, family: 4 }]);
        });
      },
    });
    const { http, recorder } = to('printer.example', 'http', server.port, { interceptors: [dns] });
    http.get('/');
    const find = await promise;

    http.abort();
    find();
    await recorder.settled();

    expect([recorder.line, server.connections.length]).toEqual(['S1 F1!Aborted DONE!', 0]);
  });
});
