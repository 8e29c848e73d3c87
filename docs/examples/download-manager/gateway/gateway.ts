import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { realpath, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { followRedirects, QHttp, type QHttpOptions } from 'rx-qhttp';
import { commandFrom, type GatewayCommand } from '../engine/gateway-protocol.ts';
import { TransferEngine } from '../engine/transfer-engine.ts';
import { AskedOrigins } from './asked-origins.ts';
import { streamChanges } from './event-stream.ts';
import { Folder } from './folder.ts';
import { Guard } from './guard.ts';
import { PageFiles } from './page-files.ts';
import { PageUploads } from './page-uploads.ts';
import { readJson } from './read-json.ts';
import { Refusal } from './refusal.ts';

export interface GatewayOptions {
  /** Where files are put: nothing is written outside of it. */
  readonly folder: string;
  /** Where the built page is; without it there is the API alone. */
  readonly page?: string;
  /** 0, and by default: one that is free. */
  readonly port?: number;
  /** For the connections to servers; redirects are followed in any case. */
  readonly http?: Omit<QHttpOptions, 'interceptors'>;
}

const patience = { connect: 30_000, idle: 120_000 };

/** What every answer says: nothing from elsewhere runs in the page, and nobody shows it inside of something else. */
const policy = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
    "connect-src 'self' http: https:; manifest-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * Transfers in this process, for a page: it serves the page, tells it every change, and takes its commands. Bound to
 * 127.0.0.1; only who has the token, which is made anew at each start, can ask anything of it.
 */
export class Gateway {
  /** Real, and absolute. */
  readonly folder: string;
  /** On 127.0.0.1. */
  readonly port: number;
  readonly token = randomBytes(32).toString('base64url');
  readonly #server: Server;
  readonly #engine: TransferEngine;
  readonly #uploads: PageUploads;
  readonly #files: Folder;
  readonly #asked = new AskedOrigins();
  readonly #page: PageFiles | undefined;
  readonly #guard: Guard;

  private constructor(server: Server, folder: string, page: PageFiles | undefined, http: QHttpOptions) {
    this.folder = folder;
    this.port = (server.address() as AddressInfo).port; // it listens on TCP
    this.#files = new Folder(folder);
    this.#server = server;
    this.#page = page;
    this.#guard = new Guard(this.port, this.token);
    this.#engine = new TransferEngine({
      can: { pauseUploads: true, answerCertificates: true, chooseFolder: false },
      makeHttp: ({ hostname, protocol, port }) =>
        this.#asked.make(
          (watch) =>
            new QHttp(hostname, protocol === 'https:' ? 'https' : 'http', Number(port), {
              timeouts: patience,
              ...http,
              interceptors: [watch, followRedirects()], // the last one sees a request first
            }),
        ),
      askedOrigin: (asking) => this.#asked.originOf(asking),
      openSink: (_transfer, name) => this.#files.open(name),
    });
    this.#uploads = new PageUploads(this.#engine);
    server.on('request', (request, response) => void this.#answer(request, response));
  }

  /** @throws Error where a folder is not there, or the port is taken */
  static async open({ folder, page, port = 0, http = {} }: GatewayOptions): Promise<Gateway> {
    const real = await realpath(folder);
    if (!(await stat(real)).isDirectory()) throw new Error(`${folder} is no folder`);
    const files = page === undefined ? undefined : await PageFiles.in(page);
    const server = createServer({ requestTimeout: 0 }); // an upload may take, and be paused for, as long as it likes
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return new Gateway(server, real, files, http);
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Of the page. The token stands where no server sees it. */
  get url(): string {
    return `${this.origin}/#token=${this.token}`;
  }

  /** @throws TypeError that names the line, counted from 1, for what is no http or https URL */
  add(urls: readonly string[]): void {
    this.#engine.add(urls);
  }

  /** Ends everything: what is not whole is removed. */
  async close(): Promise<void> {
    this.#engine.destroy();
    await this.#files.settled();
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(policy)) response.setHeader(name, value);
    response.on('error', () => undefined); // whoever asked is gone
    try {
      if (request.url?.startsWith('/api/')) {
        this.#guard.checkApi(request);
        await this.#answerApi(request, response);
      } else {
        this.#guard.checkPage(request);
        if (!this.#page) throw new Refusal(404, 'There is no page');
        this.#page.answer(request, response);
      }
    } catch (error) {
      refuse(request, response, error);
    }
  }

  async #answerApi(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '' } = request;
    const [, upload] = /^\/api\/uploads\/(t\d+)$/.exec(url) ?? [];
    const [, page = ''] = /^\/api\/events(?:\?page=([\w-]{1,64}))?$/.exec(url) ?? [];
    if (/^\/api\/events(?:$|\?)/.test(url)) {
      if (method !== 'GET') throw new Refusal(405, 'Events can only be read', { Allow: 'GET' });
      const telling = streamChanges(response, this.#engine.changes$);
      this.#uploads.pageIsThere(page);
      telling.add(() => this.#uploads.pageIsGone(page));
      response.once('close', () => telling.unsubscribe());
    } else if (url === '/api/commands') {
      if (method !== 'POST') throw new Refusal(405, 'Commands are sent by POST', { Allow: 'POST' });
      const id = this.#carryOut(await readJson(request));
      if (id === undefined) response.writeHead(204).end();
      else response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ id }));
    } else if (upload !== undefined) {
      if (method !== 'POST') throw new Refusal(405, 'Files are sent by POST', { Allow: 'POST' });
      this.#uploads.receive(upload, request, response);
    } else throw new Refusal(404, 'There is no such thing');
  }

  /**
   * @returns the id of the transfer that it made, if the page has to know
   * @throws Refusal for what is no command
   */
  #carryOut(value: unknown): string | undefined {
    try {
      return this.#do(commandFrom(value));
    } catch (error) {
      throw error instanceof TypeError ? new Refusal(400, error.message) : error;
    }
  }

  #do(command: GatewayCommand): string | undefined {
    const engine = this.#engine;
    switch (command.command) {
      case 'add':
        engine.add(command.urls);
        break;
      case 'upload':
        return this.#uploads.announce(command.url, command);
      case 'move':
        engine.move(command.id, command.before);
        break;
      case 'remove':
      case 'pause':
      case 'resume':
      case 'retry':
        engine[command.command](command.id);
        break;
      case 'abortCurrent':
      case 'clearWaiting':
        engine[command.command](command.pipeline);
        break;
      case 'answer':
        engine.answer(command.question, command.answer);
        break;
    }
    return undefined;
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (!(error instanceof Refusal)) console.error(error);
  const { status, message, fields } =
    error instanceof Refusal ? error : new Refusal(500, 'Something is wrong with the gateway');
  request.resume(); // what is sent all the same has to be read, or its sender would not come to read the answer
  response.writeHead(status, { 'Content-Type': 'application/json', ...fields }).end(JSON.stringify({ error: message }));
}
