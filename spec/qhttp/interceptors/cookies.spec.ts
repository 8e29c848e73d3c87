import { CookieJar } from 'tough-cookie';
import { followRedirects, type Interceptor } from '../../../src/index.js';
import { ok } from '../../support/answers.js';
import { intercepted, outcome } from '../../support/intercepted.js';
import { RawServer } from '../../support/raw-server.js';

/** Sends the cookies of a jar, and keeps those that come. */
function cookies(jar: CookieJar): Interceptor {
  return (dispatch) => (request, handler) => {
    const url = new URL(request.path, request.origin).href;
    const cookie = jar.getCookieStringSync(url);
    const headers = Array.isArray(request.headers) ? request.headers : [];
    return dispatch(cookie === '' ? request : { ...request, headers: [...headers, 'Cookie', cookie] }, {
      onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
      onRequestSent: () => handler.onRequestSent?.(),
      onResponseStart: (controller, statusCode, fields, statusMessage) => {
        for (const one of [fields['set-cookie'] ?? []].flat()) jar.setCookieSync(one, url, { ignoreError: true });
        handler.onResponseStart?.(controller, statusCode, fields, statusMessage);
      },
      onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
      onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
      onResponseError: (controller, error) => handler.onResponseError?.(controller, error),
    });
  };
}

describe('an interceptor of the own kind: a cookie jar', () => {
  test('keeps cookies between requests, and puts them on', async () => {
    const server = await RawServer.answering(({ path, fields }) =>
      path === '/login'
        ? 'HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/\r\nSet-Cookie: b=2; Path=/deep\r\nContent-Length: 0\r\n\r\n'
        : ok(fields['cookie'] ?? '-'),
    );
    const client = intercepted(server, [cookies(new CookieJar())]);
    const ask = async (path: string) => (await outcome(client, (http) => http.get(path))).body;

    expect([await ask('/'), await ask('/login'), await ask('/'), await ask('/deep/er')]).toEqual([
      '-',
      '',
      'a=1',
      'b=2; a=1',
    ]);
  });

  test('before followRedirects() in the list: each host gets its own', async () => {
    const other = await RawServer.answering(({ fields }) => ok(fields['cookie'] ?? '-'));
    const server = await RawServer.answering(({ path }) =>
      path === '/a'
        ? 'HTTP/1.1 302 Found\r\nLocation: /b\r\nSet-Cookie: a=1\r\nContent-Length: 0\r\n\r\n'
        : `HTTP/1.1 302 Found\r\nLocation: http://localhost:${other.port}/\r\nContent-Length: 0\r\n\r\n`,
    );
    const client = intercepted(server, [cookies(new CookieJar()), followRedirects()]);

    const seen = await outcome(client, (http) => http.get('/a'));

    expect([seen.body, server.requests.map(({ fields }) => fields['cookie'])]).toEqual(['-', [undefined, 'a=1']]);
  });
});
