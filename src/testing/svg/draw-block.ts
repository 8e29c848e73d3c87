import { State } from '../../values/state.js';
import { crowdsOf, type Crowd, type PlacedMark } from './crowd.js';
import { colourOf, dotRadius, drawMarks } from './draw-marks.js';
import { rowNames, type Happening, labelSize } from './row.js';
import { escapeXml, fitted, px, textWidth } from './svg-text.js';

/** Where the pictures of all blocks begin and end, in pixels. */
export const plot = { from: 188, to: 734, right: 748, margin: 16 } as const;

const rowHeight = 27;
const bandHeight = 22;
/** What is narrower would only make the file larger. */
const visible = 0.5;

/** A happening, and where it stands. */
export type Placed = readonly [position: number, happening: Happening];

/** What one connection has told: the band of its states, and a row for each kind of signal that came. */
export interface DrawnBlock {
  readonly svg: string;
  readonly height: number;
  /** Some marks have been drawn as one. */
  readonly isCrowded: boolean;
}

export function drawBlock(origin: string, placed: readonly Placed[], top: number): DrawnBlock {
  let y = top;
  let isCrowded = false;
  const parts: string[] = [];
  if (origin !== '') {
    y += 20;
    parts.push(`<text class="origin" x="${plot.margin}" y="${y - 6}">${escapeXml(fitted(origin, 700, 13))}</text>`);
  }
  const band = drawStates(placed, y);
  y += bandHeight + 8;
  const rowsTop = y;
  for (const name of rowNames) {
    const row = placed.flatMap(([x, { mark }]) => (mark?.row === name ? [[x, mark] as const] : []));
    if (row.length === 0) continue;
    const crowds = roomiest(row);
    const middle = y + rowHeight / 2;
    parts.push(
      `<text class="end" x="${plot.from - 20}" y="${px(middle + 4)}">${name}</text>`,
      `<line class="line" x1="${plot.from - 12}" x2="${plot.right}" y1="${middle}" y2="${middle}"/>`,
      drawMarks(crowds, middle),
    );
    isCrowded ||= crowds.some(({ marks }) => marks.length > 1);
    y += rowHeight;
  }
  const spans = drawSpans(placed, rowsTop, y - rowsTop);
  return { svg: [spans, band, ...parts].join('\n'), height: y - top + 4, isCrowded };
}

/** With their labels if these have room, else without; then what still would overlap is put together. */
function roomiest(row: readonly PlacedMark[]): readonly Crowd[] {
  const crowds = crowdsOf(row);
  if (crowds.length === row.length) return crowds;
  return crowdsOf(row.map(([x, mark]) => [x, { ...mark, label: '', half: Math.min(mark.half, dotRadius) }] as const));
}

/** From the start of each command to its end, behind everything; neighbours meet in the middle. */
function drawSpans(placed: readonly Placed[], y: number, height: number): string {
  const spans: { readonly command: number; from: number; to: number }[] = [];
  for (const [x, { mark }] of placed) {
    const last = spans.at(-1);
    if (mark?.row === 'requestStarted') {
      const from = x - mark.half;
      if (last && last.to > from) last.to = (last.to + from) / 2;
      spans.push({ command: mark.command, from: Math.max(from, last?.to ?? from), to: plot.right });
    } else if (mark?.row === 'requestFinished') {
      const span = last?.command === mark.command ? last : { command: mark.command, from: plot.from - 12, to: 0 };
      if (span !== last) spans.push(span);
      span.to = x + mark.half;
    }
  }
  return spans
    .filter(({ from, to }) => to - from >= visible)
    .map(({ command, from, to }) => {
      const box = `x="${px(from)}" y="${y}" width="${px(to - from)}" height="${height}"`;
      return `<rect class="span ${colourOf(command)}" ${box}/>`;
    })
    .join('');
}

function drawStates(placed: readonly Placed[], y: number): string {
  const changes = placed.flatMap(([x, { state }]) => (state === undefined ? [] : [{ from: x, state }]));
  const segments = [{ from: plot.from - 12, state: State.Unconnected as number }, ...changes];
  const drawn = segments.map(({ from, state }, i) => {
    const to = segments[i + 1]?.from ?? plot.right;
    if (to - from < visible) return '';
    const name = State[state] ?? '';
    const width = to - from;
    const label = textWidth(name, labelSize) + 6 <= width ? name : width >= 11 ? String(state) : '';
    const box = `x="${px(from)}" y="${y}" width="${px(width)}" height="${bandHeight}"`;
    const text = `<text class="middle" x="${px(from + width / 2)}" y="${y + 15.2}">${label}</text>`;
    // Lines around what is narrower than a line would leave nothing of it.
    const outline = width >= 3 ? ' state' : '';
    return `<rect class="s${state}${outline}" ${box}><title>${name}</title></rect>${label === '' ? '' : text}`;
  });
  const middle = y + 15.2;
  return [`<text class="end" x="${plot.from - 20}" y="${middle}">state</text>`, ...drawn].join('');
}
