import type { Readable, Writable } from 'node:stream';

/** Waits until a stream has closed; unlike `once` also when it fails before. */
export function closed(stream: Readable | Writable): Promise<void> {
  return new Promise((resolve) => {
    stream.once('close', resolve);
  });
}
