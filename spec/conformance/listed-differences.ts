import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ListedDifference {
  /** The recordings that the row is about. */
  readonly names: readonly string[];
  /** The recordings, what the real class does, what happens here, why. */
  readonly cells: readonly string[];
}

/** The rows of the table of recordings in docs/differences.md. */
export function listedDifferences(): readonly ListedDifference[] {
  const page = readFileSync(join(__dirname, '../../docs/differences.md'), 'utf8');
  const [, section = ''] = page.split(/^## Recordings$/m);
  const [table = ''] = section.split(/^## /m);
  const [, , ...rows] = table.split('\n').filter((line) => line.startsWith('|'));
  return rows.map((row) => {
    const cells = row
      .slice(1, row.lastIndexOf('|'))
      .split('|')
      .map((cell) => cell.trim());
    return { cells, names: [...(cells[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name) };
  });
}
