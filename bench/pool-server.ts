/** As many servers as the first argument says, in a process of their own; tells their ports, and counts connections. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { serve } from './measure.ts';

export interface Counts {
  readonly open: number;
  readonly most: number;
  readonly all: number;
}

const answer = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n${'x'.repeat(100)}`);
const seen = { open: 0, most: 0, all: 0 };

function accept(socket: Socket): void {
  seen.all++;
  seen.most = Math.max(seen.most, ++seen.open);
  let isOpen = true;
  // The client has closed when its end is read; this side's own closing comes later.
  for (const event of ['end', 'close'])
    socket.on(event, () => {
      if (isOpen) seen.open--;
      isOpen = false;
    });
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', () => socket.write(answer)); // one request a segment: they come one by one
}

const servers = Array.from({ length: Number(process.argv[2]) }, () =>
  createServer(accept).listen(0, '127.0.0.1', 1024),
);
await Promise.all(servers.map((server) => once(server, 'listening')));
serve(
  () => {
    const counts: Counts = { ...seen };
    seen.most = seen.open;
    seen.all = 0;
    return Promise.resolve(counts);
  },
  servers.map((server) => (server.address() as AddressInfo).port),
);
