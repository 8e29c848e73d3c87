// What a page does, with rx-qhttp/browser: here over the fetch of Node, and with a file that is in memory.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { WritableStream } from 'node:stream/web';
import {
  downloadProgress,
  FetchDispatcher,
  HttpRequestHeader,
  QHttp,
  saveToFileHandle,
  toText,
} from 'rx-qhttp/browser';
import { lastValueFrom } from 'rxjs';

const { port, stop } = await startServer();
const bar = { value: 0 };
const handle = fileHandle();

const http = new QHttp('127.0.0.1', port, { dispatcher: new FetchDispatcher({ credentials: 'omit' }) });

const progress$ = http.get$('/film.mp4').pipe(saveToFileHandle(handle), downloadProgress());
await progress$.forEach(({ ratio = 0 }) => {
  bar.value = ratio;
});

const header = new HttpRequestHeader('PUT', '/notes/1');
header.setContentType('application/json');
const answer = await lastValueFrom(http.request$(header, JSON.stringify({ text: 'buy milk' })).pipe(toText()));

assert.equal(bar.value, 1);
assert.equal(handle.size, 3_000_000);
assert.equal(answer, 'PUT /notes/1 {"text":"buy milk"}');
console.log(`${handle.size} bytes in the file; ${answer}`);
http.destroy();
stop();

/** What a FileSystemFileHandle offers of use here. */
function fileHandle() {
  return {
    size: 0,
    async createWritable() {
      let written = 0;
      return new WritableStream({
        write: (chunk) => {
          written += chunk.length;
        },
        close: () => {
          this.size = written;
        },
      });
    },
  };
}

/** @returns {Promise<{ port: number, stop: () => void }>} */
function startServer() {
  const server = createServer(async (request, response) => {
    if (request.url === '/film.mp4') {
      response.end(new Uint8Array(3_000_000));
      return;
    }
    let body = '';
    for await (const chunk of request) body += chunk;
    response.end(`${request.method} ${request.url} ${body}`);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      assert(address !== null && typeof address === 'object');
      const stop = () => {
        server.close();
        server.closeAllConnections();
      };
      resolve({ port: address.port, stop });
    });
  });
}
