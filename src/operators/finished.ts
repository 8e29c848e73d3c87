import { filter, map, type OperatorFunction } from 'rxjs';
import type { CommandSignal, Signal } from '../values/signal.js';

/**
 * The id of a command, when it has succeeded.
 *
 * For whoever wants to know that it is done and nothing else: unlike the first signal of a cold command, the first value
 * here is its end, so that `firstValueFrom` does not cancel it.
 *
 * ```
 * --started--header--data--data--requestFinished|
 *            finished()
 * -------------------------------id-------------|
 * ```
 *
 * Of several commands each gives its id. One that fails gives none; its error passes.
 *
 * @example
 * const id = await firstValueFrom(http.post$('/reboot', 'now').pipe(finished()));
 */
export function finished(): OperatorFunction<CommandSignal, number> {
  return (source) =>
    source.pipe(
      filter(hasSucceeded),
      map(({ id }) => id),
    );
}

function hasSucceeded(signal: CommandSignal): signal is Signal & { readonly type: 'requestFinished' } {
  return signal.type === 'requestFinished' && !signal.error;
}
