import type { Schedule } from '../values/schedule.js';
import type { DispatchController } from './dispatch-like.js';

/** Stops the bytes of an answer while there is no room for them. */
export class Flow {
  readonly #schedule: Schedule;
  #controller: DispatchController | undefined;
  #isHeld = false;
  #isResuming = false;
  #isOver = false;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  begin(controller: DispatchController): void {
    this.#controller = controller;
  }

  hold(): void {
    if (this.#isOver || this.#isHeld) return;
    this.#isHeld = true;
    this.#controller?.pause();
  }

  /** Lets the bytes go on, yet not inside the call that made room: what comes would be told inside it. */
  release(): void {
    this.#isHeld = false;
    if (this.#isResuming || this.#isOver) return;
    this.#isResuming = true;
    this.#schedule(() => {
      this.#isResuming = false;
      if (!this.#isHeld && !this.#isOver) this.#controller?.resume();
    });
  }

  /** @param reason - gives up what is still on its way; undefined where nothing is */
  end(reason: Error | undefined): void {
    this.#isOver = true;
    const controller = this.#controller;
    this.#controller = undefined;
    if (reason) controller?.abort(reason);
  }
}
