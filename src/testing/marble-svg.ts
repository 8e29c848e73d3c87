import type { RecordedSignal } from './recorded-signal.js';
import { drawBlock, plot } from './svg/draw-block.js';
import { drawLegend } from './svg/draw-legend.js';
import { happeningsOf } from './svg/row.js';
import { style } from './svg/style.js';
import { escapeXml, fitted, px } from './svg/svg-text.js';
import { ticksOf, timeScale, type TimeScale } from './svg/time-scale.js';

/** What a picture of signals says beside them. */
export interface MarbleSvgOptions {
  /** Stands above the picture. */
  readonly title?: string;
  /** What a command is called in the legend, such as `GET /index.html`; undefined for one without a name. */
  readonly nameOf?: (id: number) => string | undefined;
}

const width = 760;

/**
 * Draws the signals of a run as a marble diagram: an SVG of its own, 760 pixels wide, for light and dark, with the
 * states as a band, a row for each kind of signal, a colour and a number for each command, and a time axis. The axis is
 * stretched where much happens, so that what comes at once stands side by side in its order; what is still too close
 * is drawn as one. Signals with different origins stand in blocks below each other.
 *
 * @example
 * const run: RecordedSignal[] = [];
 * http.signals$.pipe(recordSignals()).subscribe((signal) => run.push(signal));
 * http.done$.subscribe(() => writeFileSync('run.svg', marbleSvg(run, { title: 'A run' })));
 */
export function marbleSvg(signals: readonly RecordedSignal[], options: MarbleSvgOptions = {}): string {
  const { happenings, ids } = happeningsOf(signals);
  const scale = timeScale(happenings, plot.from, plot.to);
  const parts: string[] = [];
  let y = 14;
  if (options.title !== undefined) {
    y += 22;
    parts.push(
      `<text class="title" x="${plot.margin}" y="${y - 8}">${escapeXml(fitted(options.title, 720, 15))}</text>`,
    );
  }
  const top = y;
  let isCrowded = false;
  for (const origin of new Set(happenings.map((happening) => happening.origin))) {
    const placed = happenings.flatMap((happening, i) =>
      happening.origin === origin ? [[scale.positions[i] ?? 0, happening] as const] : [],
    );
    const block = drawBlock(origin, placed, y);
    parts.push(block.svg);
    isCrowded ||= block.isCrowded;
    y += block.height + 4;
  }
  if (happenings.length === 0) parts.push(`<text class="faint" x="${plot.margin}" y="${y + 14}">No signals</text>`);
  const grid = happenings.length === 0 ? '' : drawGrid(scale, top, y);
  y += 24;
  const names = ids.map((id) => options.nameOf?.(id));
  const legend = drawLegend(happenings, names, isCrowded, y);
  parts.push(legend.svg);
  y += legend.height + 8;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="qhttp-marbles" viewBox="0 0 ${width} ${px(y)}" width="${width}" role="img">`,
    `<title>${escapeXml(options.title ?? 'The signals of a run')}</title>`,
    `<style>${style}</style>`,
    `<rect class="paper" width="${width}" height="${px(y)}" rx="10"/>`,
    grid,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

/** The time axis below the rows, and its lines through them. */
function drawGrid(scale: TimeScale, top: number, bottom: number): string {
  return ticksOf(scale)
    .map(({ position, label }) => {
      const x = px(position);
      return (
        `<line class="grid" x1="${x}" x2="${x}" y1="${px(top)}" y2="${px(bottom)}"/>` +
        `<text class="faint middle" x="${x}" y="${px(bottom + 14)}">${label}</text>`
      );
    })
    .join('');
}
