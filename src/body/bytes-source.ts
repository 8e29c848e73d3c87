import { pieceBytes, piecesOf, type ByteSource } from './byte-source.js';

/** Bytes that are in memory. */
export class BytesSource implements ByteSource {
  readonly isRepeatable = true;

  constructor(
    private readonly bytes: Uint8Array,
    readonly contentType: string | undefined,
  ) {}

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
