/** Answers by what a path says, well or badly; a process of its own, which is killed and started anew. */
import { createServer, type AddressInfo, type Socket } from 'node:net';

const port = Number(process.argv[2]);
const large = Buffer.alloc(200_000, 'x');
const turn = () => new Promise((resolve) => setImmediate(resolve));
const ok = 'HTTP/1.1 200 OK\r\n';
const challenge = 'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="soak"\r\nContent-Length: 0\r\n\r\n';

type Answer = (socket: Socket, method: string) => unknown;

/** By the first segment of a path. Those that end badly are the faults. */
const answers: Readonly<Record<string, Answer>> = {
  small: (socket, method) => socket.write(`${ok}Content-Length: 5\r\n\r\n${method === 'HEAD' ? '' : 'small'}`),
  missing: (socket, method) =>
    socket.write(`HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n${method === 'HEAD' ? '' : 'no'}`),
  empty: (socket) => socket.write('HTTP/1.1 204 No Content\r\n\r\n'),
  interim: (socket) => socket.write(`HTTP/1.1 103 Early Hints\r\n\r\n${ok}Content-Length: 0\r\n\r\n`),
  chunked: async (socket, method) => {
    socket.write(`${ok}Transfer-Encoding: chunked\r\n\r\n`);
    if (method === 'HEAD') return;
    for (let i = 0; i < 5; i++) {
      socket.write('5\r\nhello\r\n');
      await turn();
    }
    socket.write('0\r\n\r\n');
  },
  large: (socket, method) => {
    socket.write(`${ok}Content-Length: ${large.length}\r\n\r\n`);
    if (method !== 'HEAD') socket.write(large);
  },
  closing: (socket) => socket.end(`${ok}Content-Length: 0\r\nConnection: close\r\n\r\n`),
  untilClose: (socket) => socket.end(`${ok}\r\nuntil it closes`),
  leaving: async (socket) => {
    socket.write(`${ok}Content-Length: 0\r\n\r\n`);
    await turn();
    socket.end(); // without a word, so that the next request meets a closed connection
  },
  cut: (socket) => socket.end(`${ok}Content-Length: 100\r\n\r\nhalf`),
  cutHead: (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-'),
  badChunk: (socket) => socket.end(`${ok}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`),
  garbage: (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'),
  nothing: (socket) => socket.end(),
  reset: (socket) => socket.resetAndDestroy(),
  resetBody: async (socket) => {
    socket.write(`${ok}Content-Length: 100\r\n\r\nhalf`);
    await turn();
    socket.resetAndDestroy();
  },
  tooMuch: (socket) => socket.write(`${ok}Content-Length: 2\r\n\r\nxy${ok}Content-Length: 6\r\n\r\npoison`),
  unauthorized: (socket) => socket.write(challenge),
  silent: () => new Promise(() => undefined), // nor does it answer what comes behind
};

function serve(socket: Socket): void {
  let text = '';
  let queue = Promise.resolve();
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1');
    for (let end = endOfRequest(text); end !== undefined; end = endOfRequest(text)) {
      const [method = '', path = ''] = text.split(' ', 2);
      const answer = answers[path.split('/')[1] ?? ''];
      text = text.slice(end);
      queue = queue.then(async () => {
        if (socket.writable) await answer?.(socket, method);
      });
    }
  });
}

function endOfRequest(text: string): number | undefined {
  const end = text.indexOf('\r\n\r\n') + 4;
  if (end < 4) return undefined;
  const head = text.slice(0, end);
  if (/^transfer-encoding:/im.test(head)) {
    const last = text.indexOf('0\r\n\r\n', end);
    return last < 0 ? undefined : last + 5;
  }
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  return text.length < end + length ? undefined : end + length;
}

const server = createServer(serve);
server.listen(port, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port)); // it listens on TCP
process.on('disconnect', () => process.exit());
