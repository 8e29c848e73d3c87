import type { Transfer } from '../../../engine/model.ts';

/** One line of the list: the head of a pipeline, what a failure has dropped, or a transfer. */
export type Row =
  | { readonly kind: 'pipeline'; readonly key: string; readonly pipeline: string; readonly tally: Tally }
  | {
      readonly kind: 'drops';
      readonly key: string;
      readonly pipeline: string;
      /** The name of the transfer that failed, where it is still there. */
      readonly cause: string | undefined;
      readonly dropped: readonly string[];
    }
  | {
      readonly kind: 'transfer';
      readonly key: string;
      readonly id: string;
      readonly pipeline: string;
      /** The last one of its pipeline: below it is the edge of the card. */
      readonly last: boolean;
      /** It failed: what it has to say takes more than a line. */
      readonly tall: boolean;
      /** What stands before it and after it among the waiting ones of its pipeline. */
      readonly place: Place | undefined;
    };

/** Where a waiting transfer can be moved to, as `TransferDesk.move` takes it; undefined: not in this direction. */
export interface Place {
  readonly up: string | undefined;
  readonly down: string | null | undefined;
}

/** What the head of a pipeline tells of its transfers. */
export interface Tally {
  readonly all: number;
  readonly waiting: number;
  readonly finished: number;
}

/** All lines of all pipelines, one below the other: in the order of `names`, then of the transfers. */
export function rowsOf(names: Iterable<string>, transfers: Iterable<Transfer>): readonly Row[] {
  const groups = new Map<string, Transfer[]>();
  const byId = new Map<string, Transfer>();
  for (const name of names) groups.set(name, []);
  for (const transfer of transfers) {
    byId.set(transfer.id, transfer);
    const group = groups.get(transfer.pipeline);
    if (group) group.push(transfer);
    else groups.set(transfer.pipeline, [transfer]);
  }
  return [...groups].flatMap(([pipeline, group]) => rowsOfPipeline(pipeline, group, byId));
}

function rowsOfPipeline(pipeline: string, group: readonly Transfer[], byId: ReadonlyMap<string, Transfer>): Row[] {
  const waiting = group.filter(({ status }) => status === 'waiting').map(({ id }) => id);
  const finished = group.filter(({ status }) => status === 'finished').length;
  const tally = { all: group.length, waiting: waiting.length, finished };
  const rows: Row[] = [{ kind: 'pipeline', key: `pipeline ${pipeline}`, pipeline, tally }];
  for (const [cause, dropped] of dropsByCause(group)) {
    rows.push({ kind: 'drops', key: `drops ${cause}`, pipeline, cause: byId.get(cause)?.name, dropped });
  }
  const places = new Map(waiting.map((id, at) => [id, placeAt(waiting, at)]));
  group.forEach(({ id, status }, at) => {
    const last = at === group.length - 1;
    const tall = status === 'failed';
    rows.push({ kind: 'transfer', key: `transfer ${id}`, id, pipeline, last, tall, place: places.get(id) });
  });
  return rows;
}

function dropsByCause(group: readonly Transfer[]): ReadonlyMap<string, string[]> {
  const drops = new Map<string, string[]>();
  for (const { id, status, causedBy } of group) {
    if (status !== 'dropped' || causedBy === undefined) continue;
    const dropped = drops.get(causedBy);
    if (dropped) dropped.push(id);
    else drops.set(causedBy, [id]);
  }
  return drops;
}

function placeAt(waiting: readonly string[], at: number): Place {
  return { up: waiting[at - 1], down: at < waiting.length - 1 ? (waiting[at + 2] ?? null) : undefined };
}
