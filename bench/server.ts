/**
 * The server of the benchmarks, a process of its own, so that its time is not measured. Answers `GET /` with 100 bytes,
 * `GET /BYTES` with so many, `GET /BYTES/CHUNKS` with so many in so many chunks, and a POST when its body has come.
 */
import { createServer, type AddressInfo, type Socket } from 'node:net';

const small = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n${'x'.repeat(100)}`);
const smallRequest = Buffer.from('GET / ');
const piece = Buffer.alloc(64 * 1024, 'x');

function sendBody(socket: Socket, bytes: number): void {
  let left = bytes;
  const send = () => {
    while (left > 0) {
      const part = left < piece.length ? piece.subarray(0, left) : piece;
      left -= part.length;
      if (!socket.write(part)) {
        socket.once('drain', send);
        return;
      }
    }
  };
  send();
}

function sendChunks(socket: Socket, bytes: number, chunks: number): void {
  const part = Buffer.alloc(Math.ceil(bytes / chunks), 'x').toString();
  const chunk = `${part.length.toString(16)}\r\n${part}\r\n`;
  socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(chunks)}0\r\n\r\n`);
}

function answer(socket: Socket, head: string): number {
  const [, method = '', bytes = '', chunks] = /^(\w+) \/(\d*)(?:\/(\d+))?/.exec(head) ?? [];
  if (method === 'POST') return Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
  if (chunks !== undefined) sendChunks(socket, Number(bytes), Number(chunks));
  else if (bytes === '') socket.write(small);
  else {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${bytes}\r\n\r\n`);
    sendBody(socket, Number(bytes));
  }
  return 0;
}

/** One request a segment, unless they are sent early. */
function answerSmall(socket: Socket, chunk: Buffer): void {
  let count = 1;
  for (let at = chunk.indexOf(smallRequest, 1); at > 0; at = chunk.indexOf(smallRequest, at + 1)) count++;
  for (; count > 0; count--) socket.write(small);
}

const server = createServer((socket) => {
  let awaited = 0; // bytes of a body
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    if (awaited === 0 && chunk.subarray(0, smallRequest.length).equals(smallRequest)) {
      answerSmall(socket, chunk);
      return;
    }
    let body = chunk.length;
    if (awaited === 0) {
      const end = chunk.indexOf('\r\n\r\n') + 4;
      awaited = answer(socket, chunk.toString('latin1', 0, end));
      body -= end;
      if (awaited === 0) return;
    }
    awaited -= body;
    if (awaited === 0) socket.write(small);
  });
});
server.listen(0, '127.0.0.1', 4096, () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
