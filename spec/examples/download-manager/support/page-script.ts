// Runs in a page.
import { BlobFiles } from '../../../../docs/examples/download-manager/engine/blob-files.ts';
import { FolderFiles } from '../../../../docs/examples/download-manager/engine/folder-files.ts';
import { PageDesk } from '../../../../docs/examples/download-manager/engine/page-desk.ts';
import type { Snapshot, Transfer } from '../../../../docs/examples/download-manager/engine/model.ts';
import { DeskView } from '../../../../docs/examples/download-manager/engine/desk-view.ts';

const transfer: Transfer = {
  id: 't1',
  direction: 'download',
  url: 'http://127.0.0.1/a',
  name: 'a',
  pipeline: 'http://127.0.0.1',
  status: 'running',
  done: 0,
  total: 0,
};

/** Files of the site below a folder, with their sizes: `tab/t1 5`. What has been removed meanwhile is left out. */
async function list(folder: FileSystemDirectoryHandle, path = ''): Promise<string[]> {
  const found: string[] = [];
  for await (const [name, handle] of folder.entries()) {
    if (handle.kind === 'directory') found.push(...(await list(handle, `${path}${name}/`).catch(() => [])));
    else found.push(...(await sizeOf(handle)).map((size) => `${path}${name} ${size}`));
  }
  return found.sort();
}

/** Nothing for a file that has been removed meanwhile. */
async function sizeOf(handle: FileSystemFileHandle): Promise<number[]> {
  try {
    return [(await handle.getFile()).size];
  } catch {
    return [];
  }
}

async function names(folder: FileSystemDirectoryHandle): Promise<string[]> {
  const found: string[] = [];
  for await (const name of folder.keys()) found.push(name);
  return found;
}

const text = (value: string) => new TextEncoder().encode(value);

/** What a test calls. */
export const scripted = {
  desk: undefined as PageDesk | undefined,
  view: new DeskView(),

  open(): void {
    const desk = new PageDesk();
    desk.changes$.subscribe((change) => this.view.apply(change));
    this.desk = desk;
  },

  seen(): Snapshot {
    return this.view.snapshot;
  },

  /** Of this site. */
  async files(): Promise<string[]> {
    return list(await navigator.storage.getDirectory());
  },

  /** Leaves a file behind whose transfer is on no list, as a browser does that ends in the middle. */
  async stray(): Promise<void> {
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle('rx-qhttp-download-manager');
    for await (const tab of root.values()) {
      if (tab.kind === 'directory') await tab.getFileHandle('t99', { create: true });
    }
  },

  /** The very folder of the site stands for one that a person has chosen. */
  async inFolder(): Promise<string[]> {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('chosen', { create: true });
    await folder.getDirectoryHandle('a (2).txt', { create: true });
    const files = new FolderFiles(folder);
    const [one, other, given, last] = await Promise.all(
      ['a.txt', 'a.txt', '../b', 'c'].map((name) => files.open(transfer, name)),
    );
    if (!one || !other || !given || !last) throw new Error('four were opened');
    for (const sink of [one, other, given, last]) await sink.write(text('some '));
    await one.write(text('text'));
    await one.close();
    await other.close();
    given.giveUp();
    await last.close();
    const again = await files.open(transfer, 'c');
    again.giveUp();
    const gone = [given.name, again.name];
    while ((await names(folder)).some((name) => gone.includes(name))) await new Promise((next) => setTimeout(next, 10));
    return [one.name, other.name, ...gone, ...(await list(folder))];
  },

  /** Where there is no other place. */
  async inMemory(): Promise<void> {
    const files = new BlobFiles();
    const sink = await files.open(transfer, 'notes?.txt');
    await Promise.resolve(sink.write(text('from ')));
    sink.write(text('memory'));
    sink.close();
    files.offer('t1', 'again.txt');
    files.forget('t1');
    files.offer('t1', 'never.txt');
  },
};

Object.assign(globalThis, { scripted });
