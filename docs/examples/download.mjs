// Three requests over one connection: a page that is read, a file that is written, a page that is not there.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TextDecoder } from 'node:util';
import { QHttp } from 'rx-qhttp';

const picture = new Uint8Array(300_000).fill(7);
const { port, stop } = await startServer();
const folder = mkdtempSync(join(tmpdir(), 'download-'));
process.chdir(folder);
/** @type {string[]} */
const lines = [];
/** @param {string} line */
const print = (line) => lines.push(line);

const http = new QHttp('127.0.0.1', port);
const file = createWriteStream('picture.bin');

const page = http.get('/index.html');
http.get('/picture.bin', file);
http.get('/missing.html');

http.requestFinished$.subscribe(({ id, error }) => {
  if (error) return;
  print(`${http.lastResponse().statusCode()}, ${http.bytesAvailable()} bytes to read`);
  if (id === page) print(new TextDecoder().decode(http.readAll()));
});
http.done$.subscribe((error) => {
  print(error ? http.errorString() : 'all done');
  file.end();
  http.destroy();
});

file.on('close', () => {
  console.log(lines.join('\n'));
  assert.deepEqual(lines, [
    '200, 14 bytes to read',
    '<h1>Hello</h1>',
    '200, 0 bytes to read',
    '404, 6 bytes to read',
    'all done',
  ]);
  assert.deepEqual(new Uint8Array(readFileSync('picture.bin')), picture);
  process.chdir(tmpdir());
  rmSync(folder, { recursive: true });
  stop();
});

/** @returns {Promise<{ port: number, stop: () => void }>} */
function startServer() {
  const server = createServer((request, response) => {
    if (request.url === '/index.html') response.end('<h1>Hello</h1>');
    else if (request.url === '/picture.bin') response.end(picture);
    else response.writeHead(404).end('gone\r\n');
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      assert(address !== null && typeof address === 'object');
      resolve({ port: address.port, stop: () => server.close() });
    });
  });
}
