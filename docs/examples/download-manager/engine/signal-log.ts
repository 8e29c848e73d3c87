import type { Signal } from 'rx-qhttp/browser';
import type { LoggedSignal } from './model.ts';
import { letterAndText } from './signal-letter.ts';

/** How often progress is worth a letter, in milliseconds. */
const progressMs = 100;

/** Writes down what one pipeline tells. */
export class SignalLog {
  readonly #pipeline: string;
  readonly #now: () => number;
  readonly #write: (signal: LoggedSignal) => void;
  #transfer: string | undefined;
  #started: Signal | undefined;
  #progress: { readonly signal: Signal; readonly at: number } | undefined;
  #progressAt = -Infinity;

  /** @param now - milliseconds since the run began */
  constructor(pipeline: string, now: () => number, write: (signal: LoggedSignal) => void) {
    this.#pipeline = pipeline;
    this.#now = now;
    this.#write = write;
  }

  /** Progress that comes thickly waits for its turn, or for a signal of another kind. */
  add(signal: Signal): void {
    const at = this.#now();
    if (signal.type === 'requestStarted') {
      // Whose command it is is told next, to its own subscriber.
      this.#started = signal;
    } else if (signal.type === 'dataReadProgress' || signal.type === 'dataSendProgress') {
      if (this.#progress && this.#progress.signal.type !== signal.type) this.#flush();
      this.#progress = { signal, at };
      if (at - this.#progressAt >= progressMs) this.#flush();
    } else {
      this.#flush();
      this.#put(signal, at);
      if (signal.type === 'requestFinished') this.#transfer = undefined;
    }
  }

  /** The command that has just started is this transfer's. */
  begin(transfer: string): void {
    this.#transfer = transfer;
    if (this.#started) this.#put(this.#started, this.#now());
    this.#started = undefined;
    this.#progressAt = -Infinity;
  }

  #flush(): void {
    const progress = this.#progress;
    if (!progress) return;
    this.#progress = undefined;
    this.#progressAt = progress.at;
    this.#put(progress.signal, progress.at);
  }

  #put(signal: Signal, at: number): void {
    const [letter, text] = letterAndText(signal);
    this.#write({
      pipeline: this.#pipeline,
      at: Math.round(at * 10) / 10,
      letter,
      text,
      ...(this.#transfer !== undefined && { transfer: this.#transfer }),
    });
  }
}
