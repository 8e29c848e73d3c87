import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const project = join(__dirname, '../../..');

/** A page, by its path from the project's folder. */
export function page(path: string): string {
  return readFileSync(join(project, path), 'utf8');
}

/** The files of a folder with this ending, by their paths from the project's folder. */
export function filesIn(folder: string, ending: string): string[] {
  return readdirSync(join(project, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name}`);
}

/** The README, everything in docs/, and the guide. */
export const pages: readonly string[] = ['README.md', ...filesIn('docs', '.md'), ...filesIn('docs/guide', '.md')];
