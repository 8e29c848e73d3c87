import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { broken, file, json, secret, text, upload, type Exchange } from './answers.ts';
import { cert, key } from './certificate.ts';
import { permissionFor, preflightFor } from './cors.ts';
import { demoUrls, indexPage, queryOf, type DemoUrl } from './demo-urls.ts';
import { Valve } from './valve.ts';
import { visitOf, type OpenVisit, type Visit } from './visit.ts';

type Scheme = 'http' | 'https';

/** What begins with one of these is answered so. */
const answers: Readonly<Record<string, (exchange: Exchange) => unknown>> = {
  '/files/': file,
  '/broken/': broken,
  '/private/': secret,
  '/upload': upload,
  '/error': (exchange) => text(exchange, 500, 'Something went wrong here.\n'),
};

/**
 * A server to try downloads with, over http and, with a certificate that signed itself, over https: files of any size
 * and pace, one that breaks off, one behind a login, and a place to upload to. It is bound to 127.0.0.1, keeps nothing,
 * and lets pages of this machine ask.
 *
 * It remembers what was asked of it, and can stop a transfer in its middle by a {@link Valve}.
 */
export class DemoServer {
  readonly #plain: Server;
  readonly #secure: SecureServer;
  readonly #visits: OpenVisit[] = [];
  readonly #valves = new Map<string, Valve>();
  readonly #watchers = new Set<() => void>();

  private constructor() {
    // An upload may take as long as it likes.
    this.#plain = createServer(
      { requestTimeout: 0 },
      (request, response) => void this.#answer('http', request, response),
    );
    this.#secure = createSecureServer(
      { cert, key, requestTimeout: 0 },
      (request, response) => void this.#answer('https', request, response),
    );
  }

  /** Listens, on two ports that are free. */
  static async open(): Promise<DemoServer> {
    const server = new DemoServer();
    const servers = [server.#plain, server.#secure];
    await Promise.all(servers.map((each) => once(each.listen(0, '127.0.0.1'), 'listening')));
    return server;
  }

  /** By its address. */
  get origin(): string {
    return `http://127.0.0.1:${portOf(this.#plain)}`;
  }

  /** The same server as another origin: by `localhost`, or by any name below it, which browsers know to be this machine. */
  originNamed(name = 'localhost'): string {
    return `http://${name}:${portOf(this.#plain)}`;
  }

  get secureOrigin(): string {
    return `https://localhost:${portOf(this.#secure)}`;
  }

  /** What there is to be seen. */
  get urls(): readonly DemoUrl[] {
    return demoUrls(this.origin, this.originNamed(), this.secureOrigin);
  }

  /** Where uploads go, a megabyte a second. */
  get uploadUrl(): string {
    return `${this.origin}/upload`;
  }

  /** All requests, in the order in which they came; without questions of browsers whether they may (CORS). */
  get visits(): readonly Visit[] {
    return this.#visits;
  }

  /** Stops what comes from, or goes to, this path after so many bytes, until it is opened. */
  valve(path: string, bytes: number): Valve {
    const valve = new Valve(bytes);
    this.#valves.set(path, valve);
    return valve;
  }

  /** Resolves as soon as `find` gives something; it is asked now, and whenever a request has come, moved on or ended. */
  until<T>(find: (visits: readonly Visit[]) => T | undefined | false): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        try {
          const found = find(this.#visits);
          if (found === undefined || found === false) return;
          resolve(found);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
        this.#watchers.delete(look);
      };
      this.#watchers.add(look);
      look();
    });
  }

  /** Ends what is open. */
  async close(): Promise<void> {
    for (const valve of this.#valves.values()) valve.open();
    await Promise.all(
      [this.#plain, this.#secure].map(async (server) => {
        const closed = once(server, 'close');
        server.close();
        server.closeAllConnections();
        await closed;
      }),
    );
  }

  async #answer(scheme: Scheme, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'OPTIONS') {
      response.writeHead(204, preflightFor(request)).end();
      return;
    }
    if (!URL.canParse(request.url ?? '', 'http://any')) {
      response.writeHead(400).end();
      return;
    }
    const visit = visitOf(this.#visits.length + 1, request, scheme);
    this.#visits.push(visit);
    const gone = new AbortController();
    response.on('close', () => {
      if (visit.outcome === 'open') visit.outcome = response.writableFinished ? 'answered' : 'left by the client';
      gone.abort();
      this.#changed();
    });
    this.#changed();
    await this.#respond({
      request,
      response,
      visit,
      query: queryOf(visit.path, new URL(visit.target, 'http://any').search),
      gone: gone.signal,
      valve: this.#valves.get(visit.path),
      head: (status, fields = {}) => {
        visit.status = status;
        response.writeHead(status, { ...permissionFor(request), ...fields });
      },
      changed: () => this.#changed(),
    });
  }

  async #respond(exchange: Exchange): Promise<void> {
    const { path } = exchange.visit;
    const [, answer] = Object.entries(answers).find(([start]) => path.startsWith(start)) ?? [];
    if (answer) await answer(exchange);
    else if (path === '/' || path === '/index.html') this.#index(exchange);
    else if (path === '/index.json') json(exchange, { urls: this.urls, uploadUrl: this.uploadUrl });
    else text(exchange, 404, 'There is no such thing here.\n');
  }

  #index(exchange: Exchange): void {
    text(exchange, 200, indexPage(this.urls, this.uploadUrl), { 'content-type': 'text/html; charset=utf-8' });
  }

  #changed(): void {
    for (const look of [...this.#watchers]) look();
  }
}

function portOf(server: Server | SecureServer): number {
  return (server.address() as AddressInfo).port; // of a server that listens
}
