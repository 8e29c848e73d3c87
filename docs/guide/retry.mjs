// Try again what may go well the next time, later and later; and nothing else.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { ErrorCode, QHttp, QHttpError, StatusError, failOnStatus, toText } from 'rx-qhttp';
import { concat, firstValueFrom, forkJoin, lastValueFrom, retry, throwError, timer, toArray } from 'rxjs';
import { listen } from './support/listen.mjs';

/** @type {string[]} */
const seen = [];
let failures = 3;
const server = createServer((request, response) => {
  seen.push(request.url ?? '');
  if (request.url === '/missing') response.writeHead(404).end();
  else if (failures === 0) response.end(`It is ${request.url?.slice(1)}`);
  else if (failures === 3) response.writeHead(503).end();
  else response.writeHead(200, { 'Content-Length': 100 }).write('It is', () => response.destroy());
  if (failures > 0) failures--;
});
const { port, stop } = await listen(server);
const http = new QHttp('127.0.0.1', port);
const firstDelayMs = 10; // rather 500 in earnest

const temporary = new Set([
  ErrorCode.HostNotFound,
  ErrorCode.ConnectionRefused,
  ErrorCode.UnexpectedClose,
  ErrorCode.WrongContentLength,
]);
const temporaryStatus = new Set([408, 429, 502, 503, 504]);

/**
 * @param {unknown} error
 * @returns {boolean}
 */
function mayGoWell(error) {
  if (error instanceof StatusError) return temporaryStatus.has(error.header.statusCode());
  if (!(error instanceof QHttpError)) return false;
  if (error.code === ErrorCode.Aborted) return mayGoWell(error.cause); // where it was dropped: what dropped it
  return temporary.has(error.code);
}

/**
 * @param {unknown} error
 * @param {number} attempt - from 1 on
 */
function backOff(error, attempt) {
  if (!mayGoWell(error)) return throwError(() => error);
  const delayMs = firstDelayMs * 2 ** (attempt - 1);
  return timer(delayMs * (0.5 + Math.random() / 2)); // not all clients at the same moment
}

const text$ = http.get$('/spring').pipe(failOnStatus(), toText(), retry({ count: 5, delay: backOff }));

assert.equal(await firstValueFrom(text$), 'It is spring');
assert.deepEqual(seen.splice(0), Array(4).fill('/spring'));

// What is not there is asked for once.
failures = 0;
const missing$ = http.get$('/missing').pipe(failOnStatus(), retry({ count: 5, delay: backOff }));
const missing = await lastValueFrom(missing$).catch((error) => error);
assert(missing instanceof StatusError);
assert.deepEqual(seen.splice(0), ['/missing']);

// A failure drops what waits behind it. So what has an order is tried again as a whole, in its order.
failures = 2;
const session$ = concat(http.get$('/first').pipe(toText()), http.get$('/second').pipe(toText())).pipe(
  toArray(),
  retry({ count: 5, delay: backOff }),
);

assert.deepEqual(await firstValueFrom(session$), ['It is first', 'It is second']);
assert.deepEqual(seen.splice(0), ['/first', '/first', '/first', '/second']);

// What has none: each is tried again by itself.
failures = 1;
const both$ = forkJoin([
  http.get$('/spring').pipe(toText(), retry({ count: 5, delay: backOff })),
  http.get$('/autumn').pipe(toText(), retry({ count: 5, delay: backOff })),
]);

const both = await firstValueFrom(both$);
assert.deepEqual(both, ['It is spring', 'It is autumn']);
assert.deepEqual(seen.toSorted(), ['/autumn', '/spring', '/spring']);

// What the caller has ended is not tried again.
const ended = firstValueFrom(http.get$('/winter').pipe(toText(), retry({ count: 5, delay: backOff })));
http.abort();
assert.equal((await ended.catch((error) => error)).code, ErrorCode.Aborted);

console.log(`${both.join('. ')}. But ${missing.message}`);
http.destroy();
stop();
