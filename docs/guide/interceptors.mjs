// What stands between the queue and the connection, and in which order.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { QHttp, QHttpError, followRedirects, toText } from 'rx-qhttp';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import { errors, interceptors } from 'undici';
import { listen } from './support/listen.mjs';

/** @type {(string | undefined)[]} */
const seen = [];
const server = createServer((request, response) => {
  seen.push(request.headers['x-request-id']?.toString());
  if (request.url === '/old') response.writeHead(301, { Location: '/new' }).end();
  else if (request.url === '/new') response.end('here it is');
  else response.writeHead(404, { 'Content-Type': 'text/plain' }).end(`there is no ${request.url}`);
});
const { port, stop } = await listen(server);

/**
 * Gives each request a number.
 *
 * @returns {import('rx-qhttp').Interceptor}
 */
function numbered() {
  let last = 0;
  return (dispatch) => (request, handler) => {
    const headers = Array.isArray(request.headers) ? request.headers : [];
    return dispatch({ ...request, headers: [...headers, 'X-Request-Id', `${++last}`] }, handler);
  };
}

const http = new QHttp('127.0.0.1', port, {
  interceptors: [numbered(), followRedirects(), interceptors.responseError()],
});

// The last one sees a request first: what followRedirects() makes of one goes through numbered() again.
assert.equal(await firstValueFrom(http.get$('/old').pipe(toText())), 'here it is');
assert.deepEqual(seen, ['1', '2']);

// responseError() makes an error of a status; what the server said is the cause of it.
const error = await lastValueFrom(http.get$('/lost')).catch((reason) => reason);
assert(error instanceof QHttpError && error.cause instanceof errors.ResponseError);
const { statusCode, body } = error.cause;
assert.deepEqual([statusCode, body], [404, 'there is no /lost']);

console.log(`${seen.length} requests; ${statusCode}: ${body}`);
http.destroy();
stop();
