// Ask for compressed answers, and get them as they were.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { QHttp, QHttpError, toText } from 'rx-qhttp';
import { firstValueFrom } from 'rxjs';
import { interceptors } from 'undici';
import { listen } from './support/listen.mjs';

const plain = 'the same again and again. '.repeat(10_000);
const server = createServer((request, response) => {
  if (!request.headers['accept-encoding']?.includes('gzip')) response.end(plain);
  else response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(plain));
});
const { port, stop } = await listen(server);

const http = new QHttp('127.0.0.1', port, {
  interceptors: [interceptors.decompress()],
  limits: { bodyBytes: 1024 * 1024 },
});
const headers = { 'Accept-Encoding': 'gzip, br, zstd' };

const totals = new Set();
http.dataReadProgress$.subscribe(({ total }) => totals.add(total));
const text = await firstValueFrom(http.get$('/', { headers }).pipe(toText()));
assert.equal(text, plain);
assert.deepEqual([...totals], [0]); // nobody knows how much it will be

// A small body may hide a large one: the limit counts what comes out.
const strict = new QHttp('127.0.0.1', port, {
  interceptors: [interceptors.decompress()],
  limits: { bodyBytes: 100_000 },
});
const error = await firstValueFrom(strict.get$('/', { headers }).pipe(toText())).catch((reason) => reason);
assert(error instanceof QHttpError);
assert.match(error.message, /larger than the limit of 100000 bytes$/);

console.log(`${gzipSync(plain).length} bytes on the way, ${text.length} here`);
http.destroy();
strict.destroy();
stop();
