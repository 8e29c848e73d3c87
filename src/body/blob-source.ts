import { piecesOf, SourceError, type ByteSource } from './byte-source.js';

/** Parts that are bytes or Blobs, read from their beginning at each opening. */
export class BlobSource implements ByteSource {
  readonly isRepeatable = true;
  readonly length: number;
  readonly #parts: readonly (Blob | Uint8Array)[];
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  constructor(
    parts: readonly (Blob | Uint8Array)[],
    readonly contentType: string | undefined,
  ) {
    this.#parts = parts;
    this.length = parts.reduce((sum, part) => sum + sizeOf(part), 0);
  }

  async *open(): AsyncGenerator<Uint8Array, void, undefined> {
    for (const part of this.#parts) {
      if (part instanceof Uint8Array) yield* piecesOf(part);
      else yield* this.#pieces(part);
    }
  }

  cancel(): void {
    this.#reader?.cancel().catch(ignoreEnd);
    this.#reader = undefined;
  }

  async *#pieces(blob: Blob): AsyncGenerator<Uint8Array, void, undefined> {
    const reader = blob.stream().getReader();
    this.#reader = reader;
    try {
      for (let read = await reader.read(); !read.done; read = await reader.read()) yield* piecesOf(read.value);
    } catch (cause) {
      throw new SourceError('The body could not be read', { cause });
    } finally {
      if (this.#reader === reader) this.#reader = undefined;
      reader.releaseLock();
    }
  }
}

function sizeOf(part: Blob | Uint8Array): number {
  return part instanceof Uint8Array ? part.byteLength : part.size;
}

/** A stream that nobody wants any more may end as it likes. */
function ignoreEnd(): void {
  // on purpose
}
