import type { Duplex } from 'node:stream';

/** Takes the messages of a handshake from a stream, one by one, and leaves in it what follows them. */
export class HandshakeReader {
  readonly #stream: Duplex;
  #bytes = Buffer.alloc(0);
  #wanted: { readonly lengthOf: LengthOf; readonly take: (message: Buffer) => void } | undefined;
  readonly #onReadable = () => {
    this.#read();
  };

  constructor(stream: Duplex) {
    this.#stream = stream;
    stream.on('readable', this.#onReadable);
  }

  /**
   * @param lengthOf - tells from the bytes so far how long the message is, or undefined while it cannot tell
   * @param take - is given the message, at once where it has come already
   */
  next(lengthOf: LengthOf, take: (message: Buffer) => void): void {
    this.#wanted = { lengthOf, take };
    this.#read();
  }

  /** Reads no more, and gives back what was read too much; whether that was anything. */
  stop(): boolean {
    this.#wanted = undefined;
    this.#stream.off('readable', this.#onReadable);
    const isMore = this.#bytes.length > 0;
    if (isMore) this.#stream.unshift(this.#bytes);
    return isMore;
  }

  #read(): void {
    while (this.#wanted) {
      const { lengthOf, take } = this.#wanted;
      const length = lengthOf(this.#bytes);
      if (length !== undefined && length <= this.#bytes.length) {
        const message = this.#bytes.subarray(0, length);
        this.#bytes = this.#bytes.subarray(length);
        this.#wanted = undefined;
        take(message);
        continue;
      }
      const chunk = this.#stream.read() as Buffer | null; // no encoding is set
      if (!chunk) return;
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
    }
  }
}

export type LengthOf = (bytes: Buffer) => number | undefined;
