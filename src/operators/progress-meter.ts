import type { Progress } from '../values/progress.js';

/** How far a body has come, and how fast it goes. */
export interface TransferProgress extends Progress {
  /** From 0 to 1; left out while the total is unknown. */
  readonly ratio?: number;
  /** Smoothed; left out until it can be told. */
  readonly bytesPerSecond?: number;
  /** By that speed; left out while the speed or the total is unknown, and when nothing moves. */
  readonly secondsLeft?: number;
}

/** How long a change of speed takes to show by two thirds, in milliseconds. */
const smoothingMs = 2000;

/** Makes the progress of one transfer out of bytes and times. */
export class ProgressMeter {
  #sample: { readonly done: number; readonly at: number } | undefined;
  #bytesPerSecond: number | undefined;

  /** @param now - in milliseconds, by whatever clock */
  measure({ done, total }: Progress, now: number): TransferProgress {
    this.#take(done, now);
    const bytesPerSecond = this.#bytesPerSecond;
    const hasTotal = total > 0;
    const left = Math.max(0, total - done); // a decoded body may be larger than the length that was told
    return {
      done,
      total,
      ...(hasTotal && { ratio: Math.min(1, done / total) }),
      ...(bytesPerSecond !== undefined && { bytesPerSecond }),
      ...(hasTotal && left === 0 && { secondsLeft: 0 }),
      ...(hasTotal && left > 0 && bytesPerSecond && { secondsLeft: left / bytesPerSecond }),
    };
  }

  /** Exponential smoothing, by time and not by the number of samples: these may come at any distance. */
  #take(done: number, now: number): void {
    const sample = this.#sample;
    if (!sample || done < sample.done) {
      // A request that is sent again begins anew.
      this.#bytesPerSecond = undefined;
      this.#sample = { done, at: now };
      return;
    }
    const passed = now - sample.at;
    if (passed <= 0) return;
    const speed = ((done - sample.done) * 1000) / passed;
    const before = this.#bytesPerSecond ?? speed;
    this.#bytesPerSecond = before + (speed - before) * (1 - Math.exp(-passed / smoothingMs));
    this.#sample = { done, at: now };
  }
}
