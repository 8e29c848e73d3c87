import { Observable, type Subscriber } from 'rxjs';
import { DeskView } from './desk-view.ts';
import type { Change, LoggedSignal, PipelineView, Question, Transfer } from './model.ts';

/** The least time between two tellings of progress, in milliseconds. */
const progressMs = 100;
/** The least time between two tellings of anything, in milliseconds: no display shows more. */
const frameMs = 16;

/**
 * Gathers what changes, and tells it to everybody who looks, never inside the call that changes it: so nobody sees half of a
 * change, and whoever looks may call anything.
 */
export class News {
  /** To each subscriber first all that has been told before, as a snapshot. */
  readonly changes$ = new Observable<Change>((subscriber) => this.#join(subscriber));

  readonly #view = new DeskView();
  readonly #audience = new Set<Subscriber<Change>>();
  readonly #orderOfAll: () => readonly string[];

  #changed = new Map<string, Transfer>();
  /** Those of which nothing but the progress is new. */
  #moving = new Map<string, Transfer>();
  #removed: string[] = [];
  #isReordered = false;
  #pipelines = new Map<string, PipelineView | undefined>();
  #questions: Change[] = [];
  #signals: LoggedSignal[] = [];

  #isTelling = false;
  #isOver = false;
  #toldAt = -Infinity;
  #isDue = false;
  #frame: ReturnType<typeof setTimeout> | undefined;
  #tick: ReturnType<typeof setTimeout> | undefined;

  /** @param orderOfAll - the ids of all transfers, in their order */
  constructor(orderOfAll: () => readonly string[]) {
    this.#orderOfAll = orderOfAll;
  }

  changed(transfer: Transfer): void {
    this.#moving.delete(transfer.id);
    this.#changed.set(transfer.id, transfer);
    this.#tellSoon();
  }

  moved(transfer: Transfer): void {
    if (this.#changed.has(transfer.id)) this.#changed.set(transfer.id, transfer);
    else this.#moving.set(transfer.id, transfer);
    this.#tellAtTick();
  }

  removed(id: string): void {
    this.#moving.delete(id);
    this.#changed.delete(id);
    this.#removed.push(id);
    this.#tellSoon();
  }

  reordered(): void {
    this.#isReordered = true;
    this.#tellSoon();
  }

  pipeline(view: PipelineView): void {
    this.#pipelines.set(view.name, view);
    this.#tellSoon();
  }

  pipelineGone(name: string): void {
    this.#pipelines.set(name, undefined);
    this.#tellSoon();
  }

  question(question: Question): void {
    this.#questions.push({ type: 'question', question });
    this.#tellSoon();
  }

  questionClosed(id: string): void {
    this.#questions.push({ type: 'questionClosed', id });
    this.#tellSoon();
  }

  signal(signal: LoggedSignal): void {
    this.#signals.push(signal);
    this.#tellAtTick();
  }

  /** Tells what there is, and that nothing more comes. */
  end(): void {
    if (this.#isOver) return;
    if (!this.#isTelling) this.#tell(true);
    this.#isOver = true;
    clearTimeout(this.#frame);
    clearTimeout(this.#tick);
    for (const subscriber of this.#audience) subscriber.complete();
  }

  #join(subscriber: Subscriber<Change>): void {
    // What has gathered goes to the others first: it is in the snapshot, and nobody is to be told it twice.
    if (!this.#isTelling && !this.#isOver) this.#tell(true);
    subscriber.next({ type: 'snapshot', snapshot: this.#view.snapshot });
    if (this.#isOver) {
      subscriber.complete();
      return;
    }
    this.#audience.add(subscriber);
    subscriber.add(() => this.#audience.delete(subscriber));
  }

  /** With the next microtask, or a frame after the last time. */
  #tellSoon(): void {
    if (this.#isDue || this.#isOver) return;
    this.#isDue = true;
    const rest = this.#toldAt + frameMs - performance.now();
    if (rest > 0) this.#frame = setTimeout(() => this.#tell(false), rest);
    else queueMicrotask(() => this.#tell(false));
  }

  #tellAtTick(): void {
    if (this.#isOver) return;
    this.#tick ??= setTimeout(() => this.#tell(true), progressMs);
  }

  #tell(withProgress: boolean): void {
    if (this.#isOver || this.#isTelling) return;
    this.#isDue = false;
    clearTimeout(this.#frame);
    if (withProgress) {
      clearTimeout(this.#tick);
      this.#tick = undefined;
    }
    const changes = this.#gathered(withProgress);
    if (changes.length === 0) return;
    this.#toldAt = performance.now();
    this.#isTelling = true;
    for (const change of changes) this.#view.apply(change);
    const audience = [...this.#audience]; // who joins meanwhile has all of this in his snapshot
    for (const change of changes) for (const subscriber of audience) subscriber.next(change);
    this.#isTelling = false;
  }

  #gathered(withProgress: boolean): Change[] {
    const changes: Change[] = [];
    if (withProgress) {
      for (const [id, transfer] of this.#moving) this.#changed.set(id, transfer);
      this.#moving = new Map();
    }
    if (this.#changed.size > 0 || this.#removed.length > 0 || this.#isReordered) {
      changes.push({
        type: 'transfers',
        changed: [...this.#changed.values()],
        ...(this.#removed.length > 0 && { removed: this.#removed }),
        ...(this.#isReordered && { order: [...this.#orderOfAll()] }),
      });
      this.#changed = new Map();
      this.#removed = [];
      this.#isReordered = false;
    }
    for (const [name, pipeline] of this.#pipelines) {
      if (pipeline) changes.push({ type: 'pipeline', pipeline });
      else if (this.#view.hasPipeline(name)) changes.push({ type: 'pipelineGone', name });
    }
    this.#pipelines = new Map();
    changes.push(...this.#questions.splice(0));
    if (this.#signals.length > 0) {
      changes.push({ type: 'signals', signals: this.#signals });
      this.#signals = [];
    }
    return changes;
  }
}
