import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { atEnd } from '../../../support/at-end.js';

type Answer = (response: ServerResponse, request: IncomingMessage) => unknown;

/** Answers by path, and writes down what it was asked for. */
export class FileServer {
  /** `GET /a`, in the order in which they came. */
  readonly asked: string[] = [];
  readonly #answers = new Map<string, Answer>();
  readonly #server: Server;
  readonly #waiters: (() => void)[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      const path = request.url ?? '';
      this.asked.push(`${request.method ?? ''} ${path}`);
      this.#look();
      response.on('error', () => undefined);
      response.on('close', () => setImmediate(() => this.#look()));
      void (this.#answers.get(path) ?? notFound)(response, request);
    });
  }

  static async open(answers: Readonly<Record<string, Answer>> = {}): Promise<FileServer> {
    const server = new FileServer();
    for (const [path, answer] of Object.entries(answers)) server.at(path, answer);
    await once(server.#server.listen(0, '127.0.0.1'), 'listening');
    atEnd(() => server.close());
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`; // it listens on TCP
  }

  url(path: string): string {
    return this.origin + path;
  }

  at(path: string, answer: Answer): this {
    this.#answers.set(path, answer);
    return this;
  }

  /** Resolves when this has been asked for. */
  async untilAsked(what: string): Promise<void> {
    await this.until(() => this.asked.includes(what));
  }

  /** Resolves when it is so: it is asked now, and whenever a connection has ended. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  #look(): void {
    for (const waiter of this.#waiters.splice(0)) waiter();
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

/** These bytes, with their length. */
export function bytes(body: string | Uint8Array, fields: Readonly<Record<string, string>> = {}): Answer {
  return (response) => response.writeHead(200, { 'Content-Length': Buffer.byteLength(body), ...fields }).end(body);
}

export function status(code: number, body = ''): Answer {
  return (response) => response.writeHead(code, { 'Content-Length': Buffer.byteLength(body) }).end(body);
}

/** A body that goes on when it is told to. */
export class HeldBody {
  readonly answer: Answer = (response) => {
    this.#response = response;
    response.writeHead(200, this.#total > 0 ? { 'Content-Length': this.#total } : {});
    response.flushHeaders();
    response.on('close', () => {
      this.isClosed = true;
    });
  };
  isClosed = false;
  readonly #total: number;
  #response: ServerResponse | undefined;

  /** @param total - 0: not told */
  constructor(total = 0) {
    this.#total = total;
  }

  send(body: string): void {
    this.#response?.write(body);
  }

  end(body = ''): void {
    this.#response?.end(body);
  }

  breakOff(): void {
    this.#response?.destroy();
  }
}

const notFound = status(404, 'no such file\n');
