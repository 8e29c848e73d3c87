import { BlobFiles } from './blob-files.ts';
import type { Transfer } from './model.ts';
import { FolderFiles } from './folder-files.ts';
import { OwnFiles } from './own-files.ts';
import { pickFolder } from './pick-folder.ts';
import type { Sink } from './sink.ts';

/** Where a page puts what it downloads. */
export interface PageFiles {
  readonly canChooseFolder: boolean;
  open(transfer: Transfer, name: string): Promise<Sink>;
  chooseFolder(): Promise<string | undefined>;
  /** Gives a whole file to the person, where it is still there. */
  offer(id: string, name: string): void;
  /** The transfer is gone from the list. */
  forget(id: string): void;
  end(): void;
}

/** Somewhere to write to. */
export interface FilePlace {
  open(transfer: Transfer, name: string): Promise<Sink>;
}

/**
 * The files of this browser. Three ways, the first that is there:
 *
 * - the folder that the person has chosen: each file is written there, and has its name when it is whole;
 * - the site's own files (OPFS): each file is written there, flat in memory however large it is, and given to the person as a
 *   download of the browser when it is whole;
 * - in memory, where a page is on an insecure origin: likewise a download at the end.
 *
 * @param tab - names this tab; two of them do not share files
 * @param kept - the ids of the transfers on the list: files of others are of no use any more
 */
export function browserFiles(tab: string, kept: ReadonlySet<string>): PageFiles {
  return new BrowserFiles(tab, kept);
}

class BrowserFiles implements PageFiles {
  readonly canChooseFolder = 'showDirectoryPicker' in globalThis;
  readonly #own: OwnFiles | BlobFiles;
  #folder: FolderFiles | undefined;

  constructor(tab: string, kept: ReadonlySet<string>) {
    this.#own = OwnFiles.areThere ? new OwnFiles(tab, kept) : new BlobFiles();
  }

  open(transfer: Transfer, name: string): Promise<Sink> {
    return (this.#folder ?? this.#own).open(transfer, name);
  }

  async chooseFolder(): Promise<string | undefined> {
    const folder = await pickFolder();
    if (!folder) return undefined;
    this.#folder = new FolderFiles(folder);
    return folder.name;
  }

  offer(id: string, name: string): void {
    this.#own.offer(id, name);
  }

  forget(id: string): void {
    this.#own.forget(id);
  }

  end(): void {
    this.#own.end();
  }
}
