import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const project = join(__dirname, '../../..');

/** A page, by its path from the project's folder. */
export function page(path: string): string {
  return readFileSync(join(project, path), 'utf8');
}

/** The README and everything in docs/. */
export const pages: readonly string[] = [
  'README.md',
  ...readdirSync(join(project, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
