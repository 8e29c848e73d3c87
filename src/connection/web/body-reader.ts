/** In bytes: as fast as `fetch` hands out pieces by itself, or faster. */
const bufferBytes = 256 * 1024;

/** The buffer of the last body that was read to its end: most bodies follow another. */
let spare: ArrayBuffer | undefined;

/** Gives the next piece of a body, which is its caller's for good; undefined at the end. */
export type ReadPiece = () => Promise<Uint8Array | undefined>;

/**
 * Reads a body into one buffer, and hands out copies of what came. The pieces that a browser makes by itself lie in memory
 * which its collector does not know of, and pile up: of 1 GiB, Chromium held up to 700 MiB that nobody used any more, and
 * 75 MiB when it is read like this, in the same time.
 */
export function pieceReader(body: ReadableStream<Uint8Array>): ReadPiece {
  const reader = byteReader(body);
  if (!reader) {
    const plain = body.getReader();
    return async () => (await plain.read()).value;
  }
  let buffer = spare ?? new ArrayBuffer(bufferBytes);
  spare = undefined; // while it is filled nobody else has it
  return async () => {
    const { done, value } = await reader.read(new Uint8Array(buffer));
    if (!value) return undefined;
    ({ buffer } = value);
    if (!done) return value.slice();
    spare = buffer;
    return undefined;
  };
}

/** Undefined where a body is no stream of bytes: not every browser has them, and an `XMLHttpRequest` gives a whole. */
function byteReader(body: ReadableStream<Uint8Array>): ReadableStreamBYOBReader | undefined {
  try {
    return body.getReader({ mode: 'byob' });
  } catch {
    return undefined;
  }
}
