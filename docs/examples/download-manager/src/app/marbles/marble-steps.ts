import type { LoggedSignal } from '../../../engine/model.ts';
import type { Lane } from './signal-log';

/** Where a key leads from a signal. */
interface Step {
  readonly signals: number;
  readonly lanes: number;
  /** The first or the last signal of the lane, as `at()` counts. */
  readonly end?: 0 | -1;
}

const steps: Readonly<Record<string, Step | undefined>> = {
  ArrowLeft: { signals: -1, lanes: 0 },
  ArrowRight: { signals: 1, lanes: 0 },
  ArrowUp: { signals: 0, lanes: -1 },
  ArrowDown: { signals: 0, lanes: 1 },
  Home: { signals: 0, lanes: 0, end: 0 },
  End: { signals: 0, lanes: 0, end: -1 },
};

/** Whether a key goes from signal to signal. */
export function isStep(key: string): boolean {
  return steps[key] !== undefined;
}

/**
 * The signal that a key leads to, and the number of its lane: left and right in a lane, up and down to the signal of another
 * lane that was told last before. Begins with the newest one of the first lane.
 */
export function stepTo(
  key: string,
  lanes: readonly Lane[],
  chosen: LoggedSignal | undefined,
): { readonly signal: LoggedSignal; readonly lane: number } | undefined {
  const step = steps[key];
  if (!step) return undefined;
  const from = lanes.findIndex(({ pipeline }) => pipeline === chosen?.pipeline);
  const lane = within(lanes, from + step.lanes);
  const signals = lanes[lane]?.signals ?? [];
  const here = chosen && lane === from ? signals.indexOf(chosen) : -1;
  const signal =
    step.end !== undefined
      ? signals.at(step.end)
      : here >= 0
        ? signals[within(signals, here + step.signals)]
        : (signals.findLast(({ at }) => at <= (chosen?.at ?? Infinity)) ?? signals[0]);
  return signal && { signal, lane };
}

function within(list: readonly unknown[], place: number): number {
  return Math.min(list.length - 1, Math.max(0, place));
}
