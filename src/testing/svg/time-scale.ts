import type { Happening } from './row.js';

/** Between two happenings of one connection, so that their order is to be seen, in pixels. */
const orderGap = 7;
/** A state is shown at least this wide, so that its digit fits. */
const stateGap = 15;
const markGap = 3;
/** The part of the width that is left to time, however much happens. */
const timeShare = 0.2;

/** Where each happening stands, and each moment. */
export interface TimeScale {
  readonly positions: readonly number[];
  /** Milliseconds from the first happening to the last. */
  readonly duration: number;
  /** Takes milliseconds from the first happening on. */
  readonly positionOf: (ms: number) => number;
}

/**
 * Gives each happening the room that it needs, and the rest of the width to the time that passes between them. So what
 * happens at once stands side by side, in its order, and the axis is stretched where much happens.
 */
export function timeScale(happenings: readonly Happening[], from: number, to: number): TimeScale {
  const room = roomOf(happenings);
  const needed = room.at(-1) ?? 0;
  const width = to - from;
  const factor = needed > width * (1 - timeShare) ? (width * (1 - timeShare)) / needed : 1;
  const start = happenings[0]?.at ?? 0;
  const duration = (happenings.at(-1)?.at ?? 0) - start;
  const perMs = duration > 0 ? (width - needed * factor) / duration : 0;
  const times = happenings.map(({ at }) => at - start);
  const positions = times.map((ms, i) => from + (room[i] ?? 0) * factor + ms * perMs);
  return { positions, duration, positionOf: (ms) => interpolated(ms, times, positions, from) };
}

/** The least position of each, in pixels from the first one, if no time passed. */
function roomOf(happenings: readonly Happening[]): readonly number[] {
  const blocks = new Map<string, Block>();
  let before = 0;
  return happenings.map((happening, i) => {
    const block = blocks.get(happening.origin) ?? new Block();
    blocks.set(happening.origin, block);
    before = i === 0 ? block.place(happening, 0) : Math.max(before, block.place(happening, before));
    return before;
  });
}

/** What has been placed of one connection. */
class Block {
  #last: number | undefined;
  #lastState = -Infinity;
  readonly #rows = new Map<string, { readonly position: number; readonly half: number; readonly command: number }>();
  /** Rows of dots that the present crowd has a first one in. */
  readonly #crowd = new Set<string>();

  place({ mark, state }: Happening, atLeast: number): number {
    let position = Math.max(atLeast, this.#last ?? 0);
    const isMore = mark?.shape === 'dot' && this.#crowd.has(mark.row);
    if (mark?.shape === 'dot') this.#crowd.add(mark.row);
    else this.#crowd.clear();
    if (!isMore && this.#last !== undefined) position = Math.max(position, this.#last + orderGap);
    if (state !== undefined) {
      position = Math.max(position, this.#lastState + stateGap);
      this.#lastState = position;
    }
    if (mark) {
      const neighbour = this.#rows.get(mark.row);
      const mayMerge = mark.shape === 'dot' && neighbour?.command === mark.command;
      if (neighbour && !mayMerge) {
        position = Math.max(position, neighbour.position + neighbour.half + mark.half + markGap);
      }
      this.#rows.set(mark.row, { position, half: mark.half, command: mark.command });
    }
    this.#last = position;
    return position;
  }
}

function interpolated(ms: number, times: readonly number[], positions: readonly number[], from: number): number {
  const next = times.findIndex((time) => time >= ms);
  const after = times[next];
  const x = positions[next];
  if (after === undefined || x === undefined) return positions.at(-1) ?? from;
  const before = times[next - 1];
  const left = positions[next - 1];
  if (before === undefined || left === undefined) return x;
  return left + ((x - left) * (ms - before)) / (after - before);
}

/** A moment that is written under the axis. */
export interface Tick {
  readonly position: number;
  readonly label: string;
}

const tickGap = 58;
/** A gap that is worth a tick of its own, although others like it do not fit. */
const wideGap = 190;

/** Round moments, as close to each other as there is room; some more where the axis is stretched. */
export function ticksOf({ duration, positionOf }: TimeScale): readonly Tick[] {
  const largest = 10 ** Math.ceil(Math.log10(Math.max(duration, 1)));
  const steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1].map((part) => largest * part).filter((step) => step >= 0.1);
  const multiples = (step: number, from: number, to: number) =>
    Array.from({ length: Math.floor((to - from) / step + tiny) }, (_, i) => from + (i + 1) * step).map(
      (ms): Moment => ({ ms, position: positionOf(ms) }),
    );
  const start: Moment = { ms: 0, position: positionOf(0) };
  const regular = steps.map((step) => [start, ...multiples(step, 0, duration)]).find(areApart) ?? [start];
  const ticks = regular.flatMap((left, i) => {
    const right = regular[i + 1];
    if (!right || right.position - left.position <= wideGap) return [left];
    const between = steps.toReversed().map((step) => multiples(step, left.ms, right.ms));
    const fitting = between.flat().find((moment) => areApart([left, moment, right]));
    return fitting ? [left, fitting] : [left];
  });
  const [unit, perUnit] = duration >= 10_000 ? ['s', 1000] : ['ms', 1];
  return ticks.map(({ position, ms }) => ({ position, label: `${rounded(ms / perUnit)} ${unit}` }));
}

interface Moment {
  readonly ms: number;
  readonly position: number;
}

/** What floating point may be wrong by. */
const tiny = 1e-6;

function areApart(moments: readonly Moment[]): boolean {
  return moments.every(({ position }, i) => i === 0 || position - (moments[i - 1]?.position ?? 0) >= tickGap);
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
