import type { Duplex } from 'node:stream';
import type { ConnectionListener } from '../dispatch-like.js';
import { AnswerScanner } from './answer-scanner.js';

/** Watches what undici writes to a socket and reads from it. */
export class ObservedSocket {
  readonly #socket: Duplex;
  readonly #listener: () => ConnectionListener | undefined;
  readonly #scanner: AnswerScanner;
  #awaitsHead = false;
  #bodyBytes: number | undefined = 0;
  /** Tells the present request from those whose writes may still call back. */
  #request = 0;
  #written = 0;
  #sent = 0;
  #told = 0;
  #total = 0;
  #isWhole = false;

  constructor(socket: Duplex, headerBytes: number, listener: () => ConnectionListener | undefined) {
    this.#socket = socket;
    this.#listener = listener;
    this.#scanner = new AnswerScanner(
      {
        onFirstByte: () => {
          this.#settleWrites();
          listener()?.onFirstByte?.();
        },
        onStatusLine: (line) => listener()?.onStatusLine?.(line),
        onTooLarge: () => {
          socket.destroy(Object.assign(new Error('too many interim answers'), { code: 'UND_ERR_HEADERS_OVERFLOW' }));
        },
        onForeign: () => {
          socket.destroy(Object.assign(new Error('the status line is not of HTTP'), { name: 'HTTPParserError' }));
        },
      },
      headerBytes,
    );
    this.#watchReads();
    this.#watchWrites();
  }

  /** The next write is the head of a request. */
  expectRequest(bodyBytes: number | undefined): void {
    this.#awaitsHead = true;
    this.#bodyBytes = bodyBytes;
  }

  #watchReads(): void {
    const socket = this.#socket;
    const read = socket.read.bind(socket) as (size?: number) => Buffer | null; // no encoding is set, so never a string
    socket.read = (size?: number) => {
      for (let chunk = read(size); chunk !== null; chunk = read(size)) {
        if (this.#scanner.isIdle) return chunk;
        const seen = this.#scanner.scan(chunk);
        if (socket.destroyed) return null;
        if (seen) return seen;
      }
      return null;
    };
  }

  #watchWrites(): void {
    const socket = this.#socket;
    const write = socket.write.bind(socket) as Write;
    const watched: Write = (chunk, encoding, callback) => {
      const length = typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.byteLength;
      const isHead = this.#awaitsHead;
      if (isHead) {
        this.#beginRequest(length);
        if (socket.destroyed) return false;
      }
      // Where a body follows, it does in the same breath: head and first piece are told as one.
      const isTold = !isHead || !this.#isFollowed(chunk);
      this.#written += length;
      this.#isWhole = this.#isEnd(chunk);
      const request = this.#request;
      return write(chunk, encoding, (error) => {
        if (!error && request === this.#request) this.#count(length, isTold);
        callback?.(error);
      });
    };
    socket.write = watched as Duplex['write']; // undici calls it in these forms only
  }

  #beginRequest(headBytes: number): void {
    this.#awaitsHead = false;
    this.#request++;
    this.#written = this.#sent = this.#told = 0;
    this.#total = this.#bodyBytes === undefined ? 0 : headBytes + this.#bodyBytes;
    this.#scanner.begin();
    this.#listener()?.onSending?.();
  }

  /** Whether a body follows this head. One in chunks leaves the head open, and its first chunk ends it. */
  #isFollowed(head: string | Uint8Array): boolean {
    if (this.#bodyBytes !== undefined) return this.#bodyBytes > 0;
    return typeof head === 'string' && !head.endsWith('\r\n\r\n');
  }

  /** Whether a request ends with this write. */
  #isEnd(chunk: string | Uint8Array): boolean {
    if (this.#bodyBytes !== undefined) return this.#written === this.#total;
    return typeof chunk === 'string' && chunk.endsWith('0\r\n\r\n'); // the last chunk, or a length of 0
  }

  /**
   * The answer begins. What was written has been sent then, even where the write has not called back yet: over TLS it
   * does so only after the bytes that came meanwhile. An answer to half a request says nothing about its rest.
   */
  #settleWrites(): void {
    const late = this.#written - this.#sent;
    if (!this.#isWhole || late === 0) return;
    this.#request++;
    this.#count(late, true);
  }

  #count(bytes: number, isTold: boolean): void {
    this.#sent += bytes;
    if (!isTold) return;
    while (this.#sent - this.#told > stepBytes) this.#tell(this.#told + stepBytes);
    this.#tell(this.#sent);
  }

  #tell(sent: number): void {
    this.#told = sent;
    this.#listener()?.onBytesSent(sent, this.#total);
  }
}

/** The largest step of the send progress, in bytes. */
const stepBytes = 64 * 1024;

type Write = (
  chunk: string | Uint8Array,
  encoding?: BufferEncoding,
  callback?: (error?: Error | null) => void,
) => boolean;
