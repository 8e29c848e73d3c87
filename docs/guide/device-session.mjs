// Log in, upload, reboot: in this order, and never a reboot on half an upload. Once with cold commands, once with calls.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { URLSearchParams } from 'node:url';
import { QHttp, StatusError, failOnStatus, finished } from 'rx-qhttp';
import { concat, firstValueFrom, lastValueFrom } from 'rxjs';
import { listen } from './support/listen.mjs';

const image = new Uint8Array(1_000_000);
const account = new URLSearchParams({ name: 'admin', password: 'secret' });

let isFull = false;
let connections = 0;
/** @type {string[]} */
const seen = [];
const device = createServer(async (request, response) => {
  seen.push(request.url ?? '');
  await request.resume().toArray();
  response.writeHead(isFull && request.url === '/upload' ? 507 : 204).end();
}).on('connection', () => connections++);
const { port, stop } = await listen(device);
const http = new QHttp('127.0.0.1', port);

const update$ = concat(
  http.post$('/login', account).pipe(failOnStatus()),
  http.post$('/upload', image).pipe(failOnStatus()),
  http.post$('/reboot', undefined).pipe(failOnStatus()),
).pipe(finished());

await lastValueFrom(update$);
assert.equal(connections, 1);
assert.deepEqual(seen.splice(0), ['/login', '/upload', '/reboot']);

isFull = true;
const error = await lastValueFrom(update$).catch((reason) => reason);
assert(error instanceof StatusError);
assert.equal(error.header.statusCode(), 507);
assert.deepEqual(seen.splice(0), ['/login', '/upload']);
http.destroy();

/** @returns {Promise<string>} what went wrong, or an empty string */
async function updateByCalls() {
  const http = new QHttp('127.0.0.1', port);
  http.responseHeaderReceived$.subscribe((header) => {
    if (header.statusCode() >= 400) http.abort();
  });

  http.post('/login', account);
  http.post('/upload', image);
  http.post('/reboot', undefined);

  const failed = await firstValueFrom(http.done$);
  const problem = failed ? `${http.lastResponse().statusCode()}: ${http.errorString()}` : '';
  http.destroy();
  return problem;
}

assert.equal(await updateByCalls(), '507: Request aborted');
assert.deepEqual(seen.splice(0), ['/login', '/upload']);

isFull = false;
assert.equal(await updateByCalls(), '');
assert.deepEqual(seen.splice(0), ['/login', '/upload', '/reboot']);

console.log(`two updates; two more ended before the reboot: ${error.message}`);
stop();
