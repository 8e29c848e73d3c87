import { headerLines, startLineWords } from './header-lines.js';
import { HttpHeader } from './http-header.js';

interface Version {
  readonly major: number;
  readonly minor: number;
}

const http11: Version = { major: 1, minor: 1 };

/**
 * The header of a request: a request line (RFC 9112, section 3) and fields.
 *
 * Source: Qt 4, `QHttpRequestHeader`.
 *
 * @example
 * const header = new HttpRequestHeader('GET', '/index.html');
 * header.setValue('Host', 'example.org');
 * header.toString(); // 'GET /index.html HTTP/1.1\r\nHost: example.org\r\n\r\n'
 */
export class HttpRequestHeader extends HttpHeader {
  #method = '';
  #path = '';
  #version: Version | undefined;

  /**
   * Without arguments a header that is not valid until {@link setRequest} is called.
   *
   * @param method - as it is sent; methods are case-sensitive (RFC 9110, section 9.1)
   * @param path - the request target, '/' by default
   * @param major - first number of the HTTP version
   * @param minor - second number of the HTTP version
   */
  constructor(method?: string, path = '/', major = 1, minor = 1) {
    super();
    if (method === undefined) this.setValid(false);
    else this.setRequest(method, path, major, minor);
  }

  /**
   * Reads a request line and fields from text; {@link isValid} tells whether all of it could be read.
   *
   * Of a bad request line the first two words are kept as method and path. Empty text gives a valid header with nothing
   * in it, as in Qt.
   */
  static override parse(text: string): HttpRequestHeader {
    const header = new HttpRequestHeader();
    const [requestLine, ...fields] = headerLines(text);
    if (requestLine === undefined) header.setValid(true);
    else if (header.#readRequestLine(requestLine)) header.readFields(fields);
    return header;
  }

  /** The method; '' where it is not known. */
  method(): string {
    return this.#method;
  }

  /** The request target; '' where it is not known. */
  path(): string {
    return this.#path;
  }

  override majorVersion(): number {
    return this.#version?.major ?? 0;
  }

  override minorVersion(): number {
    return this.#version?.minor ?? 0;
  }

  /** Sets the request line and makes the header valid. */
  setRequest(method: string, path: string, major = 1, minor = 1): void {
    this.#method = method;
    this.#path = path;
    this.#version = major === 1 && minor === 1 ? http11 : { major, minor };
    this.setValid(true);
  }

  /** The request line, the fields and the blank line that ends them; '' where the request line is not known. */
  override toString(): string {
    if (this.#version === undefined) return '';
    const { major, minor } = this.#version;
    return `${this.#method} ${this.#path} HTTP/${major}.${minor}\r\n${super.toString()}\r\n`;
  }

  override clone(): HttpRequestHeader {
    const copy = new HttpRequestHeader();
    copy.copyFields(this);
    copy.#method = this.#method;
    copy.#path = this.#path;
    copy.#version = this.#version;
    return copy;
  }

  #readRequestLine(line: string): boolean {
    const [method = '', path = '', version = '', ...more] = startLineWords(line);
    const [, major, minor] = /^HTTP\/(\d)\.(\d)$/.exec(version) ?? [];
    this.#method = method;
    this.#path = path;
    if (major === undefined || minor === undefined || more.length > 0) return false;
    this.#version = { major: Number(major), minor: Number(minor) };
    return true;
  }
}
