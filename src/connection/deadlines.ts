import { ownProperties } from '../values/own-properties.js';
import type { Timer } from '../values/schedule.js';
import type { TimeoutName, Timeouts } from '../values/timeouts.js';

export interface DeadlineSettings {
  readonly timer: Timer;
  /** In milliseconds, since whenever. */
  readonly now: () => number;
}

/** For whom a request waits that does not go on: the server is not to blame then. */
export type Excuse = 'consumer' | 'source';

/**
 * The timeouts of one command, with one timer for all of them: it is set for the first one that can be missed, and looks
 * again when it comes, so that a byte costs no more than the writing down of its time.
 */
export class Deadlines {
  readonly #timer: Timer;
  readonly #now: () => number;
  readonly #onMissed: (missed: TimeoutName) => void;
  readonly #deadlines: Readonly<Partial<Record<TimeoutName, Deadline>>>;
  /** Those that are set, the first of two that are missed together before the other. */
  readonly #all: readonly Deadline[];
  readonly #excused: Record<Excuse, boolean> = { consumer: false, source: false };
  #suspendedAt: number | undefined;
  #cancelTimer: (() => void) | undefined;
  /** When the timer comes. */
  #due = 0;

  /** @param onMissed - called when one is missed, by which the request has ended; `total` counts on behind any other */
  constructor(timeouts: Timeouts, settings: DeadlineSettings, onMissed: (missed: TimeoutName) => void) {
    this.#timer = settings.timer;
    this.#now = settings.now;
    this.#onMissed = onMissed;
    this.#all = names.filter((name) => timeouts[name] > 0).map((name) => ({ name, ms: timeouts[name], since: never }));
    this.#deadlines = ownProperties(Object.fromEntries(this.#all.map((deadline) => [deadline.name, deadline])));
  }

  /** Whether anybody wants to know of bytes, and of who waits for whom. */
  get watchesBytes(): boolean {
    return this.#deadlines.idle !== undefined;
  }

  begin(name: TimeoutName): void {
    const deadline = this.#deadlines[name];
    if (!deadline) return;
    deadline.since = this.#now();
    if (name === 'idle') this.#excused.consumer = this.#excused.source = false;
    this.#arm();
  }

  end(name: TimeoutName): void {
    const deadline = this.#deadlines[name];
    if (deadline) deadline.since = never;
  }

  /** Ends what counts for one request on its way. */
  endRequest(): void {
    this.end('connect');
    this.end('headers');
    this.end('idle');
  }

  /** Begins anew what has been begun. */
  restart(name: TimeoutName): void {
    const deadline = this.#deadlines[name];
    if (deadline && deadline.since !== never) deadline.since = this.#now();
  }

  /** It is, or it is no longer, up to somebody else than the server that no byte goes or comes. */
  excuse(who: Excuse, isExcused: boolean): void {
    if (this.#excused[who] === isExcused) return;
    this.#excused[who] = isExcused;
    this.restart('idle');
    this.#arm();
  }

  /** A person is asked: time stands still. */
  suspend(): void {
    this.#suspendedAt ??= this.#now();
    this.#disarm();
  }

  resume(): void {
    if (this.#suspendedAt === undefined) return;
    const now = this.#now();
    const pause = now - this.#suspendedAt;
    this.#suspendedAt = undefined;
    for (const deadline of this.#all) deadline.since = Math.min(now, deadline.since + pause);
    this.#arm();
  }

  stop(): void {
    for (const deadline of this.#all) deadline.since = never;
    this.#disarm();
  }

  #disarm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #arm(): void {
    const next = this.#suspendedAt === undefined ? this.#next() : undefined;
    if (!next) return;
    const due = next.since + next.ms;
    if (this.#cancelTimer && this.#due <= due) return;
    this.#cancelTimer?.();
    this.#due = due;
    const { since } = next;
    const rest = Math.max(1, due - this.#now());
    this.#cancelTimer = this.#timer(Math.min(rest, longestMs), () => {
      this.#cancelTimer = undefined;
      // Timers and clocks differ by a little: what nothing has put off since is missed, whatever the clock says.
      this.#look(rest <= longestMs && next.since === since ? next : undefined);
    });
  }

  #look(missed: Deadline | undefined): void {
    const first = this.#next();
    if (!first) return;
    if (first === missed || first.since + first.ms <= this.#now()) {
      if (first.name === 'total') this.stop();
      else this.endRequest();
      this.#onMissed(first.name);
    }
    this.#arm(); // also behind a request that has ended: an interceptor may wait before it tries again
  }

  /** The first that can be missed. */
  #next(): Deadline | undefined {
    let next: Deadline | undefined;
    for (const deadline of this.#all) {
      if (deadline.since === never || (deadline.name === 'idle' && this.#isExcused())) continue;
      if (!next || deadline.since + deadline.ms < next.since + next.ms) next = deadline;
    }
    return next;
  }

  #isExcused(): boolean {
    return this.#excused.consumer || this.#excused.source;
  }
}

interface Deadline {
  readonly name: TimeoutName;
  readonly ms: number;
  /** {@link never} while it does not count. */
  since: number;
}

const never = -Infinity;
const names = ['connect', 'headers', 'idle', 'total'] as const;

/** The largest delay of a timer: one more would come at once. */
const longestMs = 2 ** 31 - 1;
