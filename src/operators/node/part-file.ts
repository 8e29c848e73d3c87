import type { WriteStream } from 'node:fs';

/** Not imported: a program that saves no file need not load it, nor be able to. */
const fs = () => process.getBuiltinModule('node:fs');

/** How much may wait to be written, in bytes. */
const highWaterMark = 1024 * 1024;

/** The partial files that are being written by this process. */
const underWay = new Set<string>();

/**
 * A file on its way: `PATH.part` while it grows, `PATH` when it is whole.
 *
 * Names are made and removed at once, which is one system call each: who tries again as soon as an attempt has ended
 * finds the name free. A new attempt makes a new file, so that a late write of the old one goes nowhere.
 */
export class PartFile {
  readonly stream: WriteStream;
  readonly #path: string;
  readonly #part: string;
  readonly #overwrite: boolean;
  #isSettled = false;

  /**
   * @param path - absolute, of the whole file
   * @param overwrite - whether to replace what stands there
   * @throws Error when the file cannot be made
   */
  constructor(path: string, overwrite: boolean) {
    this.#path = path;
    this.#part = `${path}.part`;
    this.#overwrite = overwrite;
    const stats = fs().statSync(path, { throwIfNoEntry: false });
    if (stats?.isDirectory()) throw new Error('it is a folder');
    if (stats && !overwrite) throw new Error('it exists');
    if (underWay.has(this.#part)) throw new Error('it is being written already');
    fs().rmSync(this.#part, { force: true });
    const fd = fs().openSync(this.#part, 'wx');
    // Flushed: a name must not outlive a crash without its bytes.
    underWay.add(this.#part);
    this.stream = fs().createWriteStream(this.#part, { fd, flush: true, highWaterMark });
    this.stream.on('error', () => undefined); // whoever writes is told; one that nobody listens to ends the process
  }

  /** Calls back when the file has its name, or cannot have it. */
  commit(done: (error?: unknown) => void): void {
    process.getBuiltinModule('node:stream').finished(this.stream, (error) => {
      if (this.#isSettled) return;
      if (error) {
        done(error);
        return;
      }
      try {
        if (this.#overwrite) fs().renameSync(this.#part, this.#path);
        else renameToFree(this.#part, this.#path);
      } catch (cause) {
        done(cause);
        return;
      }
      this.#settle();
      done();
    });
    this.stream.end();
  }

  /** Closes the file; does nothing more when it has got its name. */
  giveUp(keepPartial: boolean): void {
    if (this.#isSettled) return;
    this.#settle();
    this.stream.destroy();
    if (keepPartial) return;
    try {
      fs().unlinkSync(this.#part);
    } catch {
      // Somebody else has removed it, or nobody can.
    }
  }

  #settle(): void {
    this.#isSettled = true;
    underWay.delete(this.#part);
  }
}

/** `rename` would replace what has come there meanwhile; a second name for the file is refused instead. */
function renameToFree(from: string, to: string): void {
  try {
    fs().linkSync(from, to);
  } catch (error) {
    // A file system without links: look, then rename.
    if (fs().statSync(to, { throwIfNoEntry: false })) throw error;
    fs().renameSync(from, to);
    return;
  }
  fs().unlinkSync(from);
}
