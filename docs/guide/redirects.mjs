// Follow redirects, and take nothing to another server that is meant for the first.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { QHttp, QHttpError, followRedirects, toResponse, toText } from 'rx-qhttp';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import { listen } from './support/listen.mjs';

/** @type {import('node:http').IncomingHttpHeaders[]} */
const seenByMirror = [];
const mirrorServer = createServer((request, response) => {
  seenByMirror.push(request.headers);
  response.end(`${request.method} ${request.url} at the mirror`);
});
const mirror = await listen(mirrorServer);
const server = createServer((request, response) => {
  if (request.url === '/file') response.writeHead(302, { Location: `${mirror.origin}/file` }).end();
  else if (request.url === '/order') response.writeHead(303, { Location: '/receipt' }).end();
  else if (request.url === '/circle') response.writeHead(302, { Location: '/circle' }).end();
  else response.end(`${request.method} ${request.url}`);
});
const { port, stop } = await listen(server);

const http = new QHttp('127.0.0.1', port, { interceptors: [followRedirects({ maxRedirections: 5 })] });

// To another server goes what is wanted, and nothing of the caller's own.
const headers = { Accept: 'text/plain', Authorization: 'Bearer secret', Cookie: 'id=1', 'X-Api-Key': 'secret' };
const file = await firstValueFrom(http.get$('/file', { headers }).pipe(toText()));
assert.equal(file, 'GET /file at the mirror');
assert.deepEqual(seenByMirror, [
  { accept: 'text/plain', connection: 'keep-alive', host: mirror.origin.slice('http://'.length) },
]);

// A form is answered with a page to look at: the POST becomes a GET.
const receipt = await firstValueFrom(http.post$('/order', 'one coffee').pipe(toText()));
assert.equal(receipt, 'GET /receipt');

// What cannot be followed is an error that says why.
const error = await lastValueFrom(http.get$('/circle')).catch((reason) => reason);
assert(error instanceof QHttpError);
assert.equal(error.message, `The redirect of http://127.0.0.1:${port} is one more than the 5 that are followed`);

// Without the interceptor a redirect is an answer like any other.
const plain = new QHttp('127.0.0.1', port);
const { header } = await firstValueFrom(plain.get$('/order').pipe(toResponse()));
assert.equal(header.statusCode(), 303);

console.log(`${file}, ${receipt}; but: ${error.message}`);
http.destroy();
plain.destroy();
stop();
mirror.stop();
