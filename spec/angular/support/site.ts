import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Seen } from '../src/facts/seen.ts';

type Answer = (request: IncomingMessage, answer: ServerResponse, query: URLSearchParams) => void;

/**
 * A server on a free port of 127.0.0.1 that allows every page what it asks. A request with `?key=` is followed: `/begun`,
 * `/gone` and `/asked` with the same key tell a page what has become of it, and `/break` breaks its answer off.
 */
export class Site {
  readonly #server: Server;
  readonly #routes: Readonly<Record<string, Answer>>;
  readonly #asked = new Map<string, number>();
  readonly #begun = new Map<string, PromiseWithResolvers<void>>();
  readonly #gone = new Map<string, PromiseWithResolvers<void>>();
  readonly #answers = new Map<string, ServerResponse>();

  private constructor(routes: Readonly<Record<string, Answer>>) {
    this.#routes = { ...this.#followed(), ...answers, ...routes };
    this.#server = createServer((request, answer) => this.#handle(request, answer));
  }

  /** @param routes - by their paths, over those that every site has */
  static async open(routes: Readonly<Record<string, Answer>> = {}): Promise<Site> {
    const site = new Site(routes);
    await new Promise<void>((resolve) => site.#server.listen(0, '127.0.0.1', resolve));
    return site;
  }

  get origin(): string {
    // It listens on a port, not on a pipe.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #handle(request: IncomingMessage, answer: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.origin);
    const route = this.#routes[pathname];
    if (pathname !== '/closed-to-others') allow(request, answer);
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined) {
      answer.writeHead(204).end();
      return;
    }
    if (route === undefined) answer.writeHead(404).end();
    else {
      if (!Object.hasOwn(questions, pathname)) this.#follow(searchParams.get('key'), answer);
      route(request, answer, searchParams);
    }
  }

  #follow(key: string | null, answer: ServerResponse): void {
    if (key === null) return;
    this.#asked.set(key, (this.#asked.get(key) ?? 0) + 1);
    promised(this.#begun, key).resolve();
    this.#answers.set(key, answer);
    answer.on('close', () => {
      if (!answer.writableFinished) promised(this.#gone, key).resolve();
    });
  }

  #followed(): Readonly<Record<keyof typeof questions | '/busy-once', Answer>> {
    const key = (query: URLSearchParams): string => query.get('key') ?? '';
    return {
      /** 503 the first time that it is asked with a key, and then no more. */
      '/busy-once': (_, answer, query) => answer.writeHead(this.#asked.get(key(query)) === 1 ? 503 : 200).end('now'),
      '/asked': (_, answer, query) => answer.end(String(this.#asked.get(key(query)) ?? 0)),
      '/break': (_, answer, query) => {
        this.#answers.get(key(query))?.destroy();
        answer.end('broken');
      },
      '/begun': (_, answer, query) => void promised(this.#begun, key(query)).promise.then(() => answer.end('begun')),
      '/gone': (_, answer, query) => void promised(this.#gone, key(query)).promise.then(() => answer.end('gone')),
    };
  }
}

const questions = { '/asked': true, '/begun': true, '/gone': true, '/break': true };

function promised(map: Map<string, PromiseWithResolvers<void>>, key: string): PromiseWithResolvers<void> {
  const known = map.get(key) ?? Promise.withResolvers<void>();
  map.set(key, known);
  return known;
}

function allow(request: IncomingMessage, answer: ServerResponse): void {
  answer.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
  answer.setHeader('access-control-allow-credentials', 'true');
  answer.setHeader('access-control-allow-methods', request.headers['access-control-request-method'] ?? '*');
  answer.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '*');
  answer.setHeader('access-control-expose-headers', 'content-length, content-encoding, x-one, x-two, www-authenticate');
  answer.setHeader('access-control-max-age', '600');
  answer.setHeader('vary', 'origin');
  answer.setHeader('cache-control', 'no-store');
  // Or a browser keeps the beginning of a text to itself, to look what it is.
  answer.setHeader('x-content-type-options', 'nosniff');
}

/** Its body is what the query says: `body` as UTF-8, or `hex`. */
function bytesOf(query: URLSearchParams): Buffer {
  const hex = query.get('hex');
  return hex === null ? Buffer.from(query.get('body') ?? '') : Buffer.from(hex, 'hex');
}

const answers: Readonly<Record<string, Answer>> = {
  '/hello': (_, answer) => answer.writeHead(200, { 'content-type': 'text/plain', 'content-length': 5 }).end('hello'),

  '/closed-to-others': (_, answer) => answer.end('hello'),

  '/echo': (request, answer) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const seen: Seen = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
        length: body.length,
        text: body.subarray(0, 1000).toString(),
      };
      answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(seen));
    });
  },

  /** `status`, `reason`, `type`, `body` or `hex`, and `length=no` for a body in chunks. */
  '/answer': (request, answer, query) => {
    request.resume();
    const body = bytesOf(query);
    const type = query.get('type');
    if (type !== null) answer.setHeader('content-type', type);
    const status = Number(query.get('status') ?? 200);
    if (status !== 204 && query.get('length') !== 'no') answer.setHeader('content-length', body.length);
    const cookie = query.get('cookie');
    if (cookie !== null) answer.setHeader('set-cookie', cookie);
    answer.setHeader('x-one', 'first');
    answer.setHeader('x-two', ['a', 'b']);
    if (status === 401) answer.setHeader('www-authenticate', 'Basic realm="site"');
    const reason = query.get('reason');
    if (reason === null) answer.writeHead(status);
    else answer.writeHead(status, reason);
    answer.end(body);
  },

  /** Its body in two writes, of which the second waits for the first to be on its way. */
  '/in-two': (_, answer, query) => {
    const body = bytesOf(query);
    const half = Number(query.get('at'));
    answer.writeHead(200, { 'content-type': query.get('type') ?? 'text/plain', 'content-length': body.length });
    answer.write(body.subarray(0, half), () => setImmediate(() => answer.end(body.subarray(half))));
  },

  '/zipped': (_, answer) =>
    answer.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' }).end(gzipSync('hello, zipped')),

  '/elsewhere': (_, answer, query) =>
    answer.writeHead(Number(query.get('status') ?? 302), { location: query.get('to') ?? '/hello' }).end(),

  '/round': (_, answer) => answer.writeHead(302, { location: '/round' }).end(),

  /** `bytes` of zeros, in chunks when `length=no`. */
  '/bytes': (_, answer, query) => {
    const body = Buffer.alloc(Number(query.get('bytes')));
    answer.writeHead(200, {
      'content-type': 'application/octet-stream',
      ...(query.get('length') === 'no' ? {} : { 'content-length': body.length }),
    });
    answer.end(body);
  },

  /** Never answers. */
  '/silent': (request) => request.resume(),

  /** Begins a body, and goes no further. */
  '/begins': (_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/plain', 'content-length': 10 });
    answer.write('begin');
  },

  /** Promises more than it sends. */
  '/breaks-off': (_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/plain', 'content-length': 100 });
    answer.write('begin', () => setImmediate(() => answer.destroy()));
  },

  /** Hangs up before it has answered. */
  '/hangs-up': (request) => request.socket.destroy(),
};
