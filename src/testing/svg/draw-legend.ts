import { State } from '../../values/state.js';
import { plot, type DrawnBlock } from './draw-block.js';
import { drawMark } from './draw-marks.js';
import { labelSize, type Happening, type Mark } from './row.js';
import { escapeXml, fitted, px, textWidth } from './svg-text.js';

const lineHeight = 24;
/** So many commands are named; more would be a list, and no legend. */
const named = 12;

/** One entry: what is drawn around its place, and what it means. */
interface Entry {
  readonly width: number;
  readonly text: string;
  draw(x: number, y: number): string;
}

/** What the colours, the marks and the digits mean, as far as they occur. */
export function drawLegend(
  happenings: readonly Happening[],
  names: readonly (string | undefined)[],
  isCrowded: boolean,
  top: number,
): Pick<DrawnBlock, 'svg' | 'height'> {
  const lines = [
    ...wrapped(commandEntries(names)),
    ...wrapped(stateEntries(happenings)),
    ...wrapped(markEntries(happenings, isCrowded)),
  ];
  const svg = lines.map((line, i) => {
    let x: number = plot.margin;
    return line
      .map((entry) => {
        const y = top + i * lineHeight + lineHeight / 2;
        const drawn = entry.draw(x + entry.width / 2, y);
        const text = `<text class="faint" x="${px(x + entry.width + 6)}" y="${px(y + 4.2)}">${escapeXml(entry.text)}</text>`;
        x += widthOf(entry);
        return drawn + text;
      })
      .join('');
  });
  return { svg: svg.join('\n'), height: lines.length * lineHeight };
}

function commandEntries(names: readonly (string | undefined)[]): Entry[] {
  if (names.every((name) => name === undefined)) return [];
  const entries = names.slice(0, named).map((name, i) => {
    const mark: Mark = { row: 'requestStarted', shape: 'disc', label: String(i + 1), command: i + 1, half: 10 };
    const text = fitted(name ?? 'command', 320, labelSize);
    return { width: 20, text, draw: (x: number, y: number) => drawMark(mark, x, y) };
  });
  const more = names.length - named;
  return more > 0 ? [...entries, { width: 0, text: `and ${more} more`, draw: () => '' }] : entries;
}

function stateEntries(happenings: readonly Happening[]): Entry[] {
  const seen = new Set(happenings.flatMap(({ state }) => (state === undefined ? [] : [state])));
  return [...seen]
    .sort((a, b) => a - b)
    .map((state) => ({
      width: 18,
      text: State[state] ?? '',
      draw: (x, y) =>
        `<rect class="s${state} state" x="${px(x - 9)}" y="${px(y - 9)}" width="18" height="18"/>` +
        `<text class="middle" x="${px(x)}" y="${px(y + 4.2)}">${state}</text>`,
    }));
}

function markEntries(happenings: readonly Happening[], isCrowded: boolean): Entry[] {
  const marks = happenings.flatMap(({ mark }) => mark ?? []);
  const entry = (shape: Mark['shape'], width: number, label: string, text: string): Entry => ({
    width,
    text,
    draw: (x, y) => drawMark({ row: 'done', shape, label, command: 0, half: width / 2 }, x, y),
  });
  const has = (shape: Mark['shape']) => marks.some((mark) => mark.shape === shape);
  return [
    ...(has('bar') ? [entry('bar', 6, '', 'done')] : []),
    ...(has('cross') ? [entry('cross', 14, '', 'done, with an error')] : []),
    ...(has('square') ? [entry('square', 20, '', 'requestFinished, with an error')] : []),
    ...(isCrowded ? [entry('disc', 30, '×9', 'so many, too close to be told apart')] : []),
  ];
}

function wrapped(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const lines: Entry[][] = [];
  let x: number = plot.to;
  for (const entry of entries) {
    if (x + widthOf(entry) > plot.to) {
      lines.push([]);
      x = plot.margin;
    }
    lines.at(-1)?.push(entry);
    x += widthOf(entry);
  }
  return lines;
}

function widthOf({ width, text }: Entry): number {
  return width + 6 + textWidth(text, labelSize) + 14;
}
