import type { DemoStep } from './demo-step.js';
import type { Chapter } from './signal-story.js';

const labelWidth = 18;

/** The story as lines of at most `columns` characters: a chapter for each command, and those that never had one. */
export function storyLines(
  chapters: readonly Chapter[],
  steps: ReadonlyMap<number, DemoStep>,
  columns: number,
): string[] {
  const told = new Set(chapters.map(({ id }) => id));
  const untold = [...steps].filter(([id]) => !told.has(id));
  return [
    ...chapters.flatMap(({ id, words }) => wrapped(steps.get(id)?.label ?? '', words, columns)),
    ...untold.flatMap(([, { label }]) => wrapped(label, ['(no signal at all)'], columns)),
  ];
}

function wrapped(label: string, words: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  let line = `  ${label.padEnd(labelWidth)}`;
  let isEmpty = true;
  for (const word of words) {
    if (!isEmpty && line.length + word.length + 3 > columns) {
      lines.push(`${line},`);
      line = ' '.repeat(labelWidth + 2);
      isEmpty = true;
    }
    line += isEmpty ? word : `, ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}
