import type { BodyReceiver, ReceiverListener } from './body-receiver.js';

const nothing = /* @__PURE__ */ new Uint8Array(0);

/** What came and has not been read: chunks in their order, copied only when they are read. */
export class ReadBuffer implements BodyReceiver {
  readonly isReadable = true;
  readonly isTelling = false;
  readonly #limit: number;
  #chunks: Uint8Array[] = [];
  /** The chunks before this index have been read; they are dropped now and then, not one by one. */
  #first = 0;
  /** How much of the first chunk has been read. */
  #offset = 0;
  #length = 0;
  #listener: ReceiverListener | undefined;

  /** @param limit - in bytes: with more than this unread no more should come */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** In bytes. */
  get length(): number {
    return this.#length;
  }

  open(listener: ReceiverListener): void {
    this.#listener = listener;
  }

  receive(chunk: Uint8Array): boolean {
    this.#chunks.push(chunk);
    this.#length += chunk.byteLength;
    return this.#length <= this.#limit;
  }

  flush(done: () => void): void {
    done();
  }

  close(): void {
    this.#listener = undefined;
  }

  /** @param maxLength - in bytes; more than there is gives all that there is */
  read(maxLength: number): Uint8Array {
    const size = Math.min(maxLength, this.#length);
    if (size === 0) return nothing;
    const out = this.#takeWhole(size) ?? this.#copy(size);
    const wasFull = this.#length > this.#limit;
    this.#length -= size;
    if (wasFull && this.#length <= this.#limit) this.#listener?.onSpace();
    return out;
  }

  clear(): void {
    this.#chunks = [];
    this.#first = this.#offset = this.#length = 0;
  }

  /** The first chunk as it is, where just that is wanted. */
  #takeWhole(size: number): Uint8Array | undefined {
    const chunk = this.#chunks[this.#first] ?? nothing;
    if (this.#offset > 0 || chunk.byteLength !== size) return undefined;
    this.#dropFirst();
    return new Uint8Array(chunk.buffer, chunk.byteOffset, size);
  }

  #copy(size: number): Uint8Array {
    const out = new Uint8Array(size);
    for (let filled = 0; filled < size;) {
      const chunk = this.#chunks[this.#first] ?? nothing;
      const piece = chunk.subarray(this.#offset, this.#offset + size - filled);
      out.set(piece, filled);
      filled += piece.byteLength;
      this.#offset += piece.byteLength;
      if (this.#offset >= chunk.byteLength) this.#dropFirst();
    }
    return out;
  }

  #dropFirst(): void {
    this.#chunks[this.#first] = nothing; // lets the bytes go now; the place goes later
    this.#first++;
    this.#offset = 0;
    if (this.#first > 1024 || this.#first === this.#chunks.length) {
      this.#chunks.splice(0, this.#first);
      this.#first = 0;
    }
  }
}
