import { randomFrom } from '../../spec/pool/random-unsubscribing.ts';

/** Numbers that depend on a seed and nothing else. */
export interface Random {
  /** From 0 to below `limit`. */
  below(limit: number): number;
  /** True once in so many times. */
  oneIn(times: number): boolean;
  pick<T>(list: readonly T[]): T;
}

export function randomOf(...seeds: readonly number[]): Random {
  const below = randomFrom(mixed(...seeds));
  return {
    below,
    oneIn: (times) => below(times) === 0,
    pick: (list) => {
      const found = list[below(list.length)];
      if (found === undefined) throw new Error('nothing to pick from');
      return found;
    },
  };
}

/** Numbers made one (FNV-1a), so that neighbours have nothing in common. */
export function mixed(...numbers: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const number of numbers) {
    for (let shift = 0; shift < 32; shift += 8) hash = Math.imul(hash ^ ((number >>> shift) & 0xff), 0x01000193);
  }
  return hash >>> 0;
}
