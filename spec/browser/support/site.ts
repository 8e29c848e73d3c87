import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

const piece = Buffer.alloc(64 * 1024, 'x');
const pageText = '<!doctype html><title>rx-qhttp</title><script type="module" src="/script.js"></script>';

/** What lets pages of other origins ask, below `/open/`. */
const permission = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, *', // that one is not in the star
  'access-control-expose-headers': '*',
};

/** What a site has seen of a request. */
export interface Echo {
  readonly method: string;
  readonly type: string | undefined;
  readonly declared: string | undefined;
  readonly length: number;
  readonly sha256: string;
}

/** One request, and what is to be said to it. */
class Visit {
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.request = request;
    this.response = response;
    this.url = new URL(request.url ?? '/', 'http://site');
  }

  head(status: number, fields: Record<string, string | number> = {}): ServerResponse {
    const shared = this.url.pathname.startsWith('/open/') ? permission : {};
    return this.response.writeHead(status, { ...fields, ...shared });
  }

  send(type: string, body: string | Buffer, fields: Record<string, string> = {}): void {
    this.head(200, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...fields });
    this.response.end(this.request.method === 'HEAD' ? undefined : body);
  }
}

/** A site on a free port of 127.0.0.1: a page with a script, and paths that answer as their names say. */
export class Site {
  readonly #server: Server;
  readonly #gone = new Map<string, () => void>();
  readonly #answers: Readonly<Record<string, (visit: Visit) => unknown>>;
  /** How many bytes `/large` has been able to write. */
  #written = 0;
  /** What `/signal` lets go on. */
  #onSignal: (() => void) | undefined;

  private constructor(script: string) {
    this.#server = createServer((request, response) => {
      void this.#answer(new Visit(request, response));
    });
    this.#answers = {
      '/': (visit) => visit.send('text/html', pageText),
      '/script.js': (visit) => visit.send('text/javascript', script),
      '/hello': (visit) => visit.send('text/plain', 'hello'),
      '/empty': (visit) => visit.head(204).end(),
      '/missing': (visit) => visit.head(404).end('not here'),
      '/chunks': ({ response }) => {
        response.write('one ');
        response.end('two');
      },
      '/redirect': (visit) => visit.head(302, { location: '/hello' }).end(),
      '/gzip': (visit) => visit.send('text/plain', gzipSync('a'.repeat(1000)), { 'content-encoding': 'gzip' }),
      '/secret': (visit) => {
        const isKnown = visit.request.headers.authorization === `Basic ${btoa('ada:lovelace')}`;
        if (isKnown) visit.send('text/plain', 'secret');
        else visit.head(401, { 'www-authenticate': 'Basic realm="engine"' }).end('who?');
      },
      '/reset': ({ request }) => request.socket.destroy(),
      '/cut': (visit) => this.#cut(visit),
      '/echo': (visit) => this.#echo(visit),
      '/held': async (visit) => {
        await new Promise<void>((resolve) => (this.#onSignal = resolve));
        await this.#echo(visit);
      },
      '/signal': (visit) => {
        this.#onSignal?.();
        visit.head(204).end();
      },
      '/large': (visit) => this.#large(visit),
      '/written': (visit) => visit.send('text/plain', String(this.#written)),
    };
  }

  static async open(script: string): Promise<Site> {
    const site = new Site(script);
    await once(site.#server.listen(0, '127.0.0.1'), 'listening');
    return site;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // of a server that listens
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Resolves when a client has gone away in the middle of a request for this path. */
  gone(path: string): Promise<void> {
    return new Promise((resolve) => this.#gone.set(path, resolve));
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(visit: Visit): Promise<void> {
    const { request, response, url } = visit;
    response.on('close', () => {
      if (!response.writableFinished) this.#gone.get(url.pathname)?.();
    });
    const answer = this.#answers[url.pathname.replace(/^\/open/, '')];
    if (request.method === 'OPTIONS') visit.head(204).end();
    else await answer?.(visit);
    if (!answer) visit.head(404).end();
  }

  #cut(visit: Visit): void {
    const cut = () => visit.request.socket.destroy();
    visit.head(200, { 'content-length': 10 }).write('hello', () => {
      if (visit.url.searchParams.has('later')) this.#onSignal = cut;
      else cut();
    });
  }

  async #echo(visit: Visit): Promise<void> {
    const hash = createHash('sha256');
    let length = 0;
    try {
      for await (const chunk of visit.request as AsyncIterable<Buffer>) {
        hash.update(chunk);
        length += chunk.length;
      }
    } catch {
      return; // the client has gone, which the response tells
    }
    const { method = '', headers } = visit.request;
    const seen: Echo = {
      method,
      type: headers['content-type'],
      declared: headers['content-length'],
      length,
      sha256: hash.digest('hex'),
    };
    visit.send('application/json', JSON.stringify(seen));
  }

  async #large(visit: Visit): Promise<void> {
    const { response } = visit;
    const bytes = Number(visit.url.searchParams.get('bytes'));
    const gone = once(response, 'close');
    visit.head(200, { 'content-length': bytes });
    for (this.#written = 0; this.#written < bytes && !response.destroyed; this.#written += piece.length) {
      if (!response.write(piece)) await Promise.race([once(response, 'drain'), gone]);
    }
    response.end();
  }
}
