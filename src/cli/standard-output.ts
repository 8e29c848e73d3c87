import type { BodyPlace } from './body-place.js';
import type { TextStream } from './io.js';

/** Writes a body to standard output, as fast as its reader takes it. */
export class StandardOutput implements BodyPlace {
  readonly #stream: TextStream;

  constructor(stream: TextStream) {
    this.#stream = stream;
  }

  open(): Promise<void> {
    return Promise.resolve();
  }

  write(chunk: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
