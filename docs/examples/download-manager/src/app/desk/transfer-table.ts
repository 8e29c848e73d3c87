import { type Signal, signal, type WritableSignal } from '@angular/core';
import type { Transfer } from '../../../engine/model.ts';
import type { Turn } from './announcement.ts';

interface Entry {
  readonly shown: WritableSignal<Transfer>;
  newest: Transfer;
}

/**
 * All transfers in their order, each with a signal of its own, so that a bar that moves is no business of the others.
 *
 * What comes in is kept aside until `flush()`, which writes each signal once.
 */
export class TransferTable {
  readonly #entries = new Map<string, Entry>();
  readonly #stale = new Set<Entry>();
  readonly #added: Transfer[] = [];
  #restructured = false;

  /** Takes in what changed; ids of `order` that are unknown are passed over. */
  change(changed: readonly Transfer[], removed: readonly string[] = [], order?: readonly string[]): void {
    for (const transfer of changed) this.#take(transfer);
    for (const id of removed) this.#restructured = this.#entries.delete(id) || this.#restructured;
    if (order) this.#sort(order);
  }

  /** Forgets all and takes these. */
  replace(transfers: readonly Transfer[]): void {
    const kept = new Set(transfers.map(({ id }) => id));
    const gone = [...this.#entries.keys()].filter((id) => !kept.has(id));
    this.change(
      transfers,
      gone,
      transfers.map(({ id }) => id),
    );
  }

  /** Shows what came in, and tells whose status changed and whether there are others or in another order. */
  flush(): { readonly turns: readonly Turn[]; readonly restructured: boolean } {
    const turns: Turn[] = this.#added.map((now) => ({ before: undefined, now }));
    for (const { shown, newest } of this.#stale) {
      const before = shown();
      if (before.status !== newest.status || before.causedBy !== newest.causedBy) turns.push({ before, now: newest });
      shown.set(newest);
    }
    const restructured = this.#restructured;
    this.#stale.clear();
    this.#added.length = 0;
    this.#restructured = false;
    return { turns, restructured };
  }

  /** The signal of a transfer. */
  get(id: string): Signal<Transfer> | undefined {
    return this.#entries.get(id)?.shown;
  }

  /** The newest of all, in their order. */
  *values(): Generator<Transfer> {
    for (const { newest } of this.#entries.values()) yield newest;
  }

  #take(transfer: Transfer): void {
    const entry = this.#entries.get(transfer.id);
    if (entry) {
      this.#restructured ||= entry.newest.pipeline !== transfer.pipeline;
      entry.newest = transfer;
      this.#stale.add(entry);
      return;
    }
    this.#entries.set(transfer.id, { shown: signal(transfer), newest: transfer });
    this.#added.push(transfer);
    this.#restructured = true;
  }

  #sort(order: readonly string[]): void {
    const rest = new Map(this.#entries);
    this.#entries.clear();
    for (const id of order) {
      const entry = rest.get(id);
      if (!entry) continue;
      this.#entries.set(id, entry);
      rest.delete(id);
    }
    for (const [id, entry] of rest) this.#entries.set(id, entry);
    this.#restructured = true;
  }
}
