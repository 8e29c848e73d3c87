import { open, type FileHandle } from 'node:fs/promises';
import type { BodyPlace } from './body-place.js';

/** Something that is no plain file and cannot be replaced by one: `/dev/null`, a pipe with a name. */
export class Device implements BodyPlace {
  readonly #path: string;
  #handle: FileHandle | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  async open(): Promise<void> {
    this.#handle = await open(this.#path, 'w');
  }

  async write(chunk: Uint8Array): Promise<void> {
    await this.#handle?.writeFile(chunk);
  }

  async close(): Promise<void> {
    await this.#handle?.close();
  }
}
