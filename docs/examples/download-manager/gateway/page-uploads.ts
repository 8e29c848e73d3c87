import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TransferEngine } from '../engine/transfer-engine.ts';
import { Refusal } from './refusal.ts';

/** How long the page that has the file may take to send it, in milliseconds. */
const patienceMs = 15_000;

/** A file that a page has announced. */
interface Announced {
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

/**
 * The files of pages, on their way through the gateway. A page announces one, and sends it when its turn has come: so those
 * that wait take no connections, of which a browser has few.
 */
export class PageUploads {
  readonly #engine: TransferEngine;
  /** Those whose turn it is, until the page sends them. */
  readonly #wanted = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>();

  constructor(engine: TransferEngine) {
    this.#engine = engine;
  }

  /**
   * @returns the id of the transfer
   * @throws TypeError for what is no http or https URL
   */
  announce(url: string, { name, size, type }: Announced): string {
    const id: string = this.#engine.send(url, { name, size, type, data: (over) => this.#pieces(id, over) });
    return id;
  }

  /** @throws Refusal where nobody waits for this file */
  receive(id: string, request: IncomingMessage, response: ServerResponse): void {
    const take = this.#wanted.get(id);
    if (!take) throw new Refusal(409, 'Nobody waits for this file');
    take(request, response);
  }

  async *#pieces(id: string, over: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    const { request, response } = await this.#request(id, over);
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

  #request(id: string, over: AbortSignal) {
    return new Promise<{ request: IncomingMessage; response: ServerResponse }>((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        this.#wanted.delete(id);
      };
      const timer = setTimeout(() => {
        settle();
        reject(new Error('the page that has it has not sent it'));
      }, patienceMs);
      over.addEventListener('abort', () => {
        settle();
        reject(new Error('nobody wants it any more'));
      });
      this.#wanted.set(id, (request, response) => {
        settle();
        resolve({ request, response });
      });
    });
  }
}

/** The rest is not wanted: the page is told so, and is kept from sending it. */
function stop(request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(410, { Connection: 'close' }).end();
  response.once('finish', () => request.destroy());
}
