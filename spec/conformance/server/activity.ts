import { setImmediate as loopTurn, setTimeout as elapse } from 'node:timers/promises';

/** How often a silence is looked at while it lasts, in milliseconds. */
const lookEveryMs = 25;

/** Knows since when nothing has happened in a replay: no signal, no call, no step of a server. */
export class Activity {
  #last = performance.now();

  note(): void {
    this.#last = performance.now();
  }

  quietMs(): number {
    return performance.now() - this.#last;
  }

  /**
   * Resolves when nothing has happened for as long as `enoughMs` then says.
   *
   * Where many replays keep the event loop busy a timer may be due before data that has long arrived is read, so two
   * turns of the loop have to pass in silence as well.
   */
  async silence(enoughMs: () => number): Promise<void> {
    for (;;) {
      const leftMs = enoughMs() - this.quietMs();
      if (leftMs > 0) {
        await elapse(Math.min(Math.ceil(leftMs), lookEveryMs));
        continue;
      }
      const before = this.#last;
      await loopTurn();
      await loopTurn();
      if (before === this.#last && enoughMs() <= this.quietMs()) return;
    }
  }
}
