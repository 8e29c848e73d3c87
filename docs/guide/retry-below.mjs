// Let undici try again, below the queue: one command, however often it is sent.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { QHttp, toText } from 'rx-qhttp';
import { firstValueFrom } from 'rxjs';
import { interceptors } from 'undici';
import { listen } from './support/listen.mjs';

const body = 'a long text, of which the middle is where the connection breaks';
/** @type {string[]} */
const seen = [];
const server = createServer((request, response) => {
  const { url, headers } = request;
  seen.push(headers.range ? `${url} ${headers.range}` : `${url}`);
  if (url === '/busy' && seen.length < 3) response.writeHead(503, { 'Retry-After': '0' }).end();
  else if (url === '/busy') response.end('not busy any more');
  else if (!headers.range) {
    response.writeHead(200, { ETag: '"1"', 'Content-Length': body.length });
    response.write(body.slice(0, 20), () => response.destroy());
  } else {
    const from = Number(headers.range.slice('bytes='.length).split('-')[0]);
    response.writeHead(206, { ETag: '"1"', 'Content-Range': `bytes ${from}-${body.length - 1}/${body.length}` });
    response.end(body.slice(from));
  }
});
const { port, stop } = await listen(server);

const http = new QHttp('127.0.0.1', port, {
  interceptors: [interceptors.retry({ maxRetries: 3, minTimeout: 10, maxTimeout: 1000 })],
});

/** @type {string[]} */
const told = [];
http.signals$.subscribe(({ type }) => {
  if (type.startsWith('request') || type === 'responseHeaderReceived') told.push(type);
});

assert.equal(await firstValueFrom(http.get$('/busy').pipe(toText())), 'not busy any more');
assert.deepEqual(seen.splice(0), ['/busy', '/busy', '/busy']);
assert.deepEqual(told.splice(0), ['requestStarted', 'responseHeaderReceived', 'requestFinished']);

// A body that breaks off is asked for from there on. Whoever reads it notices nothing.
const text = await firstValueFrom(http.get$('/text').pipe(toText()));
assert.equal(text, body);
assert.deepEqual(seen, ['/text', `/text bytes=20-${body.length - 1}`]);
assert.deepEqual(told, ['requestStarted', 'responseHeaderReceived', 'requestFinished']);

console.log(`${seen.length} requests for one command: ${text}`);
http.destroy();
stop();
