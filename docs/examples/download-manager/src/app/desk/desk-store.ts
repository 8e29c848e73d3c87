import { signal, type Signal } from '@angular/core';
import type { Subscription } from 'rxjs';
import type { Answer, Change, Question, Snapshot, Transfer, TransferDesk } from '../../../engine/model.ts';
import { type Row, rowsOf } from '../list/row.ts';
import { SignalLog } from '../marbles/signal-log.ts';
import { announcementOf } from './announcement.ts';
import { FrameBatch } from './frame-batch.ts';
import type { PipelineModel } from './pipeline-model.ts';
import { PipelineTable } from './pipeline-table.ts';
import { sameSummary, type Summary, summaryOf } from './summary.ts';
import { TransferTable } from './transfer-table.ts';

/**
 * What one desk tells, as signals for the page.
 *
 * A desk may tell thousands of changes in a second. They are gathered, and written once in a frame: the page renders
 * at most once in a frame, and only what has changed.
 */
export class DeskStore {
  readonly #rows = signal<readonly Row[]>([]);
  readonly #summary = signal<Summary>(summaryOf([]), { equal: sameSummary });
  readonly #questions = signal<readonly Question[]>([]);
  readonly #lost = signal<string | undefined>(undefined);
  readonly #ready = signal(false);
  readonly #news = signal('');
  readonly #drawn = signal(0);

  /** The lines of the list. */
  readonly rows = this.#rows.asReadonly();
  /** How many of each status, and how fast. */
  readonly summary = this.#summary.asReadonly();
  /** What the desk wants to know, the oldest first. */
  readonly questions = this.#questions.asReadonly();
  /** Why the desk is out of reach; undefined while it is there. */
  readonly lost = this.#lost.asReadonly();
  /** The desk has told its state for the first time. */
  readonly ready = this.#ready.asReadonly();
  /** What a screen reader shall say. */
  readonly news = this.#news.asReadonly();
  /** Counts the frames in which `log` has grown. */
  readonly drawn = this.#drawn.asReadonly();
  /** All signals of the run. */
  readonly log = new SignalLog();

  readonly #transfers = new TransferTable();
  readonly #pipelines = new PipelineTable();
  readonly #batch: FrameBatch;
  readonly #subscription: Subscription;
  #open: readonly Question[] = [];
  #reason: string | undefined;
  #logged = false;
  #told = false;

  constructor(
    readonly desk: TransferDesk,
    document: Document,
  ) {
    this.#batch = new FrameBatch(document, () => this.#write());
    this.#subscription = desk.changes$.subscribe((change) => {
      this.#take(change);
      this.#batch.request();
    });
  }

  /** A transfer of the list; undefined once it was removed. */
  transfer(id: string): Signal<Transfer> | undefined {
    return this.#transfers.get(id);
  }

  /** A pipeline of the list; undefined before anything was told of it. */
  pipeline(name: string): Signal<PipelineModel> | undefined {
    return this.#pipelines.get(name);
  }

  /** The ids of all transfers of a status. */
  idsOf(status: Transfer['status']): readonly string[] {
    return [...this.#transfers.values()].filter((transfer) => transfer.status === status).map(({ id }) => id);
  }

  /** Answers a question, which is gone from the page at once, whatever the way to the desk is doing. */
  answer(question: string, answer: Answer): void {
    this.#close(question);
    this.#questions.set(this.#open);
    this.desk.answer(question, answer);
  }

  /** Ends the desk and all that it does. */
  destroy(): void {
    this.#subscription.unsubscribe();
    this.#batch.destroy();
    this.desk.destroy();
  }

  #take(change: Change): void {
    // Who tells anything is there.
    if (change.type !== 'lost') this.#reason = undefined;
    switch (change.type) {
      case 'snapshot':
        return this.#begin(change.snapshot);
      case 'transfers':
        return this.#transfers.change(change.changed, change.removed, change.order);
      case 'pipeline':
        return this.#pipelines.change(change.pipeline);
      case 'pipelineGone':
        return this.#pipelines.remove(change.name);
      case 'question':
        this.#open = [...this.#open.filter(({ id }) => id !== change.question.id), change.question];
        return;
      case 'questionClosed':
        return this.#close(change.id);
      case 'signals':
        this.log.add(change.signals);
        this.#logged = true;
        return;
      case 'lost':
        this.#reason = change.reason;
    }
  }

  #begin({ transfers, pipelines, questions, signals }: Snapshot): void {
    this.#told = true;
    this.#transfers.replace(transfers);
    this.#pipelines.replace(pipelines);
    this.#open = questions;
    this.log.replace(signals);
    this.#logged = true;
  }

  #close(question: string): void {
    this.#open = this.#open.filter(({ id }) => id !== question);
  }

  /** Once in a frame. */
  #write(): void {
    const first = this.#told && !this.#ready();
    const others = this.#pipelines.flush();
    const { turns, restructured } = this.#transfers.flush();
    if (others || restructured || turns.length > 0) {
      this.#rows.set(rowsOf(this.#pipelines.names(), this.#transfers.values()));
    }
    this.#summary.set(summaryOf(this.#transfers.values()));
    this.#questions.set(this.#open);
    this.#lost.set(this.#reason);
    this.#ready.set(this.#told);
    const news = announcementOf(turns);
    if (news && !first) this.#news.set(news);
    if (this.#logged) this.#drawn.update((frames) => frames + 1);
    this.#logged = false;
  }
}
