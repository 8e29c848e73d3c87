import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for one test. */
export class TemporaryFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'qhttp-'));

  write(name: string, content: string | Uint8Array): void {
    writeFileSync(join(this.path, name), content);
  }

  /** The files in it as text, by name. */
  files(): Record<string, string> {
    const names = readdirSync(this.path).sort();
    return Object.fromEntries(names.map((name) => [name, readFileSync(join(this.path, name), 'utf8')]));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
