import { type Signal, signal, type WritableSignal } from '@angular/core';
import type { PipelineView } from '../../../engine/model.ts';
import type { PipelineModel } from './pipeline-model.ts';

interface Entry {
  readonly shown: WritableSignal<PipelineModel>;
  newest: PipelineModel;
}

/** All pipelines in the order of their appearance; like the transfers, each with a signal that `flush()` writes once. */
export class PipelineTable {
  readonly #entries = new Map<string, Entry>();
  readonly #stale = new Set<Entry>();
  #restructured = false;

  /** Takes in what a pipeline is doing now. */
  change({ name, state, current }: PipelineView): void {
    const entry = this.#entries.get(name);
    const before = entry?.newest;
    const visits = before ? [...before.visits] : [0, 0, 0, 0, 0, 0, 0];
    if (before && before.state !== state) visits[state] = (visits[state] ?? 0) + 1;
    const newest: PipelineModel = { name, state, visits, ...(current !== undefined && { current }) };
    if (entry) {
      entry.newest = newest;
      this.#stale.add(entry);
      return;
    }
    this.#entries.set(name, { shown: signal(newest), newest });
    this.#restructured = true;
  }

  /** Forgets a pipeline. */
  remove(name: string): void {
    this.#restructured = this.#entries.delete(name) || this.#restructured;
  }

  /** Forgets all but these, and takes these. */
  replace(pipelines: readonly PipelineView[]): void {
    const kept = new Set(pipelines.map(({ name }) => name));
    for (const name of [...this.#entries.keys()]) if (!kept.has(name)) this.remove(name);
    for (const pipeline of pipelines) this.change(pipeline);
  }

  /** Shows what came in; true where there are others than before. */
  flush(): boolean {
    for (const { shown, newest } of this.#stale) shown.set(newest);
    const restructured = this.#restructured;
    this.#stale.clear();
    this.#restructured = false;
    return restructured;
  }

  /** The signal of a pipeline. */
  get(name: string): Signal<PipelineModel> | undefined {
    return this.#entries.get(name)?.shown;
  }

  /** The names of all. */
  names(): Iterable<string> {
    return this.#entries.keys();
  }
}
