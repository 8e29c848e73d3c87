// A file goes to a server as a stream, with progress. The stream is opened anew for each attempt.
import assert from 'node:assert/strict';
import { createReadStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpRequestHeader, QHttp, failOnStatus, uploadProgress } from 'rx-qhttp';
import { defer, lastValueFrom, retry, tap } from 'rxjs';
import { listen } from './support/listen.mjs';

/** @type {number[]} */
const received = [];
const server = createServer(async (request, response) => {
  if (received.length === 0) {
    received.push(0);
    request.once('data', () => request.destroy());
    return;
  }
  let bytes = 0;
  for await (const piece of request) bytes += piece.byteLength;
  received.push(bytes);
  response.writeHead(201).end();
});
const { port, stop } = await listen(server);
const folder = mkdtempSync(join(tmpdir(), 'upload-'));
const path = join(folder, 'film.mp4');
writeFileSync(path, new Uint8Array(3_000_000));
const http = new QHttp('127.0.0.1', port);
/** @type {number[]} */
const shown = [];
/** @param {number} percent */
const show = (percent) => shown.push(percent);

const upload$ = defer(() => {
  const header = new HttpRequestHeader('PUT', '/film.mp4');
  header.setContentType('video/mp4');
  header.setContentLength(statSync(path).size); // without it the total is unknown
  return http.request$(header, createReadStream(path));
}).pipe(failOnStatus(), uploadProgress());

const shown$ = upload$.pipe(
  tap(({ ratio = 0 }) => show(Math.floor(100 * ratio))),
  retry({ count: 2, delay: 10 }),
);
const last = await lastValueFrom(shown$);

console.log(`${last.done} of ${last.total} bytes have gone, the head included, at the second attempt`);
assert.deepEqual(received, [0, 3_000_000]);
assert.equal(last.done, last.total);
assert(last.total > 3_000_000);
assert.equal(shown.at(-1), 100);
http.destroy();
rmSync(folder, { recursive: true });
stop();
