import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { net, tls } from './builtins.js';

/**
 * Stands between undici and a stream that is the caller's: undici destroys what it is handed, and the caller's has to
 * stay open when it is let go of. Otherwise what happens to one happens to the other.
 */
export class BorrowedSocket extends Duplex {
  /** Whether it speaks TLS by itself. */
  readonly encrypted: boolean;
  readonly #inner: Duplex;
  #isWanted = false;
  #isReleased = false;

  constructor(inner: Duplex) {
    super();
    this.#inner = inner;
    this.encrypted = inner instanceof tls.TLSSocket;
    inner.on('readable', this.#pass).on('end', this.#endReading).on('error', this.#fail).on('close', this.#close);
  }

  /** Whatever happens to this from now on, the caller's stream stays open, with what has not been read of it. */
  release(): void {
    if (this.#isReleased) return;
    this.ref();
    this.#isReleased = true;
    this.#detach();
    if (this.#inner instanceof net.Socket && this.#inner.connecting) forgive(this.#inner);
  }

  /** For undici, by which an idle connection does not keep the process alive. */
  ref(): this {
    if (this.#inner instanceof net.Socket && !this.#isReleased) this.#inner.ref();
    return this;
  }

  unref(): this {
    if (this.#inner instanceof net.Socket && !this.#isReleased) this.#inner.unref();
    return this;
  }

  override _read(): void {
    this.#isWanted = true;
    this.#pass();
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    if (this.#isReleased) callback();
    else this.#inner.write(chunk, callback);
  }

  override _final(callback: (error?: Error | null) => void): void {
    if (this.#isReleased) callback();
    else {
      this.#inner.end(() => {
        callback();
      });
    }
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (this.#isReleased) {
      callback(error);
      return;
    }
    this.#detach();
    this.#inner.on('error', () => undefined); // it was told, or nobody wants to know
    // The connection has closed when the socket has.
    if (this.#inner instanceof net.Socket && !this.#inner.closed) this.#inner.once('close', () => callback(error));
    else callback(error);
    this.#inner.destroy();
  }

  #detach(): void {
    const inner = this.#inner;
    inner.off('readable', this.#pass).off('end', this.#endReading).off('error', this.#fail).off('close', this.#close);
  }

  readonly #pass = () => {
    while (this.#isWanted && !this.#isReleased) {
      const chunk = this.#inner.read() as Uint8Array | string | null; // it is no object stream
      if (chunk === null) return;
      this.#isWanted = this.push(chunk, this.#inner.readableEncoding ?? undefined);
    }
  };

  readonly #endReading = () => {
    this.push(null);
  };

  readonly #fail = (error: Error) => {
    this.destroy(error);
  };

  readonly #close = () => {
    this.destroy();
  };
}

/**
 * Nobody may listen to a socket whose connecting is not wanted any more: that it fails must not end the process. Once it
 * stands, its errors are those of the caller again.
 */
function forgive(socket: Socket): void {
  const ignore = () => undefined;
  socket.on('error', ignore);
  socket.once('connect', () => {
    socket.off('error', ignore);
  });
}
