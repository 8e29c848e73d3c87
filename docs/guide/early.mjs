// A device that answers slowly, asked for many values: marked requests are sent before those in front of them are answered.
/* global setTimeout */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { QHttp, toText } from 'rx-qhttp';
import { firstValueFrom, forkJoin } from 'rxjs';

/** How many requests came at a time. @type {number[]} */
const together = [];
const server = createServer((socket) => {
  let text = '';
  socket.on('data', (bytes) => {
    text += bytes;
    const heads = text.split('\r\n\r\n');
    text = heads.pop() ?? '';
    together.push(heads.length);
    // The answers of a network that takes its time.
    setTimeout(() => {
      for (const head of heads) {
        const path = head.split(' ')[1] ?? '';
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${path.length}\r\n\r\n${path}`);
      }
    }, 20);
  });
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
assert(address !== null && typeof address === 'object');
const { port } = address;

const http = new QHttp('127.0.0.1', port, { pipelining: 8 });
const paths = Array.from({ length: 9 }, (_, i) => `/value/${i}`);
const values$ = forkJoin(paths.map((path) => http.get$(path, { early: true }).pipe(toText())));
/** @type {number[]} */
const order = [];
http.requestFinished$.subscribe(({ id }) => order.push(id));

assert.deepEqual(await firstValueFrom(values$), paths);
assert.deepEqual(
  order,
  order.toSorted((a, b) => a - b),
);

console.log(`${paths.length} requests came as ${together.join(' + ')}`);
assert.equal(Math.max(...together) > 1, true);
http.destroy();
server.close();
