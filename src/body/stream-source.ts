import { reasonOf } from '../values/reason-of.js';
import { piecesOf, SourceError, type ByteSource } from './byte-source.js';

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

  /** @param release - for a stream that can be ended while a piece of it is being waited for */
  constructor(iterable: AsyncIterable<unknown>, release?: Release) {
    this.#iterable = iterable;
    this.#release = release;
  }

  async *open(): AsyncGenerator<Uint8Array, void, undefined> {
    const iterator = this.#iterable[Symbol.asyncIterator]();
    this.#iterator = iterator;
    let isAtEnd = false;
    try {
      for (;;) {
        const result = await next(iterator);
        isAtEnd = result.done === true;
        if (isAtEnd) return;
        yield* piecesOf(bytesOf(result.value));
      }
    } finally {
      if (!isAtEnd) this.cancel();
    }
  }

  cancel(): void {
    const iterator = this.#iterator;
    this.#iterator = undefined;
    this.#release?.();
    // A source that fails while it is being let go of has nobody left to tell.
    if (iterator?.return) Promise.resolve(iterator.return()).catch(() => undefined);
  }
}

async function next(iterator: AsyncIterator<unknown>): Promise<IteratorResult<unknown>> {
  try {
    return await iterator.next();
  } catch (cause) {
    throw new SourceError(`The body could not be read: ${reasonOf(cause)}`, { cause });
  }
}

function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return new TextEncoder().encode(value);
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  throw new SourceError(`The body could not be read: it gave a ${typeof value} where bytes were expected`);
}
