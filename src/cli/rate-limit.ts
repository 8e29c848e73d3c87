import type { CliIo } from './io.js';

/** Waits shorter than this are put off: a timer is no more exact. In milliseconds. */
const shortestWaitMs = 10;
/** How much time that was slept too long may be made up for, in milliseconds. */
const creditMs = 50;

/** Lets so many bytes a second pass, of all transfers together: each waits until its bytes are paid for with time. */
export class RateLimit {
  readonly #bytesPerSecond: number;
  readonly #io: Pick<CliIo, 'now' | 'sleep'>;
  /** When everything that has passed is paid for. */
  #paidAt = 0;

  constructor(bytesPerSecond: number, io: Pick<CliIo, 'now' | 'sleep'>) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#io = io;
  }

  /** Resolves when the bytes have got their time, or nobody wants them any more. */
  async pass(bytes: number, unwanted: AbortSignal): Promise<void> {
    const now = this.#io.now();
    this.#paidAt = Math.max(this.#paidAt, now - creditMs) + (bytes * 1000) / this.#bytesPerSecond;
    const waitMs = this.#paidAt - now;
    if (waitMs >= shortestWaitMs) await this.#io.sleep(waitMs, unwanted);
  }
}
