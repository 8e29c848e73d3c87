/** Passes everything on to the port it is given, and everything that comes back so many milliseconds later. */
import { connect, createServer, type AddressInfo } from 'node:net';

const port = Number(process.argv[2]);
const delayMs = Number(process.argv[3]);

const server = createServer((near) => {
  const far = connect({ port, host: '127.0.0.1', noDelay: true });
  near.setNoDelay(true);
  near.pipe(far);
  far.on('data', (bytes) => setTimeout(() => near.write(bytes), delayMs));
  far.on('close', () => setTimeout(() => near.destroy(), delayMs));
  for (const socket of [near, far]) {
    socket.on('error', () => {
      near.destroy();
      far.destroy();
    });
  }
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
