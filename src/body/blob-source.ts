import { piecesOf, refuseIf, SourceError, type ByteSource } from './byte-source.js';

/** Parts that are bytes or Blobs, read from their beginning at each opening. */
export class BlobSource implements ByteSource {
  readonly isRepeatable = true;
  readonly length: number;
  readonly #parts: readonly (Blob | Uint8Array)[];
  #reading: BlobReading | undefined;

  constructor(
    parts: readonly (Blob | Uint8Array)[],
    readonly contentType: string | undefined,
  ) {
    this.#parts = parts;
    this.length = parts.reduce((sum, part) => sum + sizeOf(part), 0);
  }

  get parts(): readonly (Blob | Uint8Array)[] {
    return this.#parts;
  }

  get blob(): Blob {
    return new Blob(this.#parts as BlobPart[]); // which of the memory's kinds is under the bytes does not matter
  }

  open(): BlobReading {
    this.cancel();
    return (this.#reading = new BlobReading(this));
  }

  cancel(): void {
    this.#reading?.cancel();
    this.#reading = undefined;
  }
}

/** One reading of the parts; another one may begin when it was cancelled. */
class BlobReading implements AsyncIterable<Uint8Array> {
  readonly #source: BlobSource;
  #isCancelled = false;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  constructor(source: BlobSource) {
    this.#source = source;
  }

  /** The same at once, for a dispatcher that sends a Blob by itself. */
  get blob(): Blob {
    return this.#source.blob;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for (const part of this.#source.parts) {
      refuseIf(this.#isCancelled);
      if (part instanceof Uint8Array) yield* piecesOf(part);
      else yield* this.#blobPieces(part);
    }
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#reader?.cancel().catch(() => undefined); // a stream that nobody wants any more may end as it likes
    this.#reader = undefined;
  }

  async *#blobPieces(blob: Blob): AsyncGenerator<Uint8Array, void, undefined> {
    const reader = blob.stream().getReader();
    this.#reader = reader;
    try {
      for (let read = await next(reader); !read.done; read = await next(reader)) yield* piecesOf(read.value);
      this.#reader = undefined;
    } finally {
      this.#reader?.cancel().catch(() => undefined); // a reader that went away between two pieces
      this.#reader = undefined;
    }
    refuseIf(this.#isCancelled);
  }
}

async function next(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<ReadableStreamReadResult<Uint8Array>> {
  try {
    return await reader.read();
  } catch (cause) {
    throw SourceError.from(cause);
  }
}

function sizeOf(part: Blob | Uint8Array): number {
  return part instanceof Uint8Array ? part.byteLength : part.size;
}
