import type { Transfer, TransferStatus } from '../../../engine/model.ts';

/** How many transfers there are of each status, and how fast all together are. */
export interface Summary {
  readonly counts: Readonly<Record<TransferStatus, number>>;
  /** Bytes in a second, of all that run. */
  readonly bytesPerSecond: number;
}

/** Counts the transfers. */
export function summaryOf(transfers: Iterable<Transfer>): Summary {
  const counts = {
    waiting: 0,
    running: 0,
    paused: 0,
    finished: 0,
    failed: 0,
    aborted: 0,
    dropped: 0,
    interrupted: 0,
  };
  let bytesPerSecond = 0;
  for (const { status, bytesPerSecond: rate = 0 } of transfers) {
    counts[status]++;
    if (status === 'running') bytesPerSecond += rate;
  }
  return { counts, bytesPerSecond };
}

/** The same numbers: nothing to draw anew. */
export function sameSummary(a: Summary, b: Summary): boolean {
  const numbers = [a, b].map(({ counts, bytesPerSecond }) => [...Object.values(counts), bytesPerSecond].join());
  return numbers[0] === numbers[1];
}
