import { Writable } from 'node:stream';

/** Takes one piece, and no more until it is released. */
export function heldSink(): { writable: Writable; release: () => void; taken: () => number } {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  let taken = 0;
  const writable = new Writable({
    write(piece: Buffer, _encoding, callback) {
      taken += piece.length;
      void promise.then(() => {
        callback();
      });
    },
  });
  return {
    writable,
    release: () => {
      resolve(undefined);
    },
    taken: () => taken,
  };
}
