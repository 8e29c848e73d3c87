import {
  concatMap,
  defer,
  merge,
  Observable,
  retry,
  startWith,
  Subject,
  type Subscriber,
  type Subscription,
} from 'rxjs';
import { WaitingLine, type Place } from './waiting-line.js';

type Schedule = (start: () => void) => void;

/** What the queue carries out. */
export interface Command<T> {
  readonly id: number;
  readonly work: Observable<T>;
}

/** What the queue emits of its own about the commands that pass through it. */
export interface Telling<T, C extends Command<T>> {
  started(command: C): T;
  finished(command: C): T;
  failed(command: C, error: unknown): T;
  /** A command that waited never will be started; tells nothing by itself. */
  dropped(command: C): void;
  /** Nothing waits and nothing runs any more; `failed`: because a failure dropped what waited. */
  drained(failed: boolean): T;
  /** Emits what has to happen between a command that was cancelled and the next one. */
  recover(): Observable<T>;
}

/**
 * Carries out commands one by one, in the order of the calls.
 *
 * A command is a cold Observable. The waiting ones stand in a line that belongs to one subscription of the
 * queue's stream; `concatMap` is handed one of them at a time, when the one before it has completed. A command
 * that fails errors the stream, as errors do; that tears the subscription down, and the line with it. The stream
 * is then subscribed again, with an empty line, and tells that it has drained. So a failure drops what waits, and
 * no rule is needed for it:
 *
 * ```
 * enqueue:   a  b  c
 * a:         --x--y|
 * b:               --z--#
 * output$:   (Sa)--x--y(Fa Sb)--z--(!b D!)       c has never been started
 * ```
 *
 * The line exists because `concatMap` keeps what waits in an array with `shift()`, which is quadratic from a few
 * thousand on, and because a thousand commands that complete at once would make it recurse.
 */
export class CommandQueue<T, C extends Command<T> = Command<T>> {
  /** Everything that is told; one subscriber, who unsubscribes to end the queue without a word. */
  readonly output$: Observable<T> = defer(() => this.#open()).pipe(retry());

  readonly #telling: Telling<T, C>;
  readonly #schedule: Schedule;
  readonly #scheduleAfterFailure: Schedule;
  #line: Line<T, C> | undefined;
  #running: Run<T, C> | undefined;
  #hasFailed = false;

  /**
   * @param schedule - calls back soon, yet never before it has returned
   * @param scheduleAfterFailure - the same for what is enqueued when a failure has emptied the line: it should let the
   *   rest of the program have its turn, or whoever tries again what fails at once would keep it from everybody else
   */
  constructor(telling: Telling<T, C>, schedule: Schedule = queueMicrotask, scheduleAfterFailure: Schedule = schedule) {
    this.#telling = telling;
    this.#schedule = schedule;
    this.#scheduleAfterFailure = scheduleAfterFailure;
  }

  /** The command that has been started and has not been left behind. */
  get current(): C | undefined {
    return this.#running?.command;
  }

  /** How many commands wait. */
  get waiting(): number {
    return this.#line?.waiting.size ?? 0;
  }

  /** @throws Error while nobody subscribes to {@link CommandQueue.output$} */
  enqueue(command: C): Place<C> {
    const line = this.#line;
    if (!line) throw new Error('The queue has no subscriber');
    const place = line.waiting.join(command);
    if (!this.#running && !line.isDue && !line.isPumping) {
      line.isDue = true;
      const schedule = line.isAfterFailure ? this.#scheduleAfterFailure : this.#schedule;
      line.isAfterFailure = false;
      schedule(() => {
        line.isDue = false;
        this.#pump(line);
      });
    }
    return place;
  }

  /** Drops what waits; the command that runs goes on. */
  clear(): void {
    if (this.#line) this.#drop(this.#line);
  }

  /**
   * Ends the command that runs as if it had failed with `error`. Called while a command tells that it has
   * finished, it drops what waits behind it.
   *
   * @returns whether there was a command to end
   */
  abort(error: unknown): boolean {
    const running = this.#running;
    running?.abort(error);
    return running !== undefined;
  }

  /**
   * Removes one command: a waiting one without a word; a running one ends with what `error` makes, and the next one
   * starts when {@link Telling.recover} has completed. One that has finished stays finished.
   */
  cancel(place: Place<C>, error: () => unknown): void {
    if (place.waits) this.#line?.waiting.leave(place);
    else if (this.#running?.command === place.item) this.#running.cancel(error);
  }

  #open(): Observable<T> {
    const line = new Line<T, C>();
    if (this.#line) this.#drop(this.#line);
    this.#line = line;
    const owner = this.#ownerOf(line);
    const commands$ = line.handed$.pipe(concatMap((command) => this.#run(command, owner)));
    if (!this.#hasFailed) return merge(commands$, line.drained$);
    this.#hasFailed = false;
    line.isAfterFailure = true;
    return merge(commands$, line.drained$.pipe(startWith(this.#telling.drained(true))));
  }

  #run(command: C, owner: RunOwner<T, C>): Observable<T> {
    return new Observable<T>((subscriber) => {
      const run = new Run(command, subscriber, this.#telling, owner);
      // Before it starts: it may fail at once, and has to be left behind before the queue has drained.
      subscriber.add(run);
      this.#running = run;
      run.start();
    });
  }

  /** One for all commands of a line: a command costs no closures of its own. */
  #ownerOf(line: Line<T, C>): RunOwner<T, C> {
    return {
      othersWait: () => line.waiting.size > 0,
      onComplete: (subscriber) => {
        this.#running = undefined;
        subscriber.complete();
        // Only now has concatMap let go of this command: handing over the next one any earlier would put it
        // into concatMap's own buffer, from where commands that complete at once recurse.
        this.#pump(line);
      },
      onError: (subscriber, error) => {
        this.#hasFailed = true;
        subscriber.error(error);
      },
      onLeft: (run) => {
        if (this.#running === run) this.#running = undefined;
      },
    };
  }

  #drop(line: Line<T, C>): void {
    line.waiting.clear((command) => {
      this.#telling.dropped(command);
    });
  }

  /** Hands over commands until one of them takes its time; the loop is what keeps them from recursing. */
  #pump(line: Line<T, C>): void {
    if (line.isPumping) return;
    line.isPumping = true;
    let command: C | undefined;
    let hasRun = line.hasRun;
    while (line === this.#line && !this.#running && (command = line.waiting.take())) {
      hasRun = line.hasRun = true;
      line.handed$.next(command);
    }
    line.isPumping = false;
    if (hasRun && line === this.#line && !this.#running) {
      line.hasRun = false;
      line.drained$.next(this.#telling.drained(false));
    }
  }
}

/** What belongs to one subscription of the queue, and is gone with it. */
class Line<T, C> {
  readonly waiting = new WaitingLine<C>();
  readonly handed$ = new Subject<C>();
  readonly drained$ = new Subject<T>();
  /** Nothing has been enqueued since a failure emptied the line before this one. */
  isAfterFailure = false;
  isDue = false;
  isPumping = false;
  hasRun = false;
}

interface RunOwner<T, C extends Command<T>> {
  othersWait(): boolean;
  onComplete(subscriber: Subscriber<T>): void;
  onError(subscriber: Subscriber<T>, error: unknown): void;
  /** Nobody is subscribed to it any more. */
  onLeft(run: Run<T, C>): void;
}

/** One command being carried out: started, its own values, then finished or failed, exactly once. */
class Run<T, C extends Command<T>> {
  readonly #subscriber: Subscriber<T>;
  readonly #telling: Telling<T, C>;
  readonly #owner: RunOwner<T, C>;
  #subscription: Subscription | undefined;
  #isSettled = false;
  #isFailing = false;
  #isAborted = false;

  constructor(
    readonly command: C,
    subscriber: Subscriber<T>,
    telling: Telling<T, C>,
    owner: RunOwner<T, C>,
  ) {
    this.#subscriber = subscriber;
    this.#telling = telling;
    this.#owner = owner;
  }

  start(): void {
    this.#subscriber.next(this.#telling.started(this.command));
    if (this.#isSettled || this.#subscriber.closed) return;
    const subscription = this.command.work.subscribe({
      next: (value) => {
        if (!this.#isSettled) this.#subscriber.next(value);
      },
      error: (error: unknown) => {
        this.#fail(error);
      },
      complete: () => {
        this.#finish();
      },
    });
    this.#subscription = subscription;
    if (this.#isOver()) subscription.unsubscribe();
  }

  abort(error: unknown): void {
    if (!this.#isSettled) this.#fail(error);
    else if (this.#isFailing) this.#isAborted = true;
    else this.#owner.onError(this.#subscriber, error);
  }

  cancel(makeError: () => unknown): void {
    if (this.#isSettled) return;
    const error = makeError();
    this.#tellFailure(error);
    if (this.#subscriber.closed) return;
    if (this.#isAborted || !this.#owner.othersWait()) {
      this.#owner.onError(this.#subscriber, error);
      return;
    }
    this.#subscription?.unsubscribe();
    this.#subscription = this.#telling.recover().subscribe({
      next: (value) => {
        this.#subscriber.next(value);
      },
      complete: () => {
        if (!this.#subscriber.closed) this.#owner.onComplete(this.#subscriber);
      },
    });
  }

  /** It is left behind, whether it has ended or not. */
  unsubscribe(): void {
    this.#subscription?.unsubscribe();
    this.#owner.onLeft(this);
  }

  /** As a call: a subscriber may have ended it since the last look. */
  #isOver(): boolean {
    return this.#isSettled || this.#subscriber.closed;
  }

  #fail(error: unknown): void {
    if (this.#isSettled) return;
    this.#tellFailure(error);
    if (!this.#subscriber.closed) this.#owner.onError(this.#subscriber, error);
  }

  #finish(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#subscriber.next(this.#telling.finished(this.command));
    if (!this.#subscriber.closed) this.#owner.onComplete(this.#subscriber);
  }

  #tellFailure(error: unknown): void {
    this.#isSettled = true;
    this.#isFailing = true;
    this.#subscriber.next(this.#telling.failed(this.command, error));
    this.#isFailing = false;
  }
}
