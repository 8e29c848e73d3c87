import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TransferEngine } from '../engine/transfer-engine.ts';
import { Refusal } from './refusal.ts';

/** How long a page may be gone until it has no files any more, in milliseconds: it may only have lost its connection. */
const patienceMs = 15_000;

/** A file that a page has announced. */
interface Announced {
  readonly name: string;
  readonly size: number;
  readonly type: string;
  readonly page: string;
}

/** A file as it comes. */
interface Coming {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * The files of pages, on their way through the gateway. A page announces one, and sends it when its turn has come: so those
 * that wait take no connections, of which a browser has few.
 */
export class PageUploads {
  readonly #engine: TransferEngine;
  /** How often each page looks. */
  readonly #pages = new Map<string, number>();
  /** Those that are to be sent on, until the page sends them. */
  readonly #wanted = new Map<string, (coming: Coming) => void>();
  /** Those that have come before the server was ready for them: it may have a question first. */
  readonly #early = new Map<string, Coming>();
  /** Those that are on their way. */
  readonly #taken = new Set<string>();

  constructor(engine: TransferEngine) {
    this.#engine = engine;
  }

  /** Its events are open. */
  pageIsThere(page: string): void {
    this.#pages.set(page, (this.#pages.get(page) ?? 0) + 1);
  }

  pageIsGone(page: string): void {
    const count = (this.#pages.get(page) ?? 1) - 1;
    if (count === 0) this.#pages.delete(page);
    else this.#pages.set(page, count);
  }

  /**
   * @returns the id of the transfer
   * @throws TypeError for what is no http or https URL
   */
  announce(url: string, { name, size, type, page }: Announced): string {
    const data = (over: AbortSignal) => this.#pieces(id, page, over);
    const id: string = this.#engine.send(url, { name, size, type, data, isGone: () => !this.#pages.has(page) });
    return id;
  }

  /** @throws Refusal where it is not the turn of this file, or it is here already */
  receive(id: string, request: IncomingMessage, response: ServerResponse): void {
    const take = this.#wanted.get(id);
    if (take) {
      take({ request, response });
      return;
    }
    const transfer = this.#engine.transfer(id);
    const isItsTurn = transfer?.direction === 'upload' && transfer.status === 'running';
    if (!isItsTurn || this.#taken.has(id) || this.#early.has(id)) throw new Refusal(409, 'Nobody waits for this file');
    this.#early.set(id, { request, response });
    response.once('close', () => {
      if (this.#early.get(id)?.request === request) this.#early.delete(id);
    });
  }

  async *#pieces(id: string, page: string, over: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    const { request, response } = await this.#coming(id, page, over);
    const onOver = () => stop(request, response);
    over.addEventListener('abort', onOver, { once: true });
    try {
      yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>; // no encoding is set
    } catch (cause) {
      throw new Error('the page has stopped sending it', { cause });
    }
    over.removeEventListener('abort', onOver);
    response.writeHead(204).end();
  }

  #coming(id: string, page: string, over: AbortSignal): Promise<Coming> {
    return new Promise((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const settle = () => {
        clearTimeout(timer);
        this.#wanted.delete(id);
      };
      const look = () => {
        timer = setTimeout(() => {
          if (this.#pages.has(page)) {
            look(); // it may have others to send first
            return;
          }
          settle();
          reject(new Error('the page that has it is gone'));
        }, patienceMs);
      };
      over.addEventListener('abort', () => {
        settle();
        this.#taken.delete(id);
        reject(new Error('nobody wants it any more'));
      });
      const take = (coming: Coming) => {
        settle();
        this.#taken.add(id);
        resolve(coming);
      };
      const early = this.#early.get(id);
      this.#early.delete(id);
      if (early) take(early);
      else {
        this.#wanted.set(id, take);
        look();
      }
    });
  }
}

/** The rest is not wanted: the page is told so, and is kept from sending it. */
function stop(request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(410, { Connection: 'close' }).end();
  response.once('finish', () => request.destroy());
}
