import type { Observation } from '../judge/observation.js';
import type { Recording } from '../recording.js';
import { replay } from './replay.js';

/** So many replays run at once: most of their time they wait for the pauses of the recordings. */
const concurrency = 24;

/** Lets a number of tasks run at once; the others wait in a row. */
class Gate {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(free: number) {
    this.#free = free;
  }

  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }
}

/** How long a replay takes about, in milliseconds. */
function roughMs({ server, server2 = [], timeline = [], hangs }: Recording): number {
  const steps = [...server, ...server2].flatMap(({ connection }) => connection);
  const pausedMs = steps.reduce((sum, step) => sum + ('pauseMs' in step ? step.pauseMs : 0), 0);
  return Math.max(pausedMs, timeline.at(-1)?.atMs ?? 0) + (hangs === true ? 400 : 0);
}

/** Replays many recordings at once; each result can be waited for by its own. */
export function replayAll(recordings: readonly Recording[]): (recording: Recording) => Promise<Observation> {
  const gate = new Gate(concurrency);
  const results = new Map<Recording, Promise<Observation>>();
  // The long ones begin first, so that none is left over at the end.
  for (const recording of recordings.toSorted((one, other) => roughMs(other) - roughMs(one))) {
    const result = gate.run(() => replay(recording));
    // Whoever waits for it is told of a failure; until then it is no unhandled one.
    result.catch(() => undefined);
    results.set(recording, result);
  }
  return (recording) => results.get(recording) ?? Promise.reject(new Error(`${recording.name} is not replayed`));
}
