/** Answers each request with the bytes of its case; a process of its own. */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { fuzzCase, numberOf } from './cases.ts';

const seed = Number(process.argv[2]);
/** Many, as each pair of ports can be used for one connection in a minute. */
const ports = 16;
const patienceMs = 20;

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Whole requests, out of what a client has sent. */
function* requestsIn(connection: { text: string }): Generator<string> {
  for (;;) {
    const end = connection.text.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/^content-length: *(\d+)/im.exec(connection.text.slice(0, end))?.[1] ?? 0);
    if (connection.text.length < end + 4 + length) return;
    const path = connection.text.split(' ', 2)[1] ?? '';
    connection.text = connection.text.slice(end + 4 + length);
    yield path.slice(1);
  }
}

async function answer(socket: Socket, token: string): Promise<void> {
  const number = numberOf(seed, token);
  if (number === undefined) throw new Error(`a request that nobody made: ${token}`);
  const { pieces, ending } = fuzzCase(seed, number);
  for (const piece of pieces) {
    if (socket.destroyed) return;
    if (piece.length > 0) socket.write(piece);
    await turn();
  }
  if (ending === 'end') socket.end();
  else if (ending === 'reset') socket.resetAndDestroy();
}

function serve(socket: Socket): void {
  const connection = { text: '' };
  let answers = Promise.resolve();
  let patience: NodeJS.Timeout | undefined;
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => clearTimeout(patience));
  socket.on('data', (bytes) => {
    connection.text += bytes.toString('latin1');
    clearTimeout(patience);
    for (const token of requestsIn(connection)) {
      answers = answers.then(async () => {
        await answer(socket, token);
        clearTimeout(patience);
        patience = setTimeout(() => socket.end(), patienceMs);
      });
    }
  });
}

const listening = Array.from({ length: ports }, async () => {
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port; // it listens on TCP
});
process.send?.(await Promise.all(listening));
process.on('disconnect', () => process.exit());
