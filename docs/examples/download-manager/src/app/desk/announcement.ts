import type { Transfer } from '../../../engine/model.ts';

/** A transfer whose status has changed since the last frame. */
export interface Turn {
  readonly before: Transfer | undefined;
  readonly now: Transfer;
}

/**
 * What a screen reader says of the turns of one frame: what finished, failed and was dropped, and nothing of percents.
 * An empty text where there is nothing to tell.
 */
export function announcementOf(turns: readonly Turn[]): string {
  const told = (status: Transfer['status']) =>
    turns
      .filter(({ before, now }) => before && before.status !== status && now.status === status)
      .map(({ now }) => now);
  const [finished, failed, aborted, dropped] = [told('finished'), told('failed'), told('aborted'), told('dropped')];
  return [
    counted(finished, 'finished'),
    ...failed.map(({ name, reason }) => `${name} failed${reason ? `: ${reason}` : ''}`),
    counted(aborted, 'aborted'),
    dropped.length &&
      `${dropped.length} ${dropped.length === 1 ? 'waiting transfer was' : 'waiting transfers were'} dropped`,
  ]
    .filter(Boolean)
    .map((sentence) => `${sentence}.`)
    .join(' ');
}

function counted(transfers: readonly Transfer[], verb: string): string {
  const [first] = transfers;
  if (!first) return '';
  return transfers.length === 1 ? `${first.name} ${verb}` : `${transfers.length} transfers ${verb}`;
}
