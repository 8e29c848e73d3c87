import { reasonOf } from '../values/reason-of.js';

/** The body of a request. */
export interface ByteSource {
  /** In bytes; undefined when nobody knows. */
  readonly length: number | undefined;
  /** What the body brings for Content-Type; undefined when it says nothing. */
  readonly contentType: string | undefined;
  /** All of it, where it is in memory. */
  readonly bytes?: Uint8Array;
  /** The same as a Blob, where it need not be in memory. */
  readonly blob?: Blob;
  /** Whether `open` can be called again. */
  readonly isRepeatable: boolean;
  /** All bytes at once, or pieces of at most {@link pieceBytes}. */
  open(): Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /**
   * Lets go of what `open` began, also while a piece is being waited for. Whoever still reads gets an error: a body
   * that was cut short must not look like a whole one.
   */
  cancel(): void;
}

/** The largest piece of a body, in bytes: what `dataSendProgress` tells in one step. */
export const pieceBytes = 64 * 1024;

/** A body that could not be read. */
export class SourceError extends Error {
  override readonly name = 'SourceError';

  constructor(reason: string, options?: { readonly cause?: unknown }) {
    super(`The body could not be read: ${reason}`, options);
  }

  /** What a reading that failed with `cause` is told as. */
  static from(cause: unknown): SourceError {
    if (cause instanceof SourceError) return cause;
    return new SourceError(reasonOf(cause), { cause });
  }
}

/** Says to a reader that the body is not wanted any more. */
export function refuseIf(isCancelled: boolean): void {
  if (isCancelled) throw new SourceError('nobody wants it any more');
}

/** Cuts `bytes` into views of at most {@link pieceBytes}; nothing is copied. */
export function* piecesOf(bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let start = 0; start < bytes.byteLength; start += pieceBytes) {
    yield bytes.subarray(start, start + pieceBytes);
  }
}
