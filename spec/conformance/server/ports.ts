import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';

/**
 * Lets a server listen on a free port of 127.0.0.1 that is five digits long. The port is part of the `Host` field, so
 * byte counts depend on its length.
 */
export async function listenOnFiveDigits(server: Server): Promise<number> {
  for (;;) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    if (port >= 10_000) return port;
    server.close();
    await once(server, 'close');
  }
}

export interface RefusedPort {
  readonly port: number;
  release(): void;
}

/**
 * A port on which nothing listens, and which nobody else gets in the meantime: it is the near end of an open
 * connection.
 */
export async function holdRefusedPort(): Promise<RefusedPort> {
  const server = createServer();
  const far = await listenOnFiveDigits(server);
  const near = connect(far, '127.0.0.1');
  await once(near, 'connect');
  if (near.localPort === undefined) throw new Error('a connected socket has no port');
  return {
    port: near.localPort,
    release: () => {
      near.destroy();
      server.close();
    },
  };
}
