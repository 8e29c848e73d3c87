import type { Mark } from './row.js';

/** Marks of one row that are drawn as one, because they would overlap. */
export interface Crowd {
  readonly marks: readonly Mark[];
  readonly from: number;
  readonly to: number;
}

/** Marks of one row, in their order. */
export type PlacedMark = readonly [position: number, mark: Mark];

const gap = 1;

/** Puts together what would overlap. */
export function crowdsOf(row: readonly PlacedMark[]): readonly Crowd[] {
  const crowds: { marks: Mark[]; from: number; to: number }[] = [];
  for (const [position, mark] of row) {
    const last = crowds.at(-1);
    if (last && position - mark.half < last.to + gap) {
      last.marks.push(mark);
      last.to = Math.max(last.to, position + mark.half);
    } else {
      crowds.push({ marks: [mark], from: position - mark.half, to: position + mark.half });
    }
  }
  return crowds;
}
