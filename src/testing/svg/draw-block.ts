import { State } from '../../values/state.js';
import { drawMarks, colourOf } from './draw-marks.js';
import { rowNames, type Happening, labelSize } from './row.js';
import { escapeXml, fitted, px, textWidth } from './svg-text.js';

/** Where the pictures of all blocks begin and end, in pixels. */
export const plot = { from: 188, to: 740, right: 748, margin: 16 } as const;

const rowHeight = 27;
const bandHeight = 22;

/** A happening, and where it stands. */
export type Placed = readonly [position: number, happening: Happening];

/** What one connection has told: the band of its states, and a row for each kind of signal that came. */
export interface DrawnBlock {
  readonly svg: string;
  readonly height: number;
}

export function drawBlock(origin: string, placed: readonly Placed[], top: number): DrawnBlock {
  let y = top;
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
    const middle = y + rowHeight / 2;
    parts.push(
      `<text class="end" x="${plot.from - 20}" y="${px(middle + 4)}">${name}</text>`,
      `<line class="line" x1="${plot.from - 12}" x2="${plot.right}" y1="${middle}" y2="${middle}"/>`,
      drawMarks(row, middle),
    );
    y += rowHeight;
  }
  const spans = drawSpans(placed, rowsTop, y - rowsTop);
  return { svg: [spans, band, ...parts].join('\n'), height: y - top + 4 };
}

/** From the start of each command to its end, behind everything. */
function drawSpans(placed: readonly Placed[], y: number, height: number): string {
  const starts = new Map<number, number>();
  const spans: string[] = [];
  const span = (command: number, from: number, to: number) => {
    const box = `x="${px(from)}" y="${y}" width="${px(to - from)}" height="${height}"`;
    return `<rect class="span ${colourOf(command)}" ${box} rx="4"/>`;
  };
  for (const [x, { mark }] of placed) {
    if (mark?.row === 'requestStarted') starts.set(mark.command, x - mark.half);
    if (mark?.row !== 'requestFinished') continue;
    spans.push(span(mark.command, starts.get(mark.command) ?? plot.from - 12, x + mark.half));
    starts.delete(mark.command);
  }
  for (const [command, from] of starts) spans.push(span(command, from, plot.right));
  return spans.join('');
}

function drawStates(placed: readonly Placed[], y: number): string {
  const changes = placed.flatMap(([x, { state }]) => (state === undefined ? [] : [{ from: x, state }]));
  const segments = [{ from: plot.from - 12, state: State.Unconnected as number }, ...changes];
  const drawn = segments.map(({ from, state }, i) => {
    const to = segments[i + 1]?.from ?? plot.right;
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
