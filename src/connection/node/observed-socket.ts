import type { Duplex } from 'node:stream';
import type { Timer } from '../../values/schedule.js';
import type { ConnectionListener } from '../dispatch-like.js';
import { AnswerScanner } from './answer-scanner.js';
import { BodyGate, type Write } from './body-gate.js';

export interface WatchSettings {
  /** In bytes, for the head of an answer. */
  readonly headerBytes: number;
  readonly timer: Timer;
  /** Whether all bytes that come are told. */
  readonly tellsBytes: boolean;
}

/** Watches what undici writes to a socket and reads from it. */
export class ObservedSocket {
  readonly #socket: Duplex;
  readonly #listener: () => ConnectionListener | undefined;
  readonly #scanner: AnswerScanner;
  readonly #tellsBytes: boolean;
  #awaitsHead = false;
  readonly #early: ((bytes: number) => void)[] = [];
  readonly #gate: BodyGate;
  #bodyBytes: number | undefined = 0;
  #expectation: string | undefined;
  /** Tells the present request from those whose writes may still call back. */
  #request = 0;
  #written = 0;
  #sent = 0;
  #told = 0;
  #total = 0;
  #isWhole = false;
  /** The socket has passed on what was written last before the write returned, as TCP does that is not full. */
  #isPrompt = false;

  constructor(socket: Duplex, settings: WatchSettings, listener: () => ConnectionListener | undefined) {
    this.#socket = socket;
    this.#tellsBytes = settings.tellsBytes;
    this.#listener = listener;
    this.#scanner = new AnswerScanner(
      {
        onFirstByte: () => {
          this.#settleWrites();
          listener()?.onFirstByte?.();
        },
        onContinue: () => {
          if (this.#gate.isHolding) this.#sendBody();
        },
        onStatusLine: (line) => {
          if (this.#gate.drop()) listener()?.onBodyWithheld?.();
          listener()?.onStatusLine?.(line);
        },
        onTooLarge: () => {
          socket.destroy(Object.assign(new Error('too many interim answers'), { code: 'UND_ERR_HEADERS_OVERFLOW' }));
        },
        onForeign: () => {
          socket.destroy(Object.assign(new Error('the status line is not of HTTP'), { name: 'HTTPParserError' }));
        },
      },
      settings.headerBytes,
    );
    this.#watchReads();
    this.#gate = new BodyGate(socket, settings.timer, this.#watchWrites());
  }

  /**
   * The next write is the head of a request.
   *
   * @param expectation - the field that has the body held back until the server wants it
   */
  expectRequest(bodyBytes: number | undefined, expectation: string | undefined): void {
    this.#awaitsHead = true;
    this.#bodyBytes = bodyBytes;
    this.#expectation = expectation;
  }

  /** The next write is the head of a request whose turn has not come: nothing is told of it but how long it is. */
  expectEarly(onWritten: (bytes: number) => void): void {
    this.#early.push(onWritten);
  }

  #watchReads(): void {
    const socket = this.#socket;
    const read = socket.read.bind(socket) as (size?: number) => Buffer | null; // no encoding is set, so never a string
    socket.read = (size?: number) => {
      for (let chunk = read(size); chunk !== null; chunk = read(size)) {
        if (this.#tellsBytes) this.#listener()?.onBytesReceived?.();
        if (this.#scanner.isIdle) return chunk;
        const seen = this.#scanner.scan(chunk);
        if (socket.destroyed) return null;
        if (seen) return seen;
      }
      return null;
    };
  }

  /** @returns what writes, and counts what goes */
  #watchWrites(): Write {
    const socket = this.#socket;
    const write = socket.write.bind(socket) as Write;
    const send: Write = (chunk, encoding, callback) => {
      const length = lengthOf(chunk, encoding);
      const isHead = this.#written === 0;
      // Where a body follows, it does in the same breath: head and first piece are told as one.
      const isTold = !isHead || this.#gate.isHolding || !this.#isFollowed(chunk);
      this.#written += length;
      this.#isWhole = this.#isEnd(chunk);
      const request = this.#request;
      const onWritten: typeof callback = (error) => {
        if (!error && request === this.#request) this.#count(length, isTold);
        callback?.(error);
      };
      if (isHead && this.#isWhole && this.#isPrompt && !callback)
        return this.#writeWhole(write, chunk, encoding, onWritten);
      const hasRoom = write(chunk, encoding, onWritten);
      if (isHead) this.#isPrompt = socket.writableLength === 0;
      return hasRoom;
    };
    const watched: Write = (chunk, encoding, callback) => {
      if (!this.#awaitsHead) {
        const onEarly = this.#early.shift();
        if (onEarly) {
          const hasRoom = write(chunk, encoding, callback);
          onEarly(lengthOf(chunk, encoding));
          return hasRoom;
        }
        return this.#gate.isHolding ? this.#gate.hold(chunk, encoding, callback) : send(chunk, encoding, callback);
      }
      this.#awaitsHead = false;
      const head = this.#withExpectation(chunk);
      this.#beginRequest(lengthOf(head, encoding));
      return socket.destroyed ? false : send(head, encoding, callback);
    };
    socket.write = watched as Duplex['write']; // undici calls it in these forms only
    return send;
  }

  /** Without a callback, for which Node takes a turn of its own, where the socket passes it on at once as before. */
  #writeWhole(
    write: Write,
    chunk: string | Uint8Array,
    encoding: BufferEncoding | undefined,
    onWritten: NonNullable<Parameters<Write>[2]>,
  ): boolean {
    const socket = this.#socket;
    const hasRoom = write(chunk, encoding);
    this.#isPrompt = socket.writableLength === 0;
    if (!this.#isPrompt)
      write(nothing, undefined, onWritten); // tells when what stands before it has gone
    else if (!socket.destroyed) onWritten(socket.errored);
    return hasRoom;
  }

  /** The head with the field that undici refuses, after which the body is held back. */
  #withExpectation(head: string | Uint8Array): string | Uint8Array {
    const expectation = this.#expectation;
    if (expectation === undefined || typeof head !== 'string' || !this.#isFollowed(head)) return head;
    const held = this.#gate.close(head, expectation, () => {
      this.#listener()?.onBodyHeld?.(false);
      this.#gate.open(); // RFC 9110, 10.1.1: a server need not know of it
    });
    this.#listener()?.onBodyHeld?.(true);
    return held;
  }

  /** The server wants the body. */
  #sendBody(): void {
    this.#listener()?.onSending?.();
    this.#listener()?.onBodyHeld?.(false);
    this.#gate.open();
  }

  #beginRequest(headBytes: number): void {
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

const nothing = new Uint8Array(0);

/** The largest step of the send progress, in bytes. */
const stepBytes = 64 * 1024;

function lengthOf(chunk: string | Uint8Array, encoding: BufferEncoding | undefined): number {
  if (typeof chunk !== 'string') return chunk.byteLength;
  return encoding === 'latin1' ? chunk.length : Buffer.byteLength(chunk, encoding);
}
