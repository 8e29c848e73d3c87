import { BlobSource } from './blob-source.js';
import type { ByteSource } from './byte-source.js';
import { BytesSource } from './bytes-source.js';
import { multipart } from './multipart.js';
import { StreamSource } from './stream-source.js';

/** The parts of a Node `Readable` that are needed; structural, so that no Node type is. */
export interface ReadableLike extends AsyncIterable<unknown> {
  readonly readable: boolean;
  readonly destroyed: boolean;
  pipe(destination: never): unknown;
  destroy(error?: Error): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** What the body of a request can be made of. A string is sent as UTF-8. */
export type RequestData =
  | string
  | Uint8Array
  | ArrayBuffer
  | Blob
  | FormData
  | URLSearchParams
  | ReadableLike
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>;

/**
 * @returns undefined for no body
 * @throws TypeError for what cannot be a body, and for a stream that has been used
 */
export function sourceFrom(data: RequestData | null | undefined): ByteSource | undefined {
  if (data === undefined || data === null) return undefined;
  if (typeof data === 'string') return new BytesSource(new TextEncoder().encode(data));
  if (data instanceof Uint8Array) return new BytesSource(data);
  if (data instanceof ArrayBuffer) return new BytesSource(new Uint8Array(data));
  if (data instanceof URLSearchParams) {
    const type = 'application/x-www-form-urlencoded;charset=UTF-8';
    return new BytesSource(new TextEncoder().encode(data.toString()), type);
  }
  if (data instanceof FormData) return multipart(data);
  if (data instanceof Blob) return new BlobSource([data], data.type || undefined);
  if (typeof data === 'object') {
    if (isNodeReadable(data)) return fromNodeReadable(data);
    if (data instanceof ReadableStream) return fromWebStream(data);
    if (Symbol.asyncIterator in data) return fromIterable(data);
  }
  throw new TypeError(
    'The data must be a string, bytes, a Blob, a FormData, a URLSearchParams, a stream or an async iterable, ' +
      `not ${typeof data === 'object' ? Object.prototype.toString.call(data) : typeof data}`,
  );
}

/** The object that a caller passed, where it is one that `currentSourceDevice()` gives back. */
export function deviceOf(data: RequestData | null | undefined): object | null {
  if (typeof data !== 'object' || data instanceof Uint8Array || data instanceof ArrayBuffer) return null;
  return data;
}

function isNodeReadable(data: object): data is ReadableLike {
  return 'pipe' in data && typeof data.pipe === 'function' && 'readable' in data && Symbol.asyncIterator in data;
}

function fromNodeReadable(stream: ReadableLike): ByteSource {
  if (stream.destroyed || hasBeenRead(stream) || !stream.readable) {
    throw new TypeError('The stream with the data has been used or destroyed');
  }
  // It may fail before its turn has come, say a file that does not exist. Reading it will tell; an error that nobody
  // listens to would end the process.
  stream.on('error', () => undefined);
  const iterable = {
    [Symbol.asyncIterator]() {
      // One that was read meanwhile would look empty. (One that was destroyed tells why by itself.)
      if (hasBeenRead(stream)) throw new TypeError('it has been read before');
      return stream[Symbol.asyncIterator]();
    },
  };
  return new StreamSource(iterable, () => stream.destroy());
}

function hasBeenRead(stream: ReadableLike): boolean {
  return 'readableDidRead' in stream && stream.readableDidRead === true;
}

function fromWebStream(stream: ReadableStream<Uint8Array>): ByteSource {
  // A Response refuses a stream that is locked or disturbed, and looks no further until its body is read.
  try {
    new Response(stream);
  } catch (cause) {
    throw new TypeError('The stream with the data has been used or is locked', { cause });
  }
  // Read by hand: the platform cannot iterate over one everywhere (Safari), and ends an iteration only between pieces.
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  const iterable: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]() {
      const opened = (reader = stream.getReader());
      return { next: () => opened.read() as Promise<IteratorResult<Uint8Array>> }; // same shape: value and done
    },
  };
  return new StreamSource(iterable, () => {
    (reader ?? stream).cancel().catch(() => undefined); // it may have failed already, or belong to somebody else
  });
}

/** Iterators that have been begun: what they gave is gone, and to the next reader they would look empty. */
const begun = new WeakSet<object>();

function fromIterable(data: AsyncIterable<Uint8Array>): ByteSource {
  if (begun.has(data)) throw new TypeError('The iterator with the data has been used');
  return new StreamSource({
    [Symbol.asyncIterator]() {
      const iterator = data[Symbol.asyncIterator]();
      if (begun.has(iterator)) throw new TypeError('it has been read before');
      begun.add(iterator);
      return iterator;
    },
  });
}
