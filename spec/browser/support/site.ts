import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  constants,
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

const piece = Buffer.alloc(64 * 1024, 'x');
/** 8 MiB, of which no two pieces are the same. */
export const numbers = Buffer.from(Uint32Array.from({ length: 2 * 1024 * 1024 }, (_, i) => i).buffer);
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

/** One request, and what is to be said to it; over HTTP/2 in the words of `node:http`. */
class Visit {
  readonly url: URL;
  readonly request: IncomingMessage | Http2ServerRequest;
  readonly response: ServerResponse;
  isClosed = false;
  readonly #http2: Http2ServerResponse | undefined;

  constructor(request: IncomingMessage | Http2ServerRequest, response: ServerResponse | Http2ServerResponse) {
    this.request = request;
    this.response = response as ServerResponse; // whose methods http2 has, too
    this.#http2 = 'stream' in response ? response : undefined;
    this.url = new URL(request.url ?? '/', 'http://site');
    response.once('close', () => (this.isClosed = true));
  }

  /** The client has gone in the middle of it. */
  get isGone(): boolean {
    if (!this.#http2) return !this.response.writableFinished;
    return !this.#http2.writableEnded || this.#http2.stream.rstCode !== constants.NGHTTP2_NO_ERROR;
  }

  /** Ends it as it is: over HTTP/1.1 with its connection. */
  breakOff(): void {
    if (this.#http2) this.#http2.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    else this.request.socket.destroy();
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
  readonly #server: Server | Http2SecureServer;
  readonly #isSecure: boolean;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #gone = new Map<string, () => void>();
  readonly #answers: Readonly<Record<string, (visit: Visit) => unknown>>;
  /** How many bytes `/large` has been able to write. */
  #written = 0;
  /** What `/signal` lets go on. */
  #onSignal: (() => void) | undefined;

  private constructor(script: string, certificate: { readonly key: string; readonly cert: string } | undefined) {
    const answer = (...visit: ConstructorParameters<typeof Visit>) => {
      void this.#answer(new Visit(...visit));
    };
    this.#isSecure = certificate !== undefined;
    this.#server = certificate ? createSecureServer(certificate, answer) : createServer(answer);
    this.#server.on('session', (session: ServerHttp2Session) => {
      this.#sessions.add(session);
      session.once('close', () => this.#sessions.delete(session));
    });
    this.#answers = {
      '/': (visit) => visit.send('text/html', pageText),
      '/script.js': (visit) => visit.send('text/javascript', script),
      '/version': (visit) => visit.send('text/plain', visit.request.httpVersion),
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
      '/silent': () => undefined,
      '/reset': (visit) => visit.breakOff(),
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
      '/numbers': (visit) => visit.send('application/octet-stream', numbers),
      '/written': (visit) => visit.send('text/plain', String(this.#written)),
    };
  }

  /** @param certificate - for HTTPS, where it speaks HTTP/2 */
  static async open(script: string, certificate?: { readonly key: string; readonly cert: string }): Promise<Site> {
    const site = new Site(script, certificate);
    await once(site.#server.listen(0, '127.0.0.1'), 'listening');
    return site;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // of a server that listens
  }

  get origin(): string {
    return `http${this.#isSecure ? 's' : ''}://127.0.0.1:${this.port}`;
  }

  /** Resolves when a client has gone away in the middle of a request for this path. */
  gone(path: string): Promise<void> {
    return new Promise((resolve) => this.#gone.set(path, resolve));
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    if ('closeAllConnections' in this.#server) this.#server.closeAllConnections();
    for (const session of this.#sessions) session.destroy();
    await closed;
  }

  async #answer(visit: Visit): Promise<void> {
    const { request, response, url } = visit;
    response.on('close', () => {
      if (visit.isGone) this.#gone.get(url.pathname)?.();
    });
    const answer = this.#answers[url.pathname.replace(/^\/open/, '')];
    if (request.method === 'OPTIONS') visit.head(204).end();
    else await answer?.(visit);
    if (!answer) visit.head(404).end();
  }

  #cut(visit: Visit): void {
    const cut = () => visit.breakOff();
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
    for (this.#written = 0; this.#written < bytes && !visit.isClosed; this.#written += piece.length) {
      if (!response.write(piece)) await Promise.race([once(response, 'drain'), gone]);
    }
    response.end();
  }
}
