import { cleanFileName } from './file-name.ts';
import { HandOver } from './hand-over.ts';
import type { Transfer } from './model.ts';
import { removeEntry } from './remove-entry.ts';
import type { Sink } from './sink.ts';
import { writing } from './writing.ts';

const rootName = 'rx-qhttp-download-manager';

/**
 * The site's own files (OPFS), a folder for each tab. A file stays as long as its transfer is on the list: the browser copies
 * it when it takes the download up, and a person may want it once more.
 */
export class OwnFiles {
  static readonly areThere = 'navigator' in globalThis && 'storage' in navigator && 'getDirectory' in navigator.storage;

  readonly #handOver = new HandOver();
  readonly #folder: Promise<FileSystemDirectoryHandle>;

  constructor(tab: string, kept: ReadonlySet<string>) {
    this.#folder = folderOf(tab, kept);
    this.#folder.catch(() => undefined); // whoever writes is told
  }

  async open({ id }: Transfer, wanted: string): Promise<Sink> {
    const name = cleanFileName(wanted);
    const folder = await this.#folder;
    const handle = await folder.getFileHandle(id, { create: true });
    return writing(name, await handle.createWritable(), {
      whole: async () => this.#handOver.add(await handle.getFile(), name),
      givenUp: () => removeEntry(folder, id),
    });
  }

  offer(id: string, name: string): void {
    void this.#offer(id, name);
  }

  forget(id: string): void {
    void this.#forget(id);
  }

  end(): void {
    this.#handOver.end();
  }

  async #offer(id: string, name: string): Promise<void> {
    try {
      const handle = await (await this.#folder).getFileHandle(id);
      this.#handOver.add(await handle.getFile(), name);
    } catch (error) {
      console.warn(`${name} is not kept any more`, error);
    }
  }

  async #forget(id: string): Promise<void> {
    try {
      await (await this.#folder).removeEntry(id);
    } catch {
      // It never came, or is being written, and is removed when that is given up.
    }
  }
}

/** The folder of this tab, without what nobody can ask for any more; folders of tabs that are closed are removed. */
async function folderOf(tab: string, kept: ReadonlySet<string>): Promise<FileSystemDirectoryHandle> {
  const storage = await navigator.storage.getDirectory();
  const root = await storage.getDirectoryHandle(rootName, { create: true });
  void holdLock(tab);
  const folder = await root.getDirectoryHandle(tab, { create: true });
  for (const id of await namesIn(folder)) if (!kept.has(id)) await removeEntry(folder, id);
  void removeOrphans(root, tab);
  return folder;
}

/** Says, as long as this page is there, that the tab is open. */
async function holdLock(tab: string): Promise<void> {
  await navigator.locks.request(lockOf(tab), () => new Promise(() => undefined));
}

async function removeOrphans(root: FileSystemDirectoryHandle, own: string): Promise<void> {
  for (const tab of await namesIn(root)) {
    if (tab === own) continue;
    await navigator.locks.request(lockOf(tab), { ifAvailable: true }, async (lock) => {
      if (lock) await removeEntry(root, tab);
    });
  }
}

/** At one time: what is removed meanwhile, by another tab for one, does not get in the way. */
async function namesIn(folder: FileSystemDirectoryHandle): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return names;
}

function lockOf(tab: string): string {
  return `${rootName} ${tab}`;
}
