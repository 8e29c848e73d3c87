import { setTimeout as passed } from 'node:timers/promises';

/** How often a second some bytes go, so that a slow transfer moves smoothly. */
const stepsPerSecond = 20;

/** Keeps to a number of bytes a second, counted from when it was made. */
export class Pace {
  readonly #bytesPerSecond: number;
  readonly #since = performance.now();
  #bytes = 0;

  /** @param bytesPerSecond - Infinity: as fast as it goes */
  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** The most bytes that should go at once. */
  get step(): number {
    return Math.max(1, Math.ceil(this.#bytesPerSecond / stepsPerSecond));
  }

  /** Waits until so many more bytes are due. */
  async take(bytes: number, gone: AbortSignal): Promise<void> {
    this.#bytes += bytes;
    const dueMs = (1000 * this.#bytes) / this.#bytesPerSecond - (performance.now() - this.#since);
    if (dueMs >= 1 && !gone.aborted) await passed(dueMs, undefined, { signal: gone }).catch(() => undefined); // gone: no more to wait for
  }
}
