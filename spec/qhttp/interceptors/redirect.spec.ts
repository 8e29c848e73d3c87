import { interceptors } from 'undici';
import { HttpRequestHeader } from '../../../src/index.js';
import { ok } from '../../support/answers.js';
import { answered, intercepted, opened, outcome } from '../../support/intercepted.js';
import { RawServer } from '../../support/raw-server.js';
import { redirect } from '../../support/redirect.js';

const { redirect: follow } = interceptors;

describe("undici's redirect()", () => {
  test('goes over the same connection to the same origin', async () => {
    const server = await RawServer.answering(({ path }) => (path === '/a' ? redirect(302, '/b') : ok(path)));

    const seen = await outcome(intercepted(server, [follow({ maxRedirections: 1 })]), (http) => http.get('/a'));

    expect(seen).toEqual({
      line: `S1 ${opened} Sending q Reading ${answered} F1 DONE`,
      body: '/b',
      error: 'Unknown error',
    });
  });

  test('closes the connection that ends with the redirect, and opens another', async () => {
    const server = await RawServer.answering(({ path }) =>
      path === '/a' ? 'HTTP/1.1 302 Found\r\nLocation: /b\r\nConnection: close\r\nContent-Length: 0\r\n\r\n' : ok(path),
    );

    const seen = await outcome(intercepted(server, [follow({ maxRedirections: 1 })]), (http) => http.get('/a'));

    expect(seen.line).toBe(`S1 ${opened} Closing Unconnected ${opened} ${answered} F1 DONE`);
  });

  test('goes to another origin, and the next command to the host that was set', async () => {
    const other = await RawServer.answering(({ path, fields }) => ok(`${path} of ${fields['host']}`));
    const server = await RawServer.answering(({ path }) =>
      path === '/a' ? redirect(302, `http://127.0.0.1:${other.port}/b`) : ok(path),
    );
    const client = intercepted(server, [follow({ maxRedirections: 1 })]);

    const first = await outcome(client, (http) => http.get('/a'));
    const second = await outcome(client, (http) => http.get('/c'));

    expect([first, second.line, second.body]).toEqual([
      {
        line: `S1 ${opened} Closing Unconnected ${opened} ${answered} F1 DONE`,
        body: `/b of 127.0.0.1:${other.port}`,
        error: 'Unknown error',
      },
      `S2 ${opened} ${answered} F2 DONE`,
      '/c',
    ]);
  });

  test('takes fields of the caller along to another origin, which followRedirects() does not', async () => {
    const other = await RawServer.answering(() => ok());
    const server = await RawServer.answering(() => redirect(302, `http://127.0.0.1:${other.port}/b`));
    const header = new HttpRequestHeader('GET', '/a');
    header.setValue('X-Api-Key', 'secret');
    header.setValue('Cookie', 'a=b');

    await outcome(intercepted(server, [follow({ maxRedirections: 1 })]), (http) => http.request(header));

    const { 'x-api-key': key, cookie } = other.lastRequest.fields;
    expect([key, cookie]).toEqual(['secret', undefined]);
  });

  test('sends bytes of any size again, also those of a Blob', async () => {
    const server = await RawServer.answering(({ path, body }) =>
      path === '/a' ? redirect(307, '/b') : ok(String(body.length)),
    );
    const client = intercepted(server, [follow({ maxRedirections: 1 })]);
    const bytes = new Uint8Array(200_000);

    const seen = [
      await outcome(client, (http) => http.post('/a', bytes)),
      await outcome(client, (http) => http.post('/a', new Blob([bytes]))),
    ];

    expect(seen.map(({ body }) => body)).toEqual(['200000', '200000']);
  });

  test('follows through a proxy that reads the requests, which keeps its credentials', async () => {
    const proxy = await RawServer.answering(({ path, fields }) => {
      if (!('proxy-authorization' in fields)) {
        return 'HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm="p"\r\nContent-Length: 0\r\n\r\n';
      }
      return path.endsWith('/a') ? redirect(302, 'http://two.example/b') : ok(path);
    });
    const client = intercepted({ port: 1 }, [follow({ maxRedirections: 1 })]);

    const seen = await outcome(client, (http) => {
      http.setProxy('127.0.0.1', proxy.port, 'me', 'secret');
      http.setHost('one.example');
      http.get('/a');
    });

    expect([seen.body, seen.error]).toEqual(['http://two.example/b', 'Unknown error']);
    expect(proxy.requests.map(({ path, fields }) => [path, fields['host'], 'proxy-authorization' in fields])).toEqual([
      ['http://one.example/a', 'one.example', false],
      ['http://one.example/a', 'one.example', true],
      ['http://two.example/b', 'two.example', true],
    ]);
  });
});
