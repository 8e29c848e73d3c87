import type { BodyReceiver } from './body-receiver.js';
import { streamsInUse, WebSink } from './web-sink.js';
import { NodeSink, type WritableLike } from './node-sink.js';

/** Where the body of an answer can go instead of the read buffer. It is not ended: it is the caller's. */
export type Destination = WritableLike | WritableStream<Uint8Array>;

/** @throws TypeError for what cannot be written to, and for a stream that has ended, has failed, is destroyed or locked */
export function sinkFrom(to: Destination): BodyReceiver {
  if (typeof WritableStream !== 'undefined' && to instanceof WritableStream) {
    if (to.locked && !streamsInUse.has(to)) throw new TypeError('The destination is locked to another writer');
    if (!to.locked && hasFailed(to)) throw new TypeError('The destination has failed');
    return new WebSink(to);
  }
  if (!isNodeWritable(to)) throw new TypeError('The destination must be a Writable or a WritableStream');
  if (to.destroyed || !to.writable) throw new TypeError('The destination has ended or has been destroyed');
  return new NodeSink(to);
}

/** One that has been closed cannot be told from a full one yet: it fails when it is written to. */
function hasFailed(stream: WritableStream): boolean {
  const writer = stream.getWriter();
  const size = writer.desiredSize;
  writer.releaseLock();
  return size === null;
}

function isNodeWritable(to: unknown): to is WritableLike {
  return typeof to === 'object' && to !== null && 'write' in to && 'on' in to && 'writable' in to;
}
