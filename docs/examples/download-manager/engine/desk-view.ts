import type { Change, LoggedSignal, PipelineView, Question, Snapshot, Transfer } from './model.ts';

/** How many signals are kept. */
export const longestLog = 2000;

/** What all changes so far come to: whoever asks late is given that first. */
export class DeskView {
  #transfers = new Map<string, Transfer>();
  #pipelines = new Map<string, PipelineView>();
  #questions = new Map<string, Question>();
  #signals: LoggedSignal[] = [];

  get snapshot(): Snapshot {
    return {
      transfers: [...this.#transfers.values()],
      pipelines: [...this.#pipelines.values()],
      questions: [...this.#questions.values()],
      signals: this.#signals.slice(-longestLog),
    };
  }

  transfer(id: string): Transfer | undefined {
    return this.#transfers.get(id);
  }

  hasPipeline(name: string): boolean {
    return this.#pipelines.has(name);
  }

  apply(change: Change): void {
    switch (change.type) {
      case 'snapshot':
        this.#replace(change.snapshot);
        break;
      case 'transfers':
        for (const id of change.removed ?? []) this.#transfers.delete(id);
        for (const transfer of change.changed) this.#transfers.set(transfer.id, transfer);
        if (change.order) this.#transfers = sorted(this.#transfers, change.order);
        break;
      case 'pipeline':
        this.#pipelines.set(change.pipeline.name, change.pipeline);
        break;
      case 'pipelineGone':
        this.#pipelines.delete(change.name);
        break;
      case 'question':
        this.#questions.set(change.question.id, change.question);
        break;
      case 'questionClosed':
        this.#questions.delete(change.id);
        break;
      case 'signals':
        this.#signals.push(...change.signals);
        // Not at each change: a long list is cut rarely, and shown cut always.
        if (this.#signals.length > 2 * longestLog) this.#signals = this.#signals.slice(-longestLog);
        break;
      case 'lost':
        break;
    }
  }

  #replace({ transfers, pipelines, questions, signals }: Snapshot): void {
    this.#transfers = new Map(transfers.map((transfer) => [transfer.id, transfer]));
    this.#pipelines = new Map(pipelines.map((pipeline) => [pipeline.name, pipeline]));
    this.#questions = new Map(questions.map((question) => [question.id, question]));
    this.#signals = [...signals];
  }
}

function sorted(transfers: ReadonlyMap<string, Transfer>, order: readonly string[]): Map<string, Transfer> {
  const result = new Map<string, Transfer>();
  for (const id of order) {
    const transfer = transfers.get(id);
    if (transfer) result.set(id, transfer);
  }
  return result;
}
