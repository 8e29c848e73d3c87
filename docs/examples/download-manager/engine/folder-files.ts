import { cleanFileName, numberedName } from './file-name.ts';
import type { Transfer } from './model.ts';
import { textOf } from './reason-of.ts';
import { removeEntry } from './remove-entry.ts';
import type { Sink } from './sink.ts';
import { writing } from './writing.ts';

/** A folder that the person has chosen. Nothing in it is overwritten. */
export class FolderFiles {
  readonly #folder: FileSystemDirectoryHandle;
  /** Names that are being looked for or written to. */
  readonly #taken = new Set<string>();

  constructor(folder: FileSystemDirectoryHandle) {
    this.#folder = folder;
  }

  async open(_transfer: Transfer, wanted: string): Promise<Sink> {
    const name = await this.#freeName(cleanFileName(wanted));
    const letGo = () => this.#taken.delete(name);
    try {
      const handle = await this.#folder.getFileHandle(name, { create: true });
      return writing(name, await handle.createWritable(), {
        whole: () => Promise.resolve(letGo()),
        givenUp: () => removeEntry(this.#folder, name).finally(letGo),
      });
    } catch (error) {
      letGo();
      throw error;
    }
  }

  async #freeName(wanted: string): Promise<string> {
    for (let number = 1; ; number++) {
      const name = number === 1 ? wanted : numberedName(wanted, number);
      if (this.#taken.has(name)) continue;
      this.#taken.add(name);
      if (!(await this.#exists(name))) return name;
      this.#taken.delete(name);
    }
  }

  async #exists(name: string): Promise<boolean> {
    try {
      await this.#folder.getFileHandle(name);
      return true;
    } catch (error) {
      if (textOf(error, 'name') === 'NotFoundError') return false;
      if (textOf(error, 'name') === 'TypeMismatchError') return true; // a folder
      throw error;
    }
  }
}
