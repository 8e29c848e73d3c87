import type { HttpResponseHeader } from '../index.js';
import { printable } from './printable.js';
import { shownValue } from './secrets.js';

/** The head of an answer as lines of plain text, with a blank one at its end; without secrets. */
export function headText(header: HttpResponseHeader): string {
  const shown = header.clone();
  shown.setValues(header.values().map(([name, value]) => [name, shownValue(name, value)]));
  const lines = shown.toString().trimEnd().split('\r\n');
  return `${lines.map((line) => printable(line)).join('\n')}\n\n`;
}
