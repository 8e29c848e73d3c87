// A destination that is slower than the server: the server is held back, and the memory stays small.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers';
import { QHttp } from 'rx-qhttp';
import { firstValueFrom } from 'rxjs';

const total = 64 * 1024 * 1024;
const { port, stop, sent } = await startServer();

let taken = 0;
let mostUnread = 0;
let mostOnTheWay = 0;
const slow = new Writable({
  highWaterMark: 256 * 1024,
  write(chunk, _encoding, written) {
    mostUnread = Math.max(mostUnread, slow.writableLength);
    mostOnTheWay = Math.max(mostOnTheWay, sent() - taken);
    taken += chunk.byteLength;
    setImmediate(written);
  },
});

const http = new QHttp('127.0.0.1', port);
http.get('/large.bin', slow);
const failed = await firstValueFrom(http.done$);

console.log(`${taken} bytes; in the destination at most ${mostUnread}, from the server to it at most ${mostOnTheWay}`);
assert.equal(failed, false);
assert.equal(taken, total);
// Full, and the one piece that came with it.
assert(mostUnread <= slow.writableHighWaterMark + 256 * 1024);
// What the two sockets hold, and no more.
assert(mostOnTheWay < total / 2);
// The destination is the caller's: it has not been ended.
assert.equal(slow.writable, true);
http.destroy();
stop();

/** @returns {Promise<{ port: number, stop: () => void, sent: () => number }>} */
function startServer() {
  const piece = new Uint8Array(64 * 1024);
  let sent = 0;
  const server = createServer(async (_request, response) => {
    response.writeHead(200, { 'Content-Length': total });
    while (sent < total) {
      const hasRoom = response.write(piece);
      sent += piece.byteLength;
      if (!hasRoom) await new Promise((resolve) => response.once('drain', resolve));
    }
    response.end();
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      assert(address !== null && typeof address === 'object');
      resolve({ port: address.port, stop: () => server.close(), sent: () => sent });
    });
  });
}
