import { cleanFileName } from './file-name.ts';
import { HandOver } from './hand-over.ts';
import type { Transfer } from './model.ts';
import type { Sink } from './sink.ts';

/** Files in memory, for a page that has no other place. They are kept as long as they are on the list. */
export class BlobFiles {
  readonly #handOver = new HandOver();
  readonly #files = new Map<string, Blob>();

  open({ id }: Transfer, wanted: string): Promise<Sink> {
    const pieces: BlobPart[] = [];
    const name = cleanFileName(wanted);
    return Promise.resolve({
      name,
      write: (chunk) => {
        pieces.push(chunk as Uint8Array<ArrayBuffer>); // a body is never shared memory
        return [];
      },
      close: () => {
        const file = new Blob(pieces);
        this.#files.set(id, file);
        this.#handOver.add(file, name);
        return [];
      },
      giveUp: () => {
        pieces.length = 0;
      },
    });
  }

  offer(id: string, name: string): void {
    const file = this.#files.get(id);
    if (file) this.#handOver.add(file, name);
  }

  forget(id: string): void {
    this.#files.delete(id);
  }

  end(): void {
    this.#handOver.end();
  }
}
