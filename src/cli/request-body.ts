import { createReadStream, openAsBlob } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { ReadableStream as WebStream } from 'node:stream/web';
import type { HttpRequestHeader, RequestData } from '../index.js';
import type { Upload } from './arguments.js';
import { messageOf } from './error-text.js';
import { pacedStream } from './paced-stream.js';
import type { RateLimit } from './rate-limit.js';
import { UsageError } from './usage-error.js';

/** What every POST of a run sends. */
export interface RequestBody {
  readonly contentType: string;
  /** In bytes; undefined for a pipe, which is sent in chunks. */
  readonly length: number | undefined;
  /** The body for one more request. A text or a file can be sent again when a server asks for a password; a pipe cannot. */
  readonly make: () => RequestData;
}

/** Looks whether the upload can be read. Throws a {@link UsageError} where it cannot. */
export async function prepareBody(
  upload: Upload,
  path: (relative: string) => string,
  limit: RateLimit | undefined,
): Promise<RequestBody> {
  if (upload.kind === 'text') {
    const blob = new Blob([upload.text]);
    return { contentType: 'application/x-www-form-urlencoded', length: blob.size, make: () => paced(blob, limit) };
  }
  const file = path(upload.path);
  const length = await lengthOf(file);
  const contentType = 'application/octet-stream';
  if (length === undefined) return { contentType, length, make: () => pipeStream(file, limit) };
  const blob = await openAsBlob(file);
  return { contentType, length: blob.size, make: () => paced(blob, limit) };
}

/** Fields about the body; those that the caller has set stay. */
export function describeBody(header: HttpRequestHeader, body: RequestBody): void {
  if (!header.hasContentType()) header.setContentType(body.contentType);
  if (body.length !== undefined) header.setValue('Content-Length', String(body.length));
}

async function lengthOf(file: string): Promise<number | undefined> {
  try {
    const stats = await stat(file);
    if (stats.isDirectory()) throw new Error('it is a folder');
    // Whoever writes into a pipe is lost when a reader has looked into it and gone away.
    if (!stats.isFile()) return undefined;
    await (await open(file)).close();
    return stats.size;
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** A Blob of the same bytes; its file is opened when its first byte is wanted, as many requests may wait for their turn. */
function paced(blob: Blob, limit: RateLimit | undefined): Blob {
  if (limit === undefined) return blob;
  return Object.defineProperty(blob.slice(), 'stream', { value: () => pacedStream(blob.stream(), limit) });
}

/** Opened when its first byte is wanted, too. */
function pipeStream(file: string, limit: RateLimit | undefined): ReadableStream<Uint8Array> {
  // The global class; TypeScript knows `from` of this one only.
  const stream = WebStream.from(fileChunks(file)) as ReadableStream<Uint8Array>;
  return limit === undefined ? stream : pacedStream(stream, limit);
}

async function* fileChunks(file: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(file) as AsyncIterable<Uint8Array>;
}
