import type { HeaderField } from './header-field.js';
import { headerLines, startLineWords } from './header-lines.js';
import { HttpHeader } from './http-header.js';
import { lenientNumber } from './lenient-number.js';

const greatestStatusCode = 0x7fff_ffff;

interface StatusLine {
  readonly code: number;
  readonly reason: string;
  readonly major: number;
  readonly minor: number;
}

/**
 * The header of a response: a status line (RFC 9112, section 4) and fields.
 *
 * Source: Qt 4, `QHttpResponseHeader`.
 *
 * @example
 * const header = HttpResponseHeader.parse('HTTP/1.1 404 Not Found\r\nContent-Type: text/html; charset=utf-8\r\n\r\n');
 * header.statusCode(); // 404
 * header.reasonPhrase(); // 'Not Found'
 * header.contentType(); // 'text/html'
 */
export class HttpResponseHeader extends HttpHeader {
  #statusLine: StatusLine | undefined;

  /**
   * Without arguments a header that is not valid until {@link setStatusLine} is called.
   *
   * @param code - the status code
   * @param reason - the reason phrase, '' by default
   * @param major - first number of the HTTP version
   * @param minor - second number of the HTTP version
   */
  constructor(code?: number, reason = '', major = 1, minor = 1) {
    super();
    if (code === undefined) this.setValid(false);
    else this.setStatusLine(code, reason, major, minor);
  }

  /**
   * Reads a status line and fields from text; {@link isValid} tells whether all of it could be read.
   *
   * Without a status line nothing is read. A status code that is no number, or too great for 31 bits, is read as 0.
   * Empty text gives a valid header with nothing in it, as in Qt.
   */
  static override parse(text: string): HttpResponseHeader {
    const header = new HttpResponseHeader();
    const [line, ...fields] = headerLines(text);
    if (line === undefined) {
      header.setValid(true);
      return header;
    }
    header.#statusLine = toStatusLine(line);
    if (header.#statusLine !== undefined) header.readFields(fields);
    return header;
  }

  /**
   * A header of parts that were parsed before, without a copy or a check.
   *
   * @param fields - is shared with the header: do not change the list or its pairs any more
   */
  static fromFields(
    code: number,
    reason: string,
    major: number,
    minor: number,
    fields: readonly HeaderField[],
  ): HttpResponseHeader {
    const header = new HttpResponseHeader(code, reason, major, minor);
    header.shareFields(fields);
    return header;
  }

  /** The status code; 0 where it is not known. */
  statusCode(): number {
    return this.#statusLine?.code ?? 0;
  }

  /** The reason phrase, which may be empty; '' where it is not known. */
  reasonPhrase(): string {
    return this.#statusLine?.reason ?? '';
  }

  override majorVersion(): number {
    return this.#statusLine?.major ?? 0;
  }

  override minorVersion(): number {
    return this.#statusLine?.minor ?? 0;
  }

  /** Sets the status line and makes the header valid. */
  setStatusLine(code: number, text = '', major = 1, minor = 1): void {
    this.#statusLine = { code, reason: text, major, minor };
    this.setValid(true);
  }

  /** The status line, the fields and the blank line that ends them; '' where the status line is not known. */
  override toString(): string {
    if (this.#statusLine === undefined) return '';
    const { code, reason, major, minor } = this.#statusLine;
    return `HTTP/${major}.${minor} ${code} ${reason}\r\n${super.toString()}\r\n`;
  }

  override clone(): HttpResponseHeader {
    const copy = new HttpResponseHeader();
    copy.copyFields(this);
    copy.#statusLine = this.#statusLine;
    return copy;
  }
}

function toStatusLine(line: string): StatusLine | undefined {
  const [version = '', code = '', ...reason] = startLineWords(line);
  const [, major, minor] = /^HTTP\/(\d)\.(\d)$/.exec(version) ?? [];
  if (major === undefined || minor === undefined || !/^\d/.test(code)) return undefined;
  return {
    code: lenientNumber(code, greatestStatusCode),
    reason: reason.join(' '),
    major: Number(major),
    minor: Number(minor),
  };
}
