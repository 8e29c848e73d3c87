import type { LoggedSignal } from '../../../engine/model.ts';

/** All signals of one pipeline, in the order of their time. */
export interface Lane {
  readonly pipeline: string;
  readonly signals: LoggedSignal[];
}

/**
 * The signals of a run, one lane a pipeline, found by their time.
 *
 * A lane keeps its newest 20,000, and there are 500 lanes at most: more does nobody look at, and a tab that is open for days
 * must not grow.
 */
export class SignalLog {
  readonly #lanes = new Map<string, Lane>();
  #end = 0;
  #ahead = -Infinity;
  #count = 0;

  /** The lanes, in the order of their appearance. */
  get lanes(): readonly Lane[] {
    return [...this.#lanes.values()];
  }

  /** How many signals there were in all, also those that are not kept any more. */
  get count(): number {
    return this.#count;
  }

  /** The time of the newest signal, in ms since the run began. */
  get end(): number {
    return this.#end;
  }

  /** The time of the run at `now` (of `performance.now()`), by the signal that came with the least delay: never back. */
  timeAt(now: number): number {
    return this.#count === 0 ? 0 : now + this.#ahead;
  }

  /** Forgets all and takes these. */
  replace(signals: readonly LoggedSignal[]): void {
    this.#lanes.clear();
    this.#end = this.#count = 0;
    this.#ahead = -Infinity;
    this.add(signals);
  }

  /** Adds what came, in the order of its time. */
  add(signals: readonly LoggedSignal[]): void {
    for (const signal of signals) {
      const lane = this.#lanes.get(signal.pipeline);
      if (lane) keep(lane.signals, signal);
      else this.#begin({ pipeline: signal.pipeline, signals: [signal] });
      this.#end = Math.max(this.#end, signal.at);
    }
    if (signals.length === 0) return;
    this.#count += signals.length;
    this.#ahead = Math.max(this.#ahead, this.#end - performance.now());
  }

  #begin(lane: Lane): void {
    if (this.#lanes.size >= mostLanes) {
      const endOf = ({ signals }: Lane) => signals.at(-1)?.at ?? 0;
      const quietest = this.lanes.reduce((one, other) => (endOf(other) < endOf(one) ? other : one));
      this.#lanes.delete(quietest.pipeline);
    }
    this.#lanes.set(lane.pipeline, lane);
  }

  /** The newest of all lanes, the newest first. */
  newest(count: number): readonly LoggedSignal[] {
    const tails = this.lanes.flatMap(({ signals }) => signals.slice(-count));
    return tails.sort((a, b) => b.at - a.at).slice(0, count);
  }
}

const mostLanes = 500;
const kept = 20_000;

/** A quarter goes at once, so that not each signal moves all others. */
function keep(signals: LoggedSignal[], signal: LoggedSignal): void {
  if (signals.length >= kept) signals.splice(0, kept / 4);
  signals.push(signal);
}

/** The place of the first signal that is not before `at`. */
export function firstSince(signals: readonly LoggedSignal[], at: number): number {
  let low = 0;
  let high = signals.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((signals[middle]?.at ?? Infinity) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
