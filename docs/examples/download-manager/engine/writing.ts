import type { Sink } from './sink.ts';

/** What follows when a file has been closed, or will not become whole. */
interface Ending {
  whole(): Promise<unknown>;
  givenUp(): Promise<unknown>;
}

/** A file of the browser that is being written: the browser writes beside it, and puts it in place when it is closed. */
export function writing(name: string, writable: FileSystemWritableFileStream, { whole, givenUp }: Ending): Sink {
  return {
    name,
    write: (chunk) => writable.write(chunk as Uint8Array<ArrayBuffer>), // a body is never shared memory
    close: () => writable.close().then(whole),
    giveUp: () => {
      // One that has failed, or is closed already, cannot be given up: what is left of it is removed all the same.
      writable.abort().then(givenUp, givenUp);
    },
  };
}
