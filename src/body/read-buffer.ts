import type { BodyReceiver, ReceiverListener } from './body-receiver.js';

const nothing = /* @__PURE__ */ new Uint8Array(0);

/** In bytes: chunks up to this size are gathered, as each costs a hundred bytes beside what it holds, and may hold on to more. */
const smallBytes = 16 * 1024;
/** In bytes: as much is gathered in one piece. */
const pieceBytes = 64 * 1024;

/** What came and has not been read, in its order. Large chunks are copied only when they are read. */
export class ReadBuffer implements BodyReceiver {
  readonly isReadable = true;
  readonly isTelling = false;
  readonly #limit: number;
  #first: Piece | undefined;
  #last: Piece | undefined;
  /** How much of the first piece has been read. */
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
    const last = this.#last;
    if (!last || chunk.byteLength > smallBytes || !gathers(last, chunk)) {
      const piece: Piece = { chunk, room: undefined, next: undefined };
      if (last) last.next = piece;
      else this.#first = piece;
      this.#last = piece;
    }
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
    this.#first = this.#last = undefined;
    this.#offset = this.#length = 0;
  }

  /** The first piece as it is, where just that is wanted. */
  #takeWhole(size: number): Uint8Array | undefined {
    const chunk = this.#first?.chunk ?? nothing;
    if (this.#offset > 0 || chunk.byteLength !== size) return undefined;
    this.#dropFirst();
    return new Uint8Array(chunk.buffer, chunk.byteOffset, size);
  }

  #copy(size: number): Uint8Array {
    const out = new Uint8Array(size);
    for (let filled = 0; filled < size;) {
      const chunk = this.#first?.chunk ?? nothing;
      const part = chunk.subarray(this.#offset, this.#offset + size - filled);
      out.set(part, filled);
      filled += part.byteLength;
      this.#offset += part.byteLength;
      if (this.#offset >= chunk.byteLength) this.#dropFirst();
    }
    return out;
  }

  #dropFirst(): void {
    this.#first = this.#first?.next;
    if (!this.#first) this.#last = undefined;
    this.#offset = 0;
  }
}

interface Piece {
  chunk: Uint8Array;
  /** The memory of our own that it begins, and in which more has room. */
  room: Uint8Array | undefined;
  next: Piece | undefined;
}

/** Whether the chunk has found its place in this piece: its room doubles, so that few bytes are copied twice. */
function gathers(piece: Piece, chunk: Uint8Array): boolean {
  const length = piece.chunk.byteLength;
  const needed = length + chunk.byteLength;
  if (needed > pieceBytes) return false;
  if (!piece.room || piece.room.byteLength < needed) {
    piece.room = new Uint8Array(Math.min(2 * needed, pieceBytes));
    piece.room.set(piece.chunk);
  }
  piece.room.set(chunk, length);
  piece.chunk = piece.room.subarray(0, needed);
  return true;
}
