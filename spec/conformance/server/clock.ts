import { setTimeout as elapse } from 'node:timers/promises';
import type { Activity } from './activity.js';

interface Appointment {
  /** On this clock, in milliseconds from the start. */
  readonly at: number;
  /** On the clock of the machine. */
  readonly due: number;
  readonly keep: () => void;
}

/** What is under way comes before what is due: so long nothing may have happened, in milliseconds. */
const silenceMs = 10;

/**
 * The time of one replay: that of its pauses and its timeline.
 *
 * It goes as fast as that of the machine, or slower: it stands still while something happens. So everything comes in the
 * order of the recording, however busy the machine is.
 */
export class Clock {
  readonly #activity: Activity;
  #appointments: readonly Appointment[] = [];
  #now = 0;
  #isGoing = false;

  constructor(activity: Activity) {
    this.#activity = activity;
  }

  /** Resolves so many milliseconds later. */
  wait(ms: number): Promise<void> {
    return new Promise((keep) => {
      const appointment = { at: this.#now + ms, due: performance.now() + ms, keep };
      this.#appointments = [...this.#appointments, appointment].sort((one, other) => one.at - other.at);
      if (!this.#isGoing) void this.#go();
    });
  }

  async #go(): Promise<void> {
    this.#isGoing = true;
    for (let [next] = this.#appointments; next !== undefined; [next] = this.#appointments) {
      await elapse(Math.max(0, next.due - performance.now()));
      await this.#activity.silence(() => silenceMs);
      // An earlier one may have been made in the meantime.
      if (next !== this.#appointments[0]) continue;
      this.#appointments = this.#appointments.slice(1);
      this.#now = next.at;
      this.#activity.note();
      next.keep();
    }
    this.#isGoing = false;
  }
}
