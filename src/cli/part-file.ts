import { constants, type Stats } from 'node:fs';
import { link, lstat, open, rename, rm, unlink, type FileHandle } from 'node:fs/promises';
import type { BodyPlace } from './body-place.js';
import { codeOf } from './error-text.js';
import { noteName, partName } from './file-name.js';
import { readNote, writeNote } from './part-note.js';
import { resumePoint, type PartNote, type ResumePoint } from './resume.js';
import { UsageError } from './usage-error.js';

/**
 * One file on its way: `NAME.part` while it grows, `NAME` when it is whole.
 *
 * `NAME` is never seen half written, and what stood under that name is there until the very moment of the renaming.
 */
export class PartFile implements BodyPlace {
  readonly #path: string;
  readonly #force: boolean;
  #note: PartNote | undefined;
  #handle: FileHandle | undefined;
  #position = 0;

  /**
   * @param path - absolute, of the whole file
   * @param force - whether to replace what stands there
   */
  constructor(path: string, force: boolean) {
    this.#path = path;
    this.#force = force;
  }

  /** The whole file, for messages. */
  get path(): string {
    return this.#path;
  }

  /** Whether the whole file is there. Throws a {@link UsageError} where something else has its name. */
  async isWhole(): Promise<boolean> {
    const stats = await existing(this.#path);
    if (stats?.isDirectory() === true) throw new UsageError(`${this.#path} is a folder`);
    return stats !== undefined;
  }

  /** The size of the partial file in bytes; undefined where there is none. */
  async partialSize(): Promise<number | undefined> {
    const stats = await existing(partName(this.#path));
    if (stats?.isFile() === false) throw new UsageError(`${partName(this.#path)} is no plain file`);
    return stats?.size;
  }

  /** Where to go on with the partial file; undefined where it has to be fetched anew. */
  async resumePoint(url: string): Promise<ResumePoint | undefined> {
    const size = await this.partialSize();
    return size === undefined ? undefined : resumePoint(await readNote(noteName(this.#path)), size, url);
  }

  /** What to write down about a new partial file when it is made. */
  describe(note: PartNote): void {
    this.#note = note;
  }

  async open(at: number): Promise<void> {
    this.#handle = at === 0 ? await this.#create() : await this.#reopen(at);
    this.#position = at;
  }

  async write(chunk: Uint8Array): Promise<void> {
    for (let offset = 0; offset < chunk.byteLength;) {
      const rest = chunk.subarray(offset);
      const { bytesWritten = 0 } = (await this.#handle?.write(rest, 0, rest.byteLength, this.#position)) ?? {};
      if (bytesWritten === 0) throw new Error(`${partName(this.#path)} takes no more bytes`);
      offset += bytesWritten;
      this.#position += bytesWritten;
    }
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  /** Gives the whole file its name. Without `force` it fails where something has got that name in the meantime. */
  async commit(): Promise<void> {
    if (this.#force) await rename(partName(this.#path), this.#path);
    else await renameToFree(partName(this.#path), this.#path);
    await rm(noteName(this.#path), { force: true });
  }

  /** A new file: the old one is unlinked, not truncated, so that a link in its place leads nowhere. */
  async #create(): Promise<FileHandle> {
    // The note goes first: a partial file without one is never gone on with.
    await rm(noteName(this.#path), { force: true });
    await rm(partName(this.#path), { force: true });
    const handle = await open(partName(this.#path), 'wx');
    if (this.#note !== undefined) await writeNote(noteName(this.#path), this.#note);
    return handle;
  }

  async #reopen(at: number): Promise<FileHandle> {
    const handle = await open(partName(this.#path), constants.O_WRONLY | constants.O_NOFOLLOW);
    const stats = await handle.stat();
    if (stats.isFile() && stats.size === at) return handle;
    await handle.close();
    throw new Error(`${partName(this.#path)} has changed in the meantime`);
  }
}

async function existing(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** `rename` would replace what is there; a second name for the file, `link`, is refused instead, and at one stroke. */
async function renameToFree(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (codeOf(error) === 'EEXIST')
      throw new Error(`${to} is there by now; the new one is kept as ${from}`, { cause: error });
    // A file system without links: look, then rename.
    if ((await existing(to)) !== undefined) throw error;
    await rename(from, to);
    return;
  }
  await unlink(from);
}
