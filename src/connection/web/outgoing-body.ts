import type { DispatchBody } from '../dispatch-like.js';

/** What `fetch` and `XMLHttpRequest` can send over any version of HTTP: a stream they can not. */
export type WholeBody = Uint8Array<ArrayBuffer> | Blob;

/** How many bytes of a stream are held here before the browser gets them, which keeps large Blobs out of this memory. */
const heldBytes = 8 * 1024 * 1024;

/**
 * The whole of a body: as it is where it is in memory or a Blob; a stream is read to its end first.
 *
 * @throws whatever the stream fails by, and the reason of the signal when that is aborted
 */
export async function wholeBody(body: DispatchBody, signal: AbortSignal): Promise<WholeBody> {
  if (body instanceof Uint8Array) return body as Uint8Array<ArrayBuffer>; // shared memory would be refused by fetch
  if ('blob' in body && body.blob instanceof Blob) return body.blob;
  let whole = new Blob();
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let held = 0;
  for await (const piece of body) {
    signal.throwIfAborted();
    pieces.push(piece as Uint8Array<ArrayBuffer>); // likewise
    held += piece.byteLength;
    if (held < heldBytes) continue;
    whole = new Blob([whole, ...pieces]);
    pieces = [];
    held = 0;
  }
  return new Blob([whole, ...pieces]);
}

/** In bytes. */
export function sizeOf(body: WholeBody): number {
  return body instanceof Blob ? body.size : body.byteLength;
}
