import { concat, defer, filter, Observable, type OperatorFunction, type Subscriber } from 'rxjs';
import type { BodyReceiver } from '../body/body-receiver.js';
import { sinkFrom, type Destination } from '../body/sink-from.js';
import { ErrorCode } from '../values/error-code.js';
import { QHttpError } from '../values/qhttp-error.js';
import { reasonOf } from '../values/reason-of.js';
import type { CommandSignal, DataSignal, Signal } from '../values/signal.js';
import { CommandTrack } from './command-track.js';
import { sinkEnding, type SinkEnding } from './sink-ending.js';

/** Options of {@link saveTo}. */
export interface SaveToOptions {
  /**
   * Ends the sink when it has taken everything, and destroys (a `WritableStream`: aborts) it when that does not happen,
   * on an error or when the subscriber leaves. By default it stays open: it is the caller's.
   */
  readonly end?: boolean;
}

/**
 * Writes the body of an answer into a Node `Writable` or a web `WritableStream`.
 *
 * The sink sets the pace: while it is full, by its own high-water mark, the socket is paused. So a slow sink holds the
 * server back, and memory stays flat.
 *
 * ```
 * --started--header--data--progress--data--requestFinished|
 *            saveTo(sink)
 * --started--header--------progress--------requestFinished-----|     the sink has taken everything
 * ```
 *
 * Every signal passes but the data, so `downloadProgress()` may follow. It completes when the sink has taken everything,
 * which may be after `requestFinished`; then the next command runs already. A sink that fails is a `QHttpError` whose
 * `cause` is the sink's own error, and cancels the command. So is an answer that is cut off, by `takeUntil` before
 * this for one: completing means that all of it is in the sink.
 *
 * **What is in the sink cannot be taken back.** A second attempt needs a new sink, hence `retry` after a `defer` that
 * makes it; one that comes here after a part of the first has been written is an error.
 *
 * @example
 * http.get$('/film.mp4').pipe(saveTo(response), downloadProgress()).subscribe(show);
 *
 * @param sink - must be open when this is called and when it is subscribed to
 * @throws TypeError for what cannot be written to, at the call
 */
export function saveTo(
  sink: Destination,
  { end = false }: SaveToOptions = {},
): OperatorFunction<CommandSignal, Signal> {
  sinkFrom(sink); // what is wrong is found at the call; each subscription then has a receiver of its own
  const ending = end ? sinkEnding(sink) : undefined;
  return (source) =>
    new Observable((subscriber) => {
      const saving = new Saving(sinkFrom(sink), subscriber, ending);
      const signals$ = source.pipe(filter((signal): signal is Signal => saving.takesPart(signal)));
      concat(signals$, saving.end$).subscribe(subscriber);
    });
}

/** One subscription: what it has of the sink, and what the sink says. */
class Saving {
  /** Completes when the sink has taken everything. */
  readonly end$: Observable<never> = defer(() => {
    if (this.#track.isUnfinished) throw this.#cutOff('The answer was cut off before its end');
    return new Observable<never>((subscriber) => {
      this.#receiver.flush(() => {
        if (this.#ending) this.#end(this.#ending, subscriber);
        else subscriber.complete();
      });
    });
  });

  readonly #receiver: BodyReceiver;
  readonly #subscriber: Subscriber<Signal>;
  readonly #ending: SinkEnding | undefined;
  readonly #track = new CommandTrack();
  readonly #releases: (() => void)[] = [];
  #hasPart = false;
  #hasEnded = false;

  constructor(receiver: BodyReceiver, subscriber: Subscriber<Signal>, ending: SinkEnding | undefined) {
    this.#receiver = receiver;
    this.#subscriber = subscriber;
    this.#ending = ending;
    subscriber.add(() => {
      receiver.close();
      if (!this.#hasEnded) ending?.giveUp();
    });
    receiver.open({
      onSpace: () => {
        for (const release of this.#releases.splice(0)) release();
      },
      onFailure: (error) => this.#fail(error),
    });
  }

  /** @returns whether a signal passes: all but the data */
  takesPart(signal: CommandSignal): boolean {
    if (signal.type === 'data') {
      this.#write(signal);
      return false;
    }
    if (signal.type === 'requestStarted') {
      if (this.#hasPart && this.#track.isUnfinished) {
        throw this.#cutOff('A part of an answer that was cut off is in the destination, and another one begins');
      }
      this.#hasPart = false;
    }
    this.#track.see(signal);
    return true;
  }

  #write(signal: DataSignal): void {
    this.#hasPart = true;
    const hasRoom = this.#receiver.receive(signal.chunk);
    if (!hasRoom && !this.#subscriber.closed) this.#releases.push(signal.hold());
  }

  #end(ending: SinkEnding, subscriber: Subscriber<never>): void {
    this.#hasEnded = true;
    ending.end(
      () => this.#receiver.close(),
      (error) => {
        if (error === undefined || error === null) subscriber.complete();
        else this.#fail(error);
      },
    );
  }

  #fail(error: unknown): void {
    const message = `The destination failed: ${reasonOf(error)}`;
    this.#subscriber.error(new QHttpError(ErrorCode.UnknownError, this.#track.id, message, { cause: error }));
  }

  #cutOff(message: string): QHttpError {
    return new QHttpError(ErrorCode.Aborted, this.#track.id, message);
  }
}
