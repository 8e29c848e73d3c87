import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { atEnd } from './at-end.js';
import { RawConnection, type SeenRequest } from './raw-connection.js';

/** What a server does with each connection; `index` counts them from 0. */
export type Serve = (connection: RawConnection, index: number) => unknown;

/** Does byte by byte what a test says; on a free port of 127.0.0.1, and closed when the test has ended. */
export class RawServer {
  readonly connections: RawConnection[] = [];
  /** What {@link answering} has read. */
  readonly requests: SeenRequest[] = [];
  readonly #server: Server;
  readonly #faults: unknown[] = [];

  private constructor(server: Server) {
    this.#server = server;
  }

  static async listen(serve: Serve): Promise<RawServer> {
    return RawServer.#start(createServer(), 'connection', () => serve);
  }

  /** Answers every request with what `answer` makes of it. */
  static async answering(answer: (request: SeenRequest) => string | Uint8Array): Promise<RawServer> {
    return RawServer.#start(createServer(), 'connection', ({ requests }) => answerAll(requests, answer));
  }

  /** The same over TLS. */
  static async answeringTls(
    options: TlsOptions,
    answer: (request: SeenRequest) => string | Uint8Array,
  ): Promise<RawServer> {
    return RawServer.#start(createTlsServer(options), 'secureConnection', ({ requests }) =>
      answerAll(requests, answer),
    );
  }

  /** The same over TLS and without it, on one port: the first byte tells which. */
  static async answeringBoth(
    options: TlsOptions,
    answer: (request: SeenRequest) => string | Uint8Array,
  ): Promise<RawServer> {
    const tls = createTlsServer(options);
    const server = createServer((socket) => {
      socket.once('data', (first) => {
        socket.pause().unshift(first);
        if (first[0] === handshakeRecord) tls.emit('connection', socket);
        else server.emit('plain', socket);
      });
    });
    tls.on('secureConnection', (socket) => server.emit('plain', socket));
    return RawServer.#start(server, 'plain', ({ requests }) => answerAll(requests, answer));
  }

  /** @param onBroken - called when a client breaks a handshake off, which makes no connection */
  static async listenTls(options: TlsOptions, serve: Serve, onBroken?: () => void): Promise<RawServer> {
    const server = createTlsServer(options);
    if (onBroken) server.on('tlsClientError', onBroken);
    return RawServer.#start(server, 'secureConnection', () => serve);
  }

  static async #start(server: Server, event: string, serveFor: (raw: RawServer) => Serve): Promise<RawServer> {
    const raw = new RawServer(server);
    const serve = serveFor(raw);
    server.on(event, (socket: Socket) => {
      raw.#accept(socket, serve);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    atEnd(() => raw.#close());
    return raw;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // it listens on TCP
  }

  /** The last request that {@link answering} has read. */
  get lastRequest(): SeenRequest {
    const last = this.requests.at(-1);
    if (!last) throw new Error('no request has come');
    return last;
  }

  #accept(socket: Socket, serve: Serve): void {
    const connection = new RawConnection(socket);
    this.connections.push(connection);
    // What a server does wrong has to fail the test; nobody else hears of it.
    Promise.resolve(serve(connection, this.connections.length - 1)).catch((fault: unknown) => this.#faults.push(fault));
  }

  async #close(): Promise<void> {
    for (const connection of this.connections) connection.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
    expect(this.#faults).toEqual([]);
  }
}

/** The type of the record that TLS begins with: RFC 8446, section 5.1. */
const handshakeRecord = 0x16;

function answerAll(requests: SeenRequest[], answer: (request: SeenRequest) => string | Uint8Array): Serve {
  return async (connection) => {
    while (true) {
      const request = await connection.request();
      requests.push(request);
      connection.send(answer(request));
    }
  };
}
