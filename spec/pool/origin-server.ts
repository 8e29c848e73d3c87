import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { atEnd } from '../support/at-end.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** One origin: a server on a port of its own that writes down requests and counts connections. */
export class OriginServer {
  /** Method and path of each request. */
  readonly requests: string[] = [];
  /** The connections now, the most there were at a time, and all there ever were. */
  readonly sockets = { now: 0, most: 0, all: 0 };
  /** Answers that a test has to send, when no other answer was asked for. */
  readonly held: ServerResponse[] = [];
  readonly #server: Server;
  #onChange: (() => void)[] = [];

  private constructor(answer: Answer | undefined, counted: readonly SocketCount[]) {
    this.#server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
      this.requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
      if (answer) answer(request, response);
      else this.held.push(response);
      this.#changed();
    });
    this.#server.on('connection', (socket: Socket) => {
      for (const count of [this.sockets, ...counted]) countOne(count, socket);
      socket.on('close', () => this.#changed());
    });
  }

  /** @param counted - counts the connections of several origins together */
  static async listen(
    answer?: Answer,
    counted: readonly SocketCount[] = [],
    host = '127.0.0.1',
  ): Promise<OriginServer> {
    const server = new OriginServer(answer, counted);
    await new Promise<void>((resolve) => server.#server.listen(0, host, resolve));
    atEnd(() => {
      server.#server.closeAllConnections();
      return new Promise((resolve) => server.#server.close(resolve));
    });
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // it listens on TCP
  }

  get origin(): string {
    const { address, family, port } = this.#server.address() as AddressInfo; // likewise
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${String(port)}`;
  }

  /** Waits until this is so; looks after each request and each closing. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#onChange.push(resolve));
  }

  #changed(): void {
    const waiting = this.#onChange;
    this.#onChange = [];
    for (const resolve of waiting) resolve();
  }
}

export interface SocketCount {
  now: number;
  most: number;
  all: number;
}

export const answerOk: Answer = (_request, response) => {
  response.end('ok');
};

/** The client has closed when its end is read: the closing of this side comes later. */
function countOne(count: SocketCount, socket: Socket): void {
  count.all++;
  count.most = Math.max(count.most, ++count.now);
  let isOpen = true;
  const close = () => {
    if (isOpen) count.now--;
    isOpen = false;
  };
  socket.once('end', close).once('close', close);
}
