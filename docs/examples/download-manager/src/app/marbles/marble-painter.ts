import { stateNames } from '../list/state-names';
import type { MarbleKind } from './marble-kind';
import { type Marble, placeBands, placeMarbles, type TimeWindow } from './marble-layout';
import type { Lane } from './signal-log';

/** The colours of the page, as a canvas takes them. */
export type Palette = Readonly<Record<MarbleKind | 'line' | 'text' | 'soft' | 'surface' | 'accent', string>> & {
  readonly states: readonly string[];
};

/** What is drawn. */
export interface Picture {
  readonly lanes: readonly Lane[];
  readonly window: TimeWindow;
  /** The time of the run: bands end here. */
  readonly now: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly scrollTop: number;
  readonly palette: Palette;
  readonly chosen: Marble['signal'] | undefined;
}

/** Pixels. */
export const laneHeight = 84;
export const axisHeight = 24;
const middle = 40;
const bandTop = 57;
const bandHeight = 6;
const radius = 9;

/** Gives a canvas as many pixels as it has on the screen. */
export function fitCanvas(context: CanvasRenderingContext2D, width: number, height: number): void {
  const { canvas } = context;
  const ratio = devicePixelRatio;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.textBaseline = 'middle';
}

/** Draws the lanes that are in sight, and the time below them. */
export function paint(context: CanvasRenderingContext2D, picture: Picture): void {
  const { lanes, width, height, scrollTop } = picture;
  context.clearRect(0, 0, width, height);
  const first = Math.floor(scrollTop / laneHeight);
  const last = Math.min(lanes.length, Math.ceil((scrollTop + height - axisHeight) / laneHeight));
  context.save();
  context.beginPath();
  context.rect(0, 0, width, height - axisHeight);
  context.clip();
  for (let at = first; at < last; at++) {
    const lane = lanes[at];
    if (lane) paintLane(context, picture, lane, at * laneHeight - scrollTop);
  }
  context.restore();
  paintAxis(context, picture);
}

function paintLane(context: CanvasRenderingContext2D, picture: Picture, lane: Lane, top: number): void {
  const { window, width, palette, now, chosen } = picture;
  const y = top + middle;
  context.fillStyle = palette.line;
  context.fillRect(0, y - 0.5, width, 1);
  for (const { state, from, to } of placeBands(lane.signals, window, now)) {
    context.fillStyle = palette.states[state] ?? palette.soft;
    context.fillRect(from, top + bandTop, Math.max(1, to - from), bandHeight);
    if (to - from > 72) label(context, stateNames[state] ?? '', from + 4, top + bandTop + bandHeight + 9, palette.soft);
  }
  const marbles = placeMarbles(lane.signals, window);
  for (const lettered of [false, true]) {
    for (const marble of marbles) {
      if (marble.lettered === lettered) paintMarble(context, palette, marble, y, marble.signal === chosen);
    }
  }
  context.font = `600 12px ${family}`;
  context.textAlign = 'left';
  const name = lane.pipeline;
  context.fillStyle = palette.surface;
  context.fillRect(0, top + 4, context.measureText(name).width + 10, 18);
  context.fillStyle = palette.text;
  context.fillText(name, 2, top + 14);
}

function paintMarble(
  context: CanvasRenderingContext2D,
  palette: Palette,
  marble: Marble,
  y: number,
  chosen: boolean,
): void {
  const { kind, x, lettered, signal } = marble;
  context.beginPath();
  context.arc(x, y, lettered ? radius : 2, 0, 2 * Math.PI);
  context.fillStyle = lettered ? palette.surface : palette[kind];
  context.fill();
  if (lettered) {
    context.strokeStyle = palette[kind];
    context.lineWidth = 2;
    context.stroke();
    context.font = `700 11px ${family}`;
    context.textAlign = 'center';
    context.fillStyle = palette[kind];
    context.fillText(signal.letter.charAt(0), x, y);
  }
  if (!chosen) return;
  context.beginPath();
  context.arc(x, y, lettered ? radius + 4 : 6, 0, 2 * Math.PI);
  context.strokeStyle = palette.accent;
  context.lineWidth = 2;
  context.stroke();
}

function paintAxis(context: CanvasRenderingContext2D, { window, width, height, palette }: Picture): void {
  const top = height - axisHeight;
  context.fillStyle = palette.line;
  context.fillRect(0, top, width, 1);
  const step = stepFor(80 / window.perMs);
  for (let at = Math.max(0, Math.ceil(window.from / step) * step); at <= window.to; at += step) {
    const x = (at - window.from) * window.perMs;
    context.fillStyle = palette.line;
    context.fillRect(x, top, 1, 5);
    label(context, timeText(at, step), x + 4, top + 14, palette.soft);
  }
}

function label(context: CanvasRenderingContext2D, text: string, x: number, y: number, colour: string): void {
  context.font = `11px ${family}`;
  context.textAlign = 'left';
  context.fillStyle = colour;
  context.fillText(text, x, y);
}

const family = 'system-ui, sans-serif';

/** The smallest round time that is not less. */
function stepFor(leastMs: number): number {
  return [100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000].find((step) => step >= leastMs) ?? 600_000;
}

/** `3 s`, `3.2 s`, `1:05`. */
export function timeText(ms: number, step: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(step < 1000 ? 1 : 0)} s`;
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
