import { once } from 'node:events';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Pace } from './pace.ts';
import type { Valve } from './valve.ts';
import { loginOf, type OpenVisit } from './visit.ts';

/** A request with what it takes to answer it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  readonly visit: OpenVisit;
  /** Set off when the connection has closed before the answer was whole. */
  readonly gone: AbortSignal;
  /** Of this path, if somebody has set one. */
  readonly valve: Valve | undefined;
  head(status: number, fields?: OutgoingHttpHeaders): void;
  /** To be called when the visit has changed. */
  changed(): void;
}

/** Who may read what is below `/private/`. */
export const login = { user: 'ada', password: 'lovelace', realm: 'Analytical Engine' } as const;

const mebibyte = 1024 * 1024;
const piece = Buffer.alloc(64 * 1024, 'rx-qhttp ');

/**
 * `?bytes=N&rate=N&length=unknown`: a file of so many bytes (a mebibyte), with so many bytes a second (as fast as it
 * goes), with or without its length.
 */
export async function file(exchange: Exchange): Promise<void> {
  const bytes = numberOf(exchange, 'bytes', mebibyte);
  const isLengthKnown = exchange.query.get('length') !== 'unknown';
  exchange.head(200, { ...descriptionOf(exchange.visit.path), ...(isLengthKnown ? { 'content-length': bytes } : {}) });
  if (exchange.request.method !== 'HEAD') await send(exchange, bytes);
  exchange.response.end();
}

/** A file that breaks off in the middle, without a word. */
export async function broken(exchange: Exchange): Promise<void> {
  const bytes = numberOf(exchange, 'bytes', mebibyte);
  exchange.head(200, { ...descriptionOf(exchange.visit.path), 'content-length': bytes });
  if (exchange.request.method === 'HEAD') {
    exchange.response.end();
    return;
  }
  await send(exchange, Math.floor(bytes / 2));
  exchange.visit.outcome = 'left by the server';
  exchange.request.socket.destroySoon();
}

/** A file for those who say who they are (RFC 7617). */
export async function secret(exchange: Exchange): Promise<void> {
  const told = loginOf(exchange.request);
  if (told?.user === login.user && told.password === login.password) return file(exchange);
  const challenge = `Basic realm="${login.realm}", charset="UTF-8"`;
  text(exchange, 401, 'Who are you?\n', { 'www-authenticate': challenge });
}

/** `?rate=N`: reads what is sent, so many bytes a second, and tells how much that was. */
export async function upload(exchange: Exchange): Promise<void> {
  const { request, visit, gone, valve } = exchange;
  const pace = new Pace(numberOf(exchange, 'rate', Infinity));
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      for (let left = chunk.length; left > 0;) {
        const taken = (await valve?.pass(left, gone)) ?? left;
        if (taken === 0) return;
        await pace.take(taken, gone);
        visit.received += taken;
        left -= taken;
        exchange.changed();
      }
    }
  } catch (error) {
    if (!request.complete) return; // the client has gone, which its connection tells
    throw error;
  }
  json(exchange, { bytes: visit.received });
}

export function text(exchange: Exchange, status: number, body: string, fields: OutgoingHttpHeaders = {}): void {
  const length = Buffer.byteLength(body);
  exchange.head(status, { 'content-type': 'text/plain; charset=utf-8', 'content-length': length, ...fields });
  exchange.visit.sent += length;
  exchange.response.end(exchange.request.method === 'HEAD' ? undefined : body);
}

export function json(exchange: Exchange, value: unknown): void {
  text(exchange, 200, `${JSON.stringify(value)}\n`, { 'content-type': 'application/json' });
}

/** Sends so many bytes, at the pace that was asked for, as far as the valve lets them, and no faster than they are taken. */
async function send(exchange: Exchange, bytes: number): Promise<void> {
  const { response, visit, gone, valve } = exchange;
  const pace = new Pace(numberOf(exchange, 'rate', Infinity));
  for (let left = bytes; left > 0;) {
    const wanted = Math.min(left, piece.length, pace.step);
    const size = (await valve?.pass(wanted, gone)) ?? wanted;
    await pace.take(size, gone);
    if (size === 0 || gone.aborted) return;
    const isTaken = response.write(piece.subarray(0, size));
    visit.sent += size;
    left -= size;
    exchange.changed();
    if (!isTaken) await once(response, 'drain', { signal: gone }).catch(() => undefined); // gone: seen at the next turn
  }
}

function descriptionOf(path: string): OutgoingHttpHeaders {
  const name = path.slice(path.lastIndexOf('/') + 1) || 'file.bin';
  return {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`, // RFC 6266
  };
}

/** A positive number of the query; `otherwise` where it is not there or is none. */
function numberOf({ query }: Exchange, name: string, otherwise: number): number {
  const value = Number(query.get(name) ?? otherwise);
  return value > 0 ? value : otherwise;
}
