// Keep cookies: an interceptor of one's own, over the jar of the package tough-cookie.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { QHttp, followRedirects, toText } from 'rx-qhttp';
import { firstValueFrom } from 'rxjs';
import { CookieJar } from 'tough-cookie';
import { listen } from './support/listen.mjs';

const server = createServer((request, response) => {
  if (request.url === '/login') {
    response.writeHead(303, { 'Set-Cookie': 'session=1; HttpOnly; Path=/', Location: '/home' }).end();
  } else response.end(request.headers.cookie ?? 'no cookie');
});
const { port, stop } = await listen(server);

/**
 * Sends the cookies of a jar, and keeps those that come.
 *
 * @param {CookieJar} jar
 * @returns {import('rx-qhttp').Interceptor}
 */
function cookies(jar) {
  return (dispatch) => (request, handler) => {
    const url = new URL(request.path, request.origin).href;
    const cookie = jar.getCookieStringSync(url);
    const headers = Array.isArray(request.headers) ? request.headers : [];
    return dispatch(cookie ? { ...request, headers: [...headers, 'Cookie', cookie] } : request, {
      onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
      onRequestSent: () => handler.onRequestSent?.(),
      onResponseStart(controller, statusCode, fields, statusMessage) {
        for (const one of [fields['set-cookie'] ?? []].flat()) jar.setCookieSync(one, url, { ignoreError: true });
        handler.onResponseStart?.(controller, statusCode, fields, statusMessage);
      },
      onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
      onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
      onResponseError: (controller, error) => handler.onResponseError?.(controller, error),
    });
  };
}

const jar = new CookieJar();
const http = new QHttp('127.0.0.1', port, { interceptors: [cookies(jar), followRedirects()] });

/** @param {string} path */
const get = (path) => firstValueFrom(http.get$(path).pipe(toText()));

assert.equal(await get('/'), 'no cookie');
const home = await firstValueFrom(http.post$('/login', 'user=me').pipe(toText()));
assert.equal(home, 'session=1');
assert.equal(await get('/'), 'session=1');

console.log(`logged in with ${home}; kept: ${jar.serializeSync()?.cookies.length} cookie`);
http.destroy();
stop();
