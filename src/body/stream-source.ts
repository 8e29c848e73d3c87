import { piecesOf, refuseIf, SourceError, type ByteSource } from './byte-source.js';

/** How a stream that is no longer wanted is let go of. */
type Release = () => void;

/** A stream, read once. */
export class StreamSource implements ByteSource {
  readonly length = undefined;
  readonly contentType = undefined;
  readonly isRepeatable = false;
  readonly #iterable: AsyncIterable<unknown>;
  readonly #release: Release | undefined;
  #iterator: AsyncIterator<unknown> | undefined;
  #isCancelled = false;

  /** @param release - for a stream that can be ended while a piece of it is being waited for, or before it was read */
  constructor(iterable: AsyncIterable<unknown>, release?: Release) {
    this.#iterable = iterable;
    this.#release = release;
  }

  async *open(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (let value = await this.#next(); value !== undefined; value = await this.#next()) {
        yield* piecesOf(value);
      }
    } finally {
      this.cancel();
    }
  }

  cancel(): void {
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    this.#release?.();
    if (this.#iterator) void end(this.#iterator);
  }

  /** @returns undefined at the end */
  async #next(): Promise<Uint8Array | undefined> {
    refuseIf(this.#isCancelled);
    let result: IteratorResult<unknown>;
    try {
      this.#iterator ??= this.#iterable[Symbol.asyncIterator]();
      result = await this.#iterator.next();
    } catch (cause) {
      throw SourceError.from(cause);
    }
    refuseIf(this.#isCancelled);
    if (result.done !== true) return bytesOf(result.value);
    this.#iterator = undefined; // it has ended by itself, and need not be told to
    return undefined;
  }
}

async function end(iterator: AsyncIterator<unknown>): Promise<void> {
  try {
    await iterator.return?.();
  } catch {
    // A source that fails while it is being let go of has nobody left to tell.
  }
}

function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return new TextEncoder().encode(value);
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  throw new SourceError(`it gave ${kindOf(value)} where bytes were expected`);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
