// Two uploads with progress: one that says how long it is, one that nobody knows the length of.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { HttpRequestHeader, QHttp } from 'rx-qhttp';
import { firstValueFrom } from 'rxjs';

const video = new Uint8Array(5_000_000).map((_, index) => index % 251);
const { port, stop, seen } = await startServer();

const http = new QHttp('127.0.0.1', port);
/** @type {import('rx-qhttp').Progress[]} */
const steps = [];
http.dataSendProgress$.subscribe((step) => steps.push(step));

// A stream does not know its length. Say it, and the progress has a total.
const header = new HttpRequestHeader('PUT', '/video.bin');
header.setContentLength(video.byteLength);
header.setContentType('video/mp4');
http.request(header, Readable.from(pieces()));
assert.equal(await firstValueFrom(http.done$), false);

const last = steps.at(-1);
assert(last !== undefined);
console.log(`${steps.length} steps, the last one: ${last.done} of ${last.total} bytes, the head included`);
assert.equal(last.done, last.total);
assert(last.total > video.byteLength);
assert(steps.every((step, index) => step.done > (steps[index - 1]?.done ?? 0)));

// Without a length it goes in chunks, and the total is 0.
steps.length = 0;
http.post('/log.txt', pieces());
assert.equal(await firstValueFrom(http.done$), false);

console.log(`${steps.length} steps, the last one: ${steps.at(-1)?.done} of an unknown number of bytes`);
assert(steps.every(({ total }) => total === 0));

const digest = createHash('sha256').update(video).digest('hex');
assert.deepEqual(seen, [
  { path: '/video.bin', length: '5000000', coding: undefined, digest },
  { path: '/log.txt', length: undefined, coding: 'chunked', digest },
]);
http.destroy();
stop();

/** @returns {AsyncGenerator<Uint8Array>} */
async function* pieces() {
  for (let start = 0; start < video.byteLength; start += 100_000) yield video.subarray(start, start + 100_000);
}

/**
 * @typedef {{ path?: string | undefined, length?: string | undefined, coding?: string | undefined, digest: string }} Seen
 * @returns {Promise<{ port: number, stop: () => void, seen: Seen[] }>}
 */
function startServer() {
  /** @type {Seen[]} */
  const seen = [];
  const server = createServer(async (request, response) => {
    const hash = createHash('sha256');
    for await (const piece of request) hash.update(piece);
    const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
    seen.push({ path: request.url, length, coding, digest: hash.digest('hex') });
    response.writeHead(201).end();
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      assert(address !== null && typeof address === 'object');
      resolve({ port: address.port, stop: () => server.close(), seen });
    });
  });
}
