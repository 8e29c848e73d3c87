import type { HeaderField } from '../../headers/header-field.js';
import { HttpResponseHeader } from '../../headers/http-response-header.js';
import { ErrorCode } from '../../values/error-code.js';
import { bracketed, hostAndPort } from '../target.js';
import { Tunnel } from './tunnel.js';

/**
 * A way through an HTTP proxy: `CONNECT` (RFC 9110, 9.3.6). Credentials go in its own fields, and nothing of the request
 * itself goes to the proxy.
 */
export class HttpTunnel extends Tunnel {
  readonly #authority: string;
  readonly #headerBytes: number;

  /** @param headerBytes - how many bytes the head of an answer may have, with the interim ones before it */
  constructor(headerBytes: number, ...args: ConstructorParameters<typeof Tunnel>) {
    super(...args);
    this.#authority = hostAndPort(this.target);
    this.#headerBytes = headerBytes;
  }

  override open(): void {
    this.#ask(undefined);
  }

  /** @param refusal - the challenge that came, if one has */
  #ask(refusal: HttpResponseHeader | undefined): void {
    if (refusal) this.#watch(refusal);
    this.wait<readonly HeaderField[]>(
      (answer) => {
        const listener = this.connection();
        if (listener?.onTunnel) listener.onTunnel(refusal, answer);
        else if (refusal) this.fail(ErrorCode.ProxyAuthenticationRequiredError, 'wants credentials');
        else answer([]);
      },
      (fields) => {
        this.isRepeating = refusal !== undefined;
        this.#send(fields);
      },
    );
  }

  /** Nothing may come while the challenge waits for its answer. */
  #watch(refusal: HttpResponseHeader): void {
    this.isUsedUp = isLast(refusal);
    this.reader.next(
      (bytes) => (bytes.length > 0 ? bytes.length : undefined),
      () => {
        this.isUsedUp = true;
      },
    );
  }

  #send(fields: readonly HeaderField[]): void {
    // As the real class does (recorded): proxies of its days look for these fields.
    const all: readonly HeaderField[] = [
      ['Host', bracketed(this.target.host)],
      ['User-Agent', 'Mozilla/5.0'],
      ['Proxy-Connection', 'keep-alive'],
      ...fields,
    ];
    const lines = all.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    this.stream.write(`CONNECT ${this.#authority} HTTP/1.1\r\n${lines}\r\n`, 'latin1');
    this.#readHead();
  }

  #readHead(): void {
    this.reader.next(
      (bytes) => {
        if (bytes.length > 0) this.isRepeating = false;
        const { start, end } = lastHead(bytes);
        if ((end ?? bytes.length) > this.#headerBytes) {
          this.fail(ErrorCode.InvalidResponseHeader, `answered CONNECT with a head that is too large`);
        } else if (!mayBeStatusLine(bytes.subarray(start)) || hasBareLineFeed(bytes.subarray(0, end))) {
          this.fail(ErrorCode.InvalidResponseHeader, 'answered CONNECT with something that is not HTTP');
        }
        return this.isOver ? undefined : end;
      },
      (heads) => {
        this.#takeHead(heads.toString('latin1', lastHead(heads).start));
      },
    );
  }

  #takeHead(text: string): void {
    const status = /^HTTP\/1\.[01] (\d{3})(?: [^\r\n]*)?\r\n/.exec(text);
    if (!status) {
      this.fail(ErrorCode.InvalidResponseHeader, 'answered CONNECT with something that is not HTTP');
      return;
    }
    const code = Number(status[1]);
    if (code === 407) this.#takeChallenge(HttpResponseHeader.parse(text));
    else if (code >= 200 && code < 300) {
      this.connection()?.onTunnelled?.(HttpResponseHeader.parse(text));
      this.succeed(); // a length that the answer declares has no meaning (RFC 9110, 9.3.6)
    } else {
      const reason = status[0].slice('HTTP/1.1 '.length).trim();
      this.fail(ErrorCode.UnknownError, `refused the way to ${this.#authority}: ${reason}`);
    }
  }

  /** The body of a challenge is skipped where the connection goes on behind it. */
  #takeChallenge(header: HttpResponseHeader): void {
    let left = isLast(header) ? 0 : header.contentLength();
    const skip = () => {
      if (left === 0) this.#ask(header);
      else {
        this.reader.next(
          (bytes) => (bytes.length > 0 ? Math.min(bytes.length, left) : undefined),
          (bytes) => {
            left -= bytes.length;
            skip();
          },
        );
      }
    };
    skip();
  }
}

const blankLine = '\r\n\r\n';

/**
 * Where the last head begins, with the interim ones before it passed over (RFC 9110, 15.2), and where it ends; undefined
 * where that has not come yet.
 */
function lastHead(bytes: Buffer): { readonly start: number; readonly end: number | undefined } {
  for (let start = 0; ;) {
    const blank = bytes.indexOf(blankLine, start);
    if (blank < 0) return { start, end: undefined };
    const end = blank + blankLine.length;
    if (!/^HTTP\/1\.[01] 1(?!01)\d\d[ \r]/.test(bytes.toString('latin1', start, start + 13))) return { start, end };
    start = end;
  }
}

/** Whether bytes may turn out to begin with a status line of HTTP/1. */
function mayBeStatusLine(bytes: Buffer): boolean {
  const start = 'HTTP/1.';
  return start.startsWith(bytes.toString('latin1', 0, start.length));
}

/** A line that ends in LF alone (RFC 9112, 2.2): what follows it could be read in two ways. */
function hasBareLineFeed(bytes: Buffer): boolean {
  return /(?<!\r)\n/.test(bytes.toString('latin1'));
}

/** In bytes: as much of the body of a challenge is skipped. */
const longestBody = 64 * 1024;

/** Whether no request can follow on the connection, or not behind this body (RFC 9112, 6.3 and 9.3). */
function isLast(header: HttpResponseHeader): boolean {
  const length = header.contentLength();
  if (!header.hasContentLength() || !(length >= 0 && length <= longestBody)) return true;
  const words = [...header.allValues('connection'), ...header.allValues('proxy-connection')].join(',').toLowerCase();
  const isPersistent = header.minorVersion() > 0 ? !words.includes('close') : words.includes('keep-alive');
  return !isPersistent || header.hasKey('transfer-encoding');
}
