import { defer, map, type OperatorFunction } from 'rxjs';
import type { CommandSignal } from '../values/signal.js';

/** A signal, and when it was told. */
export interface RecordedSignal {
  /** In milliseconds; from where on does not matter. */
  readonly at: number;
  readonly signal: CommandSignal;
  /** Whose connection it is, where the signals of several are put together. */
  readonly origin?: string;
}

/**
 * Notes the time of each signal, in milliseconds from the subscription on; {@link marbleSvg} draws what it gives.
 *
 * @example
 * const run = await lastValueFrom(http.signals$.pipe(takeWhile(({ type }) => type !== 'done', true), recordSignals(), toArray()));
 * writeFileSync('run.svg', marbleSvg(run));
 *
 * @param now - the clock, in milliseconds; on virtual time `() => testScheduler.now()`
 */
export function recordSignals(
  now: () => number = () => performance.now(),
): OperatorFunction<CommandSignal, RecordedSignal> {
  return (signals$) =>
    defer(() => {
      const start = now();
      return signals$.pipe(map((signal) => ({ at: now() - start, signal })));
    });
}
