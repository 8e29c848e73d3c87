import type { RateLimit } from './rate-limit.js';

/** Small enough that a slow rate flows and does not jump, in bytes. */
const pieceBytes = 8 * 1024;

/** The bytes of a stream, no faster than the limit lets them; what is not wanted yet is not read. */
export function pacedStream(source: ReadableStream<Uint8Array>, limit: RateLimit): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  const unwanted = new AbortController();
  let rest: Uint8Array = new Uint8Array();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (rest.byteLength === 0) {
          const { done, value } = await reader.read();
          if (done) {
            controller.close();
            return;
          }
          rest = value;
        }
        const piece = rest.subarray(0, pieceBytes);
        rest = rest.subarray(pieceBytes);
        await limit.pass(piece.byteLength, unwanted.signal);
        if (!unwanted.signal.aborted) controller.enqueue(piece);
      },
      async cancel(reason) {
        unwanted.abort();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
