/** One look at the process. */
export interface Sample {
  readonly seconds: number;
  readonly commands: number;
  readonly faults: number;
  /** In bytes, after a collection of garbage. */
  readonly heap: number;
  /** In bytes. */
  readonly resident: number;
  /** Sockets, timers, pipes and whatever else keeps a program running. */
  readonly handles: number;
}

export interface Slope {
  /** In bytes for each thousand commands. */
  readonly bytesPerThousand: number;
  /** How much of it may be noise: two standard errors. */
  readonly noise: number;
}

/**
 * How the heap grows with the commands, by least squares. The first half is warming up and is left out: for minutes V8
 * compiles, and learns the shapes of objects, which stays.
 */
export function heapSlope(samples: readonly Sample[]): Slope {
  const kept = samples.slice(Math.floor(samples.length / 2));
  const n = kept.length;
  const meanX = mean(kept.map(({ commands }) => commands));
  const meanY = mean(kept.map(({ heap }) => heap));
  const xx = sum(kept.map(({ commands }) => (commands - meanX) ** 2));
  const xy = sum(kept.map(({ commands, heap }) => (commands - meanX) * (heap - meanY)));
  const slope = xy / xx;
  const residuals = kept.map(({ commands, heap }) => heap - meanY - slope * (commands - meanX));
  const standardError = Math.sqrt(sum(residuals.map((one) => one ** 2)) / (n - 2) / xx);
  return { bytesPerThousand: slope * 1000, noise: 2 * standardError * 1000 };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function mean(numbers: readonly number[]): number {
  return sum(numbers) / numbers.length;
}
