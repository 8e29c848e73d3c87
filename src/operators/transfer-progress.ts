import {
  asyncScheduler,
  ignoreElements,
  Observable,
  tap,
  type OperatorFunction,
  type SchedulerLike,
  type Subscriber,
  type Subscription,
} from 'rxjs';
import type { Progress } from '../values/progress.js';
import type { CommandSignal } from '../values/signal.js';
import { ProgressMeter, type TransferProgress } from './progress-meter.js';

/** Options of `downloadProgress` and `uploadProgress`. */
export interface ProgressOptions {
  /** The least time between two values, in milliseconds; 100 by default, 0 for every one. */
  readonly intervalMs?: number;
  /** The clock that is read and the timer that is set; `asyncScheduler` by default. */
  readonly scheduler?: SchedulerLike;
}

/** Which bytes are told of: those that come, or those that go. */
type Direction = 'dataReadProgress' | 'dataSendProgress';

/**
 * What `downloadProgress` and `uploadProgress` have in common.
 *
 * @throws RangeError for an interval that is none
 */
export function transferProgress(
  direction: Direction,
  { intervalMs = 100, scheduler = asyncScheduler }: ProgressOptions,
): OperatorFunction<CommandSignal, TransferProgress> {
  if (!(intervalMs >= 0)) throw new RangeError(`The interval must be 0 or more milliseconds, not ${intervalMs}`);
  return (source) =>
    new Observable((subscriber) => {
      const telling = new Telling(direction, subscriber, intervalMs, scheduler);
      const flush = () => telling.flush();
      source
        .pipe(tap({ next: (signal) => telling.see(signal), error: flush, complete: flush }), ignoreElements())
        .subscribe(subscriber);
    });
}

/** One subscription. A value is told at once when none was lately; else when its time has come, or nothing follows. */
class Telling {
  readonly #direction: Direction;
  readonly #subscriber: Subscriber<TransferProgress>;
  readonly #intervalMs: number;
  readonly #scheduler: SchedulerLike;
  #meter = new ProgressMeter();
  #latest: Progress | undefined;
  #isUntold = false;
  /** Runs while no further value may be told. */
  #pause: Subscription | undefined;

  constructor(
    direction: Direction,
    subscriber: Subscriber<TransferProgress>,
    intervalMs: number,
    scheduler: SchedulerLike,
  ) {
    this.#direction = direction;
    this.#subscriber = subscriber;
    this.#intervalMs = intervalMs;
    this.#scheduler = scheduler;
    subscriber.add(() => this.#pause?.unsubscribe());
  }

  see(signal: CommandSignal): void {
    const isDownload = this.#direction === 'dataReadProgress';
    if (signal.type === this.#direction) {
      this.#latest = { done: signal.done, total: signal.total };
      this.#isUntold = true;
      if (!this.#pause) this.flush();
    } else if (signal.type === 'requestStarted') {
      this.#begin();
    } else if (signal.type === 'responseHeaderReceived') {
      if (isDownload) this.#latest = { done: 0, total: 0 }; // of an answer without a body nothing more is told
    } else if (signal.type === 'requestFinished') {
      if (isDownload && !signal.error) this.#tellWhole();
      else this.flush();
    }
  }

  /** Tells what has not been told yet. */
  flush(): void {
    if (this.#isUntold && this.#latest) this.#tell(this.#latest);
  }

  #begin(): void {
    this.#pause?.unsubscribe();
    this.#pause = this.#latest = undefined;
    this.#isUntold = false;
    this.#meter = new ProgressMeter();
  }

  /** A download that has succeeded is whole, also one whose total nobody knew. */
  #tellWhole(): void {
    const latest = this.#latest;
    if (!latest) return;
    const isTold = !this.#isUntold && latest.total > 0 && latest.done >= latest.total;
    if (!isTold) this.#tell(latest, { ratio: 1, secondsLeft: 0 });
  }

  #tell(progress: Progress, more?: Partial<TransferProgress>): void {
    this.#isUntold = false;
    this.#pause?.unsubscribe();
    this.#pause = undefined;
    if (this.#intervalMs > 0) this.#pause = this.#scheduler.schedule(this.#onPauseOver, this.#intervalMs);
    this.#subscriber.next({ ...this.#meter.measure(progress, this.#scheduler.now()), ...more });
  }

  readonly #onPauseOver = (): void => {
    this.#pause = undefined;
    this.flush();
  };
}
