/** The body of a request. */
export interface ByteSource {
  /** In bytes; undefined when nobody knows. */
  readonly length: number | undefined;
  /** What the body brings for Content-Type; undefined when it says nothing. */
  readonly contentType: string | undefined;
  /** Whether `open` can be called again. */
  readonly isRepeatable: boolean;
  /** All bytes at once, or pieces of at most {@link pieceBytes}. */
  open(): Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /** Ends what `open` began, also while a piece is being waited for. */
  cancel(): void;
}

/** The largest piece of a body, in bytes: what `dataSendProgress` tells in one step. */
export const pieceBytes = 64 * 1024;

/** A body that could not be read. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}

/** Cuts `bytes` into views of at most {@link pieceBytes}; nothing is copied. */
export function* piecesOf(bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let start = 0; start < bytes.byteLength; start += pieceBytes) {
    yield bytes.subarray(start, start + pieceBytes);
  }
}
