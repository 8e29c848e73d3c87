import { concatMap, defer, EMPTY, merge, Observable, retry, type Subscriber } from 'rxjs';
import type { Command, Telling } from './command.js';
import { Run, type RunOwner } from './run.js';
import { WaitingLine, type Place } from './waiting-line.js';

type Schedule = (start: () => void) => void;

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
 * thousand on, and because a thousand commands that complete at once would make it recurse. What is told goes
 * straight to the subscriber: through the operators, which decide on the order, goes only that a command has ended.
 */
export class CommandQueue<T, C extends Command<T> = Command<T>> {
  /** Everything that is told; one subscriber, who unsubscribes to end the queue without a word. */
  readonly output$ = new Observable<T>((output) =>
    defer(() => this.#open(output))
      .pipe(retry())
      .subscribe(output),
  );

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
  constructor(
    telling: Telling<T, C>,
    schedule: Schedule = (work) => queueMicrotask(work),
    scheduleAfterFailure: Schedule = schedule,
  ) {
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

  /** The first of those that wait, in their order, at most so many. */
  next(count: number): readonly C[] {
    return this.#line?.waiting.first(count) ?? [];
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

  #open(output: Subscriber<T>): Observable<never> {
    const line = new Line<T, C>(output, (own) => this.#ownerOf(own));
    if (this.#line) this.#drop(this.#line);
    this.#line = line;
    const commands$ = new Observable<C>((handOver) => {
      line.handOver = handOver;
    }).pipe(concatMap((command) => this.#run(command, line)));
    if (!this.#hasFailed) return commands$;
    this.#hasFailed = false;
    line.isAfterFailure = true;
    const drained$ = defer(() => {
      output.next(this.#telling.drained(true));
      return EMPTY;
    });
    return merge(commands$, drained$);
  }

  #run(command: C, line: Line<T, C>): Observable<never> {
    return new Observable<never>((ending) => {
      const run = new Run(command, ending, line.owner);
      // Before it starts: it may fail at once, and has to be left behind before the queue has drained.
      ending.add(run);
      this.#running = run;
      run.start();
    });
  }

  /** One for all commands of a line: a command costs no closures of its own. */
  #ownerOf(line: Line<T, C>): RunOwner<T, C> {
    return {
      telling: this.#telling,
      output: line.output,
      othersWait: () => line.waiting.size > 0,
      onComplete: (ending) => {
        this.#running = undefined;
        ending.complete();
        // Only now has concatMap let go of this command: handing over the next one any earlier would put it
        // into concatMap's own buffer, from where commands that complete at once recurse.
        this.#pump(line);
      },
      onError: (ending, error) => {
        this.#hasFailed = true;
        ending.error(error);
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
      line.handOver?.next(command);
    }
    line.isPumping = false;
    if (hasRun && line === this.#line && !this.#running) {
      line.hasRun = false;
      line.output.next(this.#telling.drained(false));
    }
  }
}

/** What belongs to one subscription of the queue, and is gone with it. */
class Line<T, C extends Command<T>> {
  readonly waiting = new WaitingLine<C>();
  readonly owner: RunOwner<T, C>;
  /** Undefined until concatMap is ready. */
  handOver: Subscriber<C> | undefined;
  /** Nothing has been enqueued since a failure emptied the line before this one. */
  isAfterFailure = false;
  isDue = false;
  isPumping = false;
  hasRun = false;

  constructor(
    readonly output: Subscriber<T>,
    ownerOf: (line: Line<T, C>) => RunOwner<T, C>,
  ) {
    this.owner = ownerOf(this);
  }
}
