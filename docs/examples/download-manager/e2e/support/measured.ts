import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { artefacts } from './places.ts';

/** Notes what was measured, and prints it. */
export function measured(name: string, values: unknown): void {
  const file = join(artefacts, 'measured.json');
  const before: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  writeFileSync(file, `${JSON.stringify({ ...(before as object), [name]: values }, null, 2)}\n`);
  process.stdout.write(`measured: ${name}: ${JSON.stringify(values)}\n`);
}
