import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** User and group `nobody` of Linux: no server needs to be root, and most refuse to be. */
const nobody = 65_534;

/** Whom a server runs as where root starts it. */
export const servant = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

/** A temporary folder, which belongs to a server. */
export class Place {
  readonly folder = mkdtempSync(join(tmpdir(), 'rx-qhttp-server-'));

  constructor() {
    this.#handOver(this.folder);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  makeFolder(name: string): void {
    mkdirSync(this.path(name), { recursive: true });
    this.#handOver(this.path(name));
  }

  write(name: string, content: string | Uint8Array): void {
    const path = this.path(name);
    if (dirname(name) !== '.') this.makeFolder(dirname(name));
    writeFileSync(path, content);
    this.#handOver(path);
  }

  read(name: string): Buffer {
    return readFileSync(this.path(name));
  }

  /** The lines of a log that are meant, as soon as there are so many. */
  async lines(name: string, count: number, isMeant: (line: string) => boolean = () => true): Promise<string[]> {
    for (;;) {
      const lines = this.read(name).toString().split('\n').slice(0, -1).filter(isMeant);
      if (lines.length >= count) return lines;
      await wait(pollMs);
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, maxRetries: 5 }); // what a server has started may still write its last line
  }

  #handOver(path: string): void {
    if (servant.uid === undefined) return;
    chownSync(path, servant.uid, servant.gid);
    chmodSync(path, 0o755);
  }
}

/** How often it is looked whether a server has come so far. */
export const pollMs = 5;
