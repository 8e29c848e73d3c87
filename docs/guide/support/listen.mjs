import assert from 'node:assert/strict';
import { once } from 'node:events';

/**
 * Opens a server on a free port of this machine.
 *
 * @param {import('node:http').Server} server
 * @returns {Promise<{ port: number, origin: string, stop: () => void }>}
 */
export async function listen(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert(address !== null && typeof address === 'object');
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { port: address.port, origin: `http://127.0.0.1:${address.port}`, stop };
}
