import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

/**
 * Who may ask the gateway anything. Being bound to the loopback address keeps other machines out, and no page in a browser
 * of this one:
 *
 * - `Host` has to be this machine's: a name that somebody lets point at 127.0.0.1 is refused (DNS rebinding);
 * - `Origin` and `Sec-Fetch-Site`, which browsers set and pages cannot, have to be those of the gateway's own page;
 * - the API wants the token, which other programs and other users of this machine have not got.
 */
export class Guard {
  readonly #hosts: ReadonlySet<string>;
  readonly #token: Buffer;

  constructor(port: number, token: string) {
    const names = ['127.0.0.1', 'localhost'];
    this.#hosts = new Set(names.flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])]));
    this.#token = digest(token);
  }

  /** @throws Refusal where the page, and what belongs to it, is not for this one */
  checkPage({ headers }: IncomingMessage): void {
    this.#checkHost(headers.host);
    // A link or an address bar opens the page; another page must not build it, or parts of it, into itself.
    const site = headers['sec-fetch-site'];
    const isOpened = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
    if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isOpened) refuseSite();
  }

  /** @throws Refusal where the API is not for this one */
  checkApi({ headers }: IncomingMessage): void {
    this.#checkHost(headers.host);
    const site = headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin') refuseSite();
    if (headers.origin !== undefined && headers.origin !== `http://${headers.host ?? ''}`) refuseSite();
    const [, token] = /^Bearer +([!-~]+)$/i.exec(headers.authorization ?? '') ?? [];
    if (token === undefined || !timingSafeEqual(digest(token), this.#token)) {
      throw new Refusal(401, 'The token is missing or wrong', { 'WWW-Authenticate': 'Bearer' });
    }
  }

  #checkHost(host: string | undefined): void {
    if (!this.#hosts.has(host?.toLowerCase() ?? '')) throw new Refusal(421, 'This is another host');
  }
}

function refuseSite(): never {
  throw new Refusal(403, 'Only the page of this gateway may ask this');
}

/** Of one length, so that comparing takes as long for whatever is sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
