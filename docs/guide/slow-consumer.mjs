// A body that is taken as slowly as its consumer likes: the server waits, and the memory stays small.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers';
import { setImmediate as turn } from 'node:timers/promises';
import { QHttp, drainWith, saveTo } from 'rx-qhttp';
import { lastValueFrom, scan } from 'rxjs';
import { listen } from './support/listen.mjs';

const total = 24 * 1024 * 1024;
const piece = new Uint8Array(64 * 1024);
let sent = 0;
const server = createServer(async (_request, response) => {
  response.writeHead(200, { 'Content-Length': total });
  sent = 0;
  while (sent < total) {
    const hasRoom = response.write(piece);
    sent += piece.byteLength;
    if (!hasRoom) await new Promise((resolve) => response.once('drain', resolve));
  }
  response.end();
});
const { port, stop } = await listen(server);
const http = new QHttp('127.0.0.1', port);
let taken = 0;
let mostOnTheWay = 0;
/** @param {Uint8Array} chunk */
function take(chunk) {
  mostOnTheWay = Math.max(mostOnTheWay, sent - taken);
  taken += chunk.byteLength;
}

/** @param {Uint8Array} chunk */
async function insert(chunk) {
  await turn(); // the database works
  take(chunk);
  return chunk.byteLength;
}

const inserted$ = http.get$('/huge.csv').pipe(
  drainWith((chunk) => insert(chunk)),
  scan((sum, bytes) => sum + bytes, 0),
);
const inserted = await lastValueFrom(inserted$);

console.log(`${inserted} bytes inserted, at most ${mostOnTheWay} on the way`);
assert.equal(inserted, total);
assert(mostOnTheWay < total / 2);

taken = 0;
mostOnTheWay = 0;
const slow = new Writable({
  highWaterMark: 256 * 1024,
  write(chunk, _encoding, written) {
    take(chunk);
    setImmediate(written);
  },
});

await lastValueFrom(http.get$('/huge.csv').pipe(saveTo(slow, { end: true })));

console.log(`${taken} bytes saved, at most ${mostOnTheWay} on the way`);
assert.equal(taken, total);
assert(mostOnTheWay < total / 2);
assert(slow.writableFinished);
http.destroy();
stop();
