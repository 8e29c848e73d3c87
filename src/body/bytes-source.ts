import { pieceBytes, piecesOf, type ByteSource } from './byte-source.js';

/** Bytes that are in memory. */
export class BytesSource implements ByteSource {
  readonly contentType: string | undefined;
  readonly isRepeatable = true;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, contentType?: string) {
    this.bytes = bytes;
    this.contentType = contentType;
  }

  get length(): number {
    return this.bytes.byteLength;
  }

  open(): Uint8Array | Iterable<Uint8Array> {
    return this.bytes.byteLength > pieceBytes ? piecesOf(this.bytes) : this.bytes;
  }

  cancel(): void {
    // nothing is held
  }
}
