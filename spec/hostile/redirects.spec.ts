import { Readable } from 'node:stream';
import {
  ConnectionMode,
  followRedirects,
  HttpRequestHeader,
  QHttp,
  type QHttpOptions,
  type RedirectOptions,
} from '../../src/index.js';
import { ok } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { rootCertificate, signed } from '../support/certificates/certificates.js';
import { endsCleanly } from '../support/ends-cleanly.js';
import { httpTo, text } from '../support/http-to.js';
import type { SeenRequest } from '../support/raw-connection.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';
import { redirect } from '../support/redirect.js';
import { watched } from '../support/watched.js';

/** A server of which `/` leads to `location`, and everything else says where it is. */
async function leadingTo(location: string, statusCode = 302): Promise<RawServer> {
  return RawServer.answering(({ method, path, body }) =>
    path === '/' ? redirect(statusCode, location) : ok(`${method} ${path} ${body.toString()}`.trimEnd()),
  );
}

/** What becomes of a request for `/`, which has to end cleanly, and of the next one behind it. */
async function followed(
  server: { readonly port: number },
  options: RedirectOptions = {},
  send: (http: QHttp) => unknown = (http) => http.get('/'),
) {
  const http = httpTo(server, { interceptors: [followRedirects(options)] });
  const recorder = new Recorder(http);
  const bodies: string[] = [];
  http.requestFinished$.subscribe(() => bodies.push(text(http.readAll())));
  const { error } = await endsCleanly(http, () => send(http));
  return { line: recorder.line, error, body: bodies[0], next: bodies[1] };
}

const opened = 'Connecting Sending q Reading';
/** The same over the connection that stands. */
const again = 'Sending q Reading';
const answered = 'H200 p y Connected';
const refused = `S1 ${opened} F1!UnknownError DONE! Closing Unconnected S2 ${opened} ${answered} F2 DONE`;

test('a redirect to a path in Latin-1 is followed with these bytes encoded', async () => {
  const server = await leadingTo('/gr\xfcn?\xe4=%E4');

  const seen = await followed(server);

  expect([seen.line, seen.body]).toEqual([
    `S1 ${opened} ${again} ${answered} F1 DONE S2 ${again} ${answered} F2 DONE`,
    'GET /gr%FCn?%E4=%E4',
  ]);
});

test('a relative redirect of a path with two slashes in front stays at its host', async () => {
  const server = await RawServer.answering(({ method, path }) =>
    path.endsWith('/old') ? redirect(302, 'new') : ok(`${method} ${path}`),
  );

  const seen = await followed(server, {}, (http) => http.get('//other.example/old'));

  expect([seen.line, seen.body]).toEqual([
    `S1 ${opened} ${again} ${answered} F1 DONE S2 ${again} ${answered} F2 DONE`,
    'GET //other.example/new',
  ]);
});

describe('a redirect that leads nowhere', () => {
  test('to itself, for ever, is given up after ten', async () => {
    const server = await leadingTo('/');

    const seen = await followed(server);

    expect([seen.line, seen.error, seen.next]).toEqual([
      `S1 ${opened}${' Sending q Reading'.repeat(10)} F1!UnknownError DONE! Closing Unconnected ` +
        `S2 ${opened} ${answered} F2 DONE`,
      `UnknownError: The redirect of http://127.0.0.1:${server.port} is one more than the 10 that are followed`,
      'GET /next',
    ]);
    expect(server.requests).toHaveLength(12);
  });

  test('between two servers is given up as well, with one connection at a time', async () => {
    const ports: number[] = [];
    const leadTo = (index: number) =>
      RawServer.answering(({ path }) =>
        path === '/next' ? ok('next') : redirect(302, `http://127.0.0.1:${ports[index]}/`),
      );
    const first = await leadTo(1);
    const second = await leadTo(0);
    ports.push(first.port, second.port);

    const seen = await followed(first, { maxRedirections: 3 });

    expect([seen.line, seen.error]).toEqual([
      `S1 ${opened}${` Closing Unconnected ${opened}`.repeat(3)} F1!UnknownError DONE! Closing Unconnected ` +
        `S2 ${opened} ${answered} F2 DONE`,
      `UnknownError: The redirect of http://127.0.0.1:${second.port} is one more than the 3 that are followed`,
    ]);
    expect([first.requests.length, second.requests.length]).toEqual([3, 2]);
  });

  test.each([
    ['', 'has an empty Location'],
    ['   ', 'has an empty Location'],
    ['http://', 'has a Location that is no URL'],
    ['http://[::1', 'has a Location that is no URL'],
    ['http://127.0.0.1:99999/', 'has a Location that is no URL'],
    ['file:///etc/passwd', 'leads to file: and not to http or https'],
    ['unix:/run/docker.sock', 'leads to unix: and not to http or https'],
    ['javascript:alert(1)', 'leads to javascript: and not to http or https'],
    ['data:text/plain,hi', 'leads to data: and not to http or https'],
    ['ftp://127.0.0.1/', 'leads to ftp: and not to http or https'],
    ['blob:http://127.0.0.1/x', 'leads to blob: and not to http or https'],
    ['ws://127.0.0.1/', 'leads to ws: and not to http or https'],
    ['//user:secret@127.0.0.1/', 'leads to a URL with a user in it'],
    ['http://user@127.0.0.1/', 'leads to a URL with a user in it'],
  ])('Location: %s', async (location, what) => {
    const server = await leadingTo(location);

    const seen = await followed(server);

    expect([seen.line, seen.error, seen.body, seen.next]).toEqual([
      refused,
      `UnknownError: The redirect of http://127.0.0.1:${server.port} ${what}`,
      '',
      'GET /next',
    ]);
  });

  test('two Locations are none', async () => {
    const server = await leadingTo('/a\r\nLocation: /b');

    const seen = await followed(server);

    expect([seen.line, seen.error]).toEqual([
      refused,
      `UnknownError: The redirect of http://127.0.0.1:${server.port} has more than one Location`,
    ]);
  });

  test('without a Location is an answer like any other', async () => {
    const server = await RawServer.answering(({ path }) =>
      path === '/' ? 'HTTP/1.1 302 Found\r\nContent-Length: 4\r\n\r\ngone' : ok('next'),
    );

    const seen = await followed(server);

    expect([seen.line, seen.body]).toEqual([
      `S1 ${opened} H302 p y Connected F1 DONE S2 Sending q Reading ${answered} F2 DONE`,
      'gone',
    ]);
  });

  test.each([300, 304, 305, 306])('%i is none that is followed', async (statusCode) => {
    const server = await RawServer.answering(({ path }) =>
      path === '/' ? `HTTP/1.1 ${statusCode} Elsewhere\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n` : ok('next'),
    );

    const seen = await followed(server);

    expect(seen.line).toBe(`S1 ${opened} H${statusCode} Connected F1 DONE S2 Sending q Reading ${answered} F2 DONE`);
  });

  test('with a body that never ends is followed without it, over another connection', async () => {
    const server = await RawServer.listen(async (connection, index) => {
      const { path } = await connection.request();
      if (index > 0) {
        connection.send(ok(path));
        connection.send(ok((await connection.request()).path));
      } else {
        connection.send('HTTP/1.1 302 Found\r\nLocation: /b\r\nTransfer-Encoding: chunked\r\n\r\n');
        await connection.drain().sendForever(`4000\r\n${'x'.repeat(0x4000)}\r\n`);
      }
    });

    const seen = await followed(server);

    expect([seen.line, seen.body, server.connections.length]).toEqual([
      `S1 ${opened} Closing Unconnected ${opened} ${answered} F1 DONE S2 Sending q Reading ${answered} F2 DONE`,
      '/b',
      2,
    ]);
  });
});

describe('what goes along', () => {
  const header = new HttpRequestHeader('GET', '/');
  const mayGo = {
    accept: 'text/html',
    'accept-language': 'de',
    'accept-encoding': 'gzip',
    'user-agent': 'test',
    range: 'bytes=1-',
    'if-range': '"e"',
  };
  const ownOnes = {
    authorization: 'Basic c2VjcmV0',
    cookie: 'a=b',
    'proxy-authorization': 'Basic c2VjcmV0',
    'x-api-key': 'secret',
    referer: 'http://secret.example/',
    origin: 'http://secret.example',
    'if-none-match': '"e"',
  };
  for (const [name, value] of Object.entries({ ...mayGo, ...ownOnes })) header.setValue(name, value);

  const send = (http: QHttp) => http.request(header);
  const fieldsOf = (server: RawServer) => {
    const all = Object.entries(server.lastRequest.fields);
    return Object.fromEntries(all.filter(([name]) => name !== 'host'));
  };

  async function arrived(other: RawServer, location: string, options: QHttpOptions = {}) {
    const server = await leadingTo(location);
    const http = httpTo(server, { ...options, interceptors: [followRedirects()] });
    const recorder = watched(http);
    send(http);
    await recorder.settled();
    return { line: recorder.line, body: text(http.readAll()), host: other.lastRequest.fields['host'] };
  }

  const elsewhere = `S1 ${opened} Closing Unconnected ${opened} ${answered} F1 DONE`;

  test('to the same origin, whatever case its name is in: the connection and the credentials', async () => {
    const server = await RawServer.answering(({ path, fields }) => {
      if (!('authorization' in fields))
        return 'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="r"\r\nContent-Length: 0\r\n\r\n';
      return path === '/' ? redirect(302, '/b') : ok(path);
    });
    const http = new QHttp('LocalHost', server.port, { interceptors: [followRedirects()] });
    atEnd(() => {
      http.destroy();
    });
    const recorder = watched(http);
    http.setUser('me', 'secret');
    http.get('/');
    await recorder.settled();

    expect([recorder.line, text(http.readAll()), server.connections.length]).toEqual([
      `S1 F1 S2 HostLookup ${opened} ${again} ${again} ${answered} F2 DONE`,
      '/b',
      1,
    ]);
  });

  test('to the same origin: everything', async () => {
    const server = await leadingTo('/b?c#d');

    const seen = await followed(server, {}, send);

    expect([seen.line, seen.body]).toEqual([
      `S1 ${opened} Sending q Reading ${answered} F1 DONE S2 Sending q Reading ${answered} F2 DONE`,
      'GET /b?c',
    ]);
    expect(server.requests[1]?.fields).toEqual({ ...server.requests[0]?.fields });
    expect(server.requests[1]?.fields).toMatchObject(ownOnes);
  });

  test('to another port: what is wanted, and nothing else', async () => {
    const other = await RawServer.answering(({ path }) => ok(path));

    const seen = await arrived(other, `http://127.0.0.1:${other.port}/b`);

    expect(seen).toEqual({ line: elsewhere, body: '/b', host: `127.0.0.1:${other.port}` });
    expect(fieldsOf(other)).toEqual({ ...mayGo, connection: 'keep-alive' });
  });

  test('to another host, at the same address and port', async () => {
    const servers: RawServer[] = [];
    const server = await RawServer.answering(({ path }) =>
      path === '/' ? redirect(302, `http://localhost:${servers[0]?.port}/b`) : ok(path),
    );
    servers.push(server);
    const http = httpTo(server, { interceptors: [followRedirects()] });
    const recorder = watched(http);
    send(http);
    await recorder.settled();

    expect([recorder.line, text(http.readAll()), server.connections.length, server.lastRequest.fields]).toEqual([
      elsewhere.replace('Unconnected', 'Unconnected HostLookup'),
      '/b',
      2,
      { ...mayGo, host: `localhost:${server.port}`, connection: 'keep-alive' },
    ]);
  });

  test('to another scheme', async () => {
    const other = await RawServer.answeringTls(signed.localhost, ({ path }) => ok(path));

    const seen = await arrived(other, `https://127.0.0.1:${other.port}/b`, { tls: { ca: rootCertificate } });

    expect(seen).toEqual({ line: elsewhere, body: '/b', host: `127.0.0.1:${other.port}` });
    expect(fieldsOf(other)).toEqual({ ...mayGo, connection: 'keep-alive' });
  });

  test('back to the first origin: no more than to the other', async () => {
    const ports: number[] = [];
    const first = await RawServer.answering(({ path }) =>
      path === '/' ? redirect(302, `http://127.0.0.1:${ports[0]}/b`) : ok(path),
    );
    const second = await RawServer.answering(() => redirect(302, `http://127.0.0.1:${first.port}/c`));
    ports.push(second.port);
    const http = httpTo(first, { interceptors: [followRedirects()] });
    const recorder = watched(http);
    send(http);
    await recorder.settled();

    expect([recorder.line, text(http.readAll())]).toEqual([
      elsewhere.replace(answered, `Closing Unconnected ${opened} ${answered}`),
      '/c',
    ]);
    expect(fieldsOf(first)).toEqual({ ...mayGo, connection: 'keep-alive' });
  });

  test('the credentials of setUser stay with their origin', async () => {
    const other = await RawServer.answering(() => ok('other'));
    const server = await RawServer.answering(({ fields }) =>
      'authorization' in fields
        ? redirect(302, `http://127.0.0.1:${other.port}/`)
        : 'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="r"\r\nContent-Length: 0\r\n\r\n',
    );
    const http = httpTo(server, { interceptors: [followRedirects()] });
    const recorder = watched(http);
    http.setUser('me', 'secret');
    http.get('/');
    await recorder.settled();

    expect([recorder.line, text(http.readAll())]).toEqual([
      `S1 F1 S2 ${opened} ${again} Closing Unconnected ${opened} ${answered} F2 DONE`,
      'other',
    ]);
    expect(fieldsOf(other)).toEqual({ connection: 'keep-alive' });
  });

  test('from https to http it is not followed, unless asked for', async () => {
    const plain = await RawServer.answering(() => ok('plain'));
    const secure = await RawServer.answeringTls(signed.localhost, () =>
      redirect(302, `http://127.0.0.1:${plain.port}/`),
    );
    const to = (options: RedirectOptions) => {
      const interceptors = [followRedirects(options)];
      const http = new QHttp('127.0.0.1', ConnectionMode.Https, secure.port, {
        tls: { ca: rootCertificate },
        interceptors,
      });
      atEnd(() => {
        http.destroy();
      });
      http.get('/');
      return http;
    };

    const strict = to({});
    const strictRecorder = watched(strict);
    await strictRecorder.settled();
    const lenient = to({ allowDowngrade: true });
    const lenientRecorder = new Recorder(lenient);
    await lenientRecorder.settled();

    expect([strictRecorder.line, strict.errorString(), lenientRecorder.line, plain.requests.length]).toEqual([
      `S1 ${opened} F1!UnknownError DONE! Closing Unconnected`,
      `The redirect of https://127.0.0.1:${secure.port} leads from https to http`,
      elsewhere,
      1,
    ]);
  });
});

describe('method and body', () => {
  const seenBy = ({ requests }: RawServer) =>
    requests.slice(0, 2).map(({ method, path, fields, body }: SeenRequest) => {
      const type = fields['content-type'] ?? '-';
      return `${method} ${path} ${type} ${fields['content-length'] ?? '-'} ${body.toString()}`.trimEnd();
    });

  test.each([
    [301, 'POST', 'GET /b - -'],
    [302, 'POST', 'GET /b - -'],
    [303, 'POST', 'GET /b - -'],
    [303, 'PUT', 'GET /b - -'],
    [307, 'POST', 'POST /b text/x 4 data'],
    [308, 'POST', 'POST /b text/x 4 data'],
    [301, 'PUT', 'PUT /b text/x 4 data'],
    [302, 'PATCH', 'PATCH /b text/x 4 data'],
  ])('%i of a %s', async (statusCode, method, second) => {
    const server = await leadingTo('/b', statusCode);
    const header = new HttpRequestHeader(method, '/');
    header.setContentType('text/x');

    const { line } = await followed(server, {}, (http) => http.request(header, 'data'));

    expect([line, ...seenBy(server)]).toEqual([
      `S1 ${opened} ${again} ${answered} F1 DONE S2 ${again} ${answered} F2 DONE`,
      `${method} / text/x 4 data`,
      second,
    ]);
  });

  test.each([301, 302, 303, 307, 308])('%i of a HEAD stays one', async (statusCode) => {
    const server = await RawServer.answering(({ method, path }) => {
      if (method !== 'HEAD') return ok(path);
      return path === '/'
        ? `HTTP/1.1 ${statusCode} Elsewhere\r\nLocation: /b\r\nContent-Length: 9\r\n\r\n`
        : 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n';
    });

    const { line } = await followed(server, {}, (http) => http.head('/'));

    expect([line, ...seenBy(server)]).toEqual([
      `S1 ${opened} ${again} H200 Connected F1 DONE S2 ${again} ${answered} F2 DONE`,
      'HEAD / - -',
      'HEAD /b - -',
    ]);
  });

  test('a stream that would have to be sent twice is an error', async () => {
    const server = await leadingTo('/b', 307);

    const seen = await followed(server, {}, (http) => http.post('/', Readable.from(['data'])));

    expect([seen.line, seen.error]).toEqual([
      refused,
      `UnknownError: The redirect of http://127.0.0.1:${server.port} asks for the body again, which is a stream that cannot be sent again`,
    ]);
  });

  test('a stream whose method changes is let go of', async () => {
    const server = await leadingTo('/b', 303);
    const stream = Readable.from(['data']);

    const seen = await followed(server, {}, (http) => http.post('/', stream));

    expect([seen.line, seen.body, stream.destroyed]).toEqual([
      `S1 ${opened} ${again} ${answered} F1 DONE S2 ${again} ${answered} F2 DONE`,
      'GET /b',
      true,
    ]);
  });
});

test.each([-1, 1.5, Number.NaN, '3' as unknown as number])('%p redirects cannot be', (maxRedirections) => {
  expect(() => followRedirects({ maxRedirections })).toThrow(RangeError);
});
