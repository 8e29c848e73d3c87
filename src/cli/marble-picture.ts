import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Signal } from '../index.js';
import type { RecordedSignal } from '../testing/index.js';
import { messageOf } from './error-text.js';
import { UsageError } from './usage-error.js';

/** The picture of a run: collects the signals of all origins, and is drawn into its file at the end. */
export class MarblePicture {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #now: () => number;
  readonly #signals: RecordedSignal[] = [];
  readonly #names = new Map<number, string>();

  private constructor(file: FileHandle, path: string, now: () => number) {
    this.#file = file;
    this.#path = path;
    this.#now = now;
  }

  /**
   * Opens the file, so that one that cannot be written is known before anything is fetched.
   *
   * @param now - milliseconds
   * @throws UsageError for a file that cannot be written
   */
  static async open(path: string, now: () => number): Promise<MarblePicture> {
    try {
      return new MarblePicture(await open(path, 'w'), path, now);
    } catch (error) {
      throw new UsageError(messageOf(error), { cause: error });
    }
  }

  /** Says what a command is called in the legend. */
  name(id: number, name: string): void {
    this.#names.set(id, name);
  }

  note(origin: string, signal: Signal): void {
    this.#signals.push({ at: this.#now(), signal, origin });
  }

  async write(): Promise<void> {
    const { marbleSvg } = await import('../testing/index.js'); // which few runs need
    const title = `qhttp: ${basename(this.#path)}`;
    const svg = marbleSvg(this.#signals, { title, nameOf: (id) => this.#names.get(id) });
    try {
      await this.#file.writeFile(svg);
    } finally {
      await this.#file.close();
    }
  }
}
