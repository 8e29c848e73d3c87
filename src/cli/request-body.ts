import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { HttpRequestHeader } from '../index.js';
import type { Upload } from './arguments.js';
import { messageOf } from './error-text.js';
import { UsageError } from './usage-error.js';

/** What every POST of a run sends. */
export interface RequestBody {
  readonly contentType: string;
  /** In bytes; undefined for a pipe, which is sent in chunks. */
  readonly length: number | undefined;
  /** The body for one more request. */
  readonly make: () => string | AsyncIterable<Uint8Array>;
}

/** Looks whether the upload can be read. Throws a {@link UsageError} where it cannot. */
export async function prepareBody(upload: Upload, path: (relative: string) => string): Promise<RequestBody> {
  if (upload.kind === 'text') {
    const { text } = upload;
    return { contentType: 'application/x-www-form-urlencoded', length: Buffer.byteLength(text), make: () => text };
  }
  const file = path(upload.path);
  return { contentType: 'application/octet-stream', length: await lengthOf(file), make: () => fileChunks(file) };
}

/** Fields about the body; those that the caller has set stay. */
export function describeBody(header: HttpRequestHeader, body: RequestBody): void {
  if (!header.hasContentType()) header.setContentType(body.contentType);
  if (body.length !== undefined) header.setValue('Content-Length', String(body.length));
}

async function lengthOf(file: string): Promise<number | undefined> {
  try {
    const handle = await open(file);
    try {
      const stats = await handle.stat();
      if (stats.isDirectory()) throw new Error('it is a folder');
      return stats.isFile() ? stats.size : undefined;
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Opens the file only when its first byte is wanted: many requests may wait for their turn. */
async function* fileChunks(file: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(file) as AsyncIterable<Uint8Array>;
}
