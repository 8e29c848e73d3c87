import { FolderSink } from './folder-sink.ts';

/** The folder that files are put into. */
export class Folder {
  readonly #path: string;
  /** What has been begun, until it is whole or gone. */
  readonly #begun = new Set<Promise<unknown>>();

  constructor(path: string) {
    this.#path = path;
  }

  /** @param name - whatever a server says */
  open(name: string): Promise<FolderSink> {
    const opening = FolderSink.open(this.#path, name);
    const over = opening.then((sink) => sink.over).catch(() => undefined); // whoever wants to write is told
    this.#begun.add(over);
    void over.then(() => this.#begun.delete(over));
    return opening;
  }

  /** Resolves when each file is either whole or gone; all of them have to be closed or given up by then. */
  async settled(): Promise<void> {
    await Promise.all(this.#begun);
  }
}
