import type { NetworkProxy } from '../../src/index.js';
import type { RawConnection } from './raw-connection.js';
import { RawServer } from './raw-server.js';

/** A way to a server: the proxy that leads there, if any. */
export const ways = ['directly', 'through CONNECT', 'through SOCKS'] as const;

export type Way = (typeof ways)[number];

/** The proxy of such a way. */
export async function proxyFor(way: Way): Promise<NetworkProxy> {
  if (way === 'directly') return { type: 'none', host: '', port: 0 };
  const { port } = await (way === 'through CONNECT' ? connectRelay() : socksRelay());
  return { type: way === 'through CONNECT' ? 'http' : 'socks5', host: '127.0.0.1', port };
}

/** An HTTP proxy that leads every CONNECT to the same port of 127.0.0.1, whatever host it names. */
async function connectRelay(): Promise<RawServer> {
  return RawServer.listen(async (connection) => {
    const { path } = await connection.request();
    connection.send('HTTP/1.1 200 Connected\r\n\r\n');
    connection.relayTo(Number(path.split(':').at(-1)));
  });
}

/** A SOCKS proxy that does likewise, and wants no password: RFC 1928. */
async function socksRelay(): Promise<RawServer> {
  return RawServer.listen(async (connection) => {
    const port = await socksRequest(connection);
    connection.send(Buffer.of(5, 0, 0, 1, 127, 0, 0, 1, 0, 80));
    connection.relayTo(port);
  });
}

/** Goes through the beginning without a password, up to the port that is asked for. */
export async function socksRequest(connection: RawConnection): Promise<number> {
  const [, count = 0] = await connection.take(2);
  await connection.take(count);
  connection.send(Buffer.of(5, 0));
  const [, , , kind] = await connection.take(4);
  const [length = 0] = kind === 3 ? await connection.take(1) : [kind === 1 ? 4 : 16];
  await connection.take(length);
  return (await connection.take(2)).readUInt16BE();
}
