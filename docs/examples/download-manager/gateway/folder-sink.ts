import { constants } from 'node:fs';
import { link, lstat, open, rename, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanFileName, numberedName } from '../engine/file-name.ts';
import { textOf } from '../engine/reason-of.ts';
import type { Sink } from '../engine/sink.ts';

/** How often another name is tried. */
const mostNumbers = 10_000;

/** A file on its way into a folder: `NAME.part` while it grows, `NAME` when it is whole. Nothing is overwritten. */
export class FolderSink implements Sink {
  readonly #folder: string;
  readonly #wanted: string;
  readonly #part: string;
  readonly #handle: FileHandle;
  #name: string;
  /** The end of what is being written. */
  #writing: Promise<unknown> = Promise.resolve();
  #isOver = false;
  readonly #ending = Promise.withResolvers<undefined>();

  private constructor(folder: string, wanted: string, name: string, handle: FileHandle) {
    this.#folder = folder;
    this.#wanted = wanted;
    this.#name = name;
    this.#part = join(folder, `${name}.part`);
    this.#handle = handle;
  }

  /** @param name - whatever a server says: it is cleaned, and numbered where the folder has it already */
  static async open(folder: string, name: string): Promise<FolderSink> {
    const wanted = cleanFileName(name);
    for (const free of names(wanted)) {
      if (await exists(join(folder, free))) continue;
      try {
        // Made anew, and never through a link.
        const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
        return new FolderSink(folder, wanted, free, await open(join(folder, `${free}.part`), flags));
      } catch (error) {
        if (!isThere(error)) throw error;
      }
    }
    throw new Error(`${wanted} is there too often`);
  }

  get name(): string {
    return this.#name;
  }

  /** Resolves when the file is either whole or gone. */
  get over(): Promise<unknown> {
    return this.#ending.promise;
  }

  write(chunk: Uint8Array): Promise<void> {
    const written = this.#handle.writeFile(chunk);
    this.#writing = written;
    return written;
  }

  async close(): Promise<void> {
    await this.#handle.close();
    if (this.#isOver) return;
    for (const free of names(this.#wanted, this.#name)) {
      try {
        await moveToFree(this.#part, join(this.#folder, free));
        this.#name = free;
        this.#isOver = true;
        this.#ending.resolve(undefined);
        return;
      } catch (error) {
        if (!isThere(error)) throw error; // somebody else has taken the name meanwhile
      }
    }
  }

  giveUp(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    void this.#remove();
  }

  async #remove(): Promise<void> {
    await this.#writing.catch(() => undefined);
    await this.#handle.close().catch(() => undefined); // it may be closed already
    await unlink(this.#part).catch(() => undefined); // somebody else may have removed it
    this.#ending.resolve(undefined);
  }
}

/** The name itself, and then with a number. */
function* names(wanted: string, from = wanted): Generator<string, void, undefined> {
  yield from;
  for (let number = 2; number < mostNumbers; number++) yield numberedName(wanted, number);
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (textOf(error, 'code') === 'ENOENT') return false;
    throw error;
  }
}

/** `rename` would replace what has come there meanwhile; a second name for the file is refused instead. */
async function moveToFree(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (isThere(error) || (await exists(to))) throw error;
    await rename(from, to); // a file system without links
    return;
  }
  await unlink(from);
}

function isThere(error: unknown): boolean {
  return textOf(error, 'code') === 'EEXIST';
}
