import type { Parameters } from 'fast-check';

const { PROPERTY_SEED: seed = '20260101', PROPERTY_RUNS: times } = process.env;

/**
 * How often a property is tried, and from which seed: always the same, so that a test means the same on each machine.
 * `PROPERTY_SEED=7 PROPERTY_RUNS=100000 npm test -- spec/properties` looks further. A failure prints its seed, and the
 * smallest program that shows it.
 */
export function randomRuns<T>(runs: number): Parameters<T> {
  return { seed: Number(seed), numRuns: Number(times ?? runs) };
}

/** In milliseconds: how long so many runs may take on a machine that has other things to do. */
export function patienceOf(runs: number): number {
  return 30_000 + Number(times ?? runs) * 100;
}
