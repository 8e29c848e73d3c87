import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export type Page = (request: IncomingMessage, response: ServerResponse) => void;

/** A server with a page for each path, which remembers what it was asked. */
export class PageServer {
  /** Method, path, and the number of the connection that it came over, from 1. */
  readonly log: string[] = [];
  readonly #server: Server;
  #port = 0;
  readonly #connections: Socket[] = [];

  constructor(pages: Readonly<Record<string, Page | undefined>>) {
    this.#server = createServer((request, response) => {
      const path = request.url ?? '';
      this.log.push(`${request.method ?? ''} ${path} #${this.#connections.indexOf(request.socket) + 1}`);
      const page = pages[path.split('?')[0] ?? ''];
      if (page === undefined) text('nothing here\n', 404)(request, response);
      else page(request, response);
    });
    this.#server.on('connection', (socket) => this.#connections.push(socket));
  }

  static async start(pages: Readonly<Record<string, Page | undefined>>): Promise<PageServer> {
    const server = new PageServer(pages);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    server.#port = (server.#server.address() as AddressInfo).port;
    return server;
  }

  /** Known as long as the test lasts, also when the server has stopped. */
  get port(): number {
    return this.#port;
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve)); // it may have been stopped before
    this.#server.closeAllConnections();
    await closed;
  }
}

/** A page of plain text with a length. */
export function text(body: string, status = 200, headers: Record<string, string> = {}): Page {
  return (request, response) => {
    request.resume();
    response.writeHead(status, { 'Content-Type': 'text/plain', 'Content-Length': Buffer.byteLength(body), ...headers });
    response.end(body);
  };
}

/** A page that sends the beginning of a longer body and hangs up. */
export function cutOff(beginning: string, length: number, headers: Record<string, string> = {}): Page {
  return (_request, response) => {
    response.writeHead(200, { 'Content-Length': length, ...headers });
    response.write(beginning, () => response.socket?.end());
  };
}
