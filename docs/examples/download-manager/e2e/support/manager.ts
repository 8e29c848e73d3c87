import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { example } from './places.ts';

/** The download manager as somebody has started it in a terminal. */
export class Manager {
  /** Where the gateway puts files. */
  readonly folder = mkdtempSync(join(tmpdir(), 'downloads-'));
  readonly #child: ChildProcess;
  #output = '';

  private constructor(urls: readonly string[]) {
    this.#child = spawn(
      process.execPath,
      [join(example, 'start.mjs'), '--no-open', '--folder', this.folder, '--', ...urls],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    }
  }

  /** @param urls - without any it brings along its own server */
  static async start(...urls: string[]): Promise<Manager> {
    const manager = new Manager(urls);
    await manager.#said('Ctrl-C ends it.');
    return manager;
  }

  /** Of the page, with the token. */
  get url(): string {
    const [url] = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(this.#output) ?? [];
    if (url === undefined) throw new Error(`There is no URL in:\n${this.#output}`);
    return url;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** All that it has printed. */
  get output(): string {
    return this.#output;
  }

  /** The files that are there. */
  get files(): readonly string[] {
    return readdirSync(this.folder).toSorted();
  }

  /** As by Ctrl-C. Resolves to its exit code. */
  async end(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'close');
      this.#child.kill('SIGINT');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
    return this.#child.exitCode;
  }

  #said(words: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (this.#output.includes(words)) resolve();
      };
      this.#child.stdout?.on('data', look);
      this.#child.on('close', () => reject(new Error(`It has ended:\n${this.#output}`)));
      look();
    });
  }
}
