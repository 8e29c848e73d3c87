import { Observable, Subject } from 'rxjs';
import type { Answer, Change, Snapshot, Transfer, TransferDesk } from '../../engine/model.ts';

/** A desk that tells what a spec wants, and writes down what it is asked for. */
export class FakeDesk implements TransferDesk {
  readonly can = { pauseUploads: true, answerCertificates: true, chooseFolder: false };
  readonly calls: unknown[][] = [];
  readonly #changes$ = new Subject<Change>();
  readonly changes$: Observable<Change>;

  constructor(snapshot: Partial<Snapshot> = {}) {
    this.changes$ = new Observable((subscriber) => {
      const nothing: Snapshot = { transfers: [], pipelines: [], questions: [], signals: [] };
      subscriber.next({ type: 'snapshot', snapshot: { ...nothing, ...snapshot } });
      return this.#changes$.subscribe(subscriber);
    });
  }

  tell(...changes: readonly Change[]): void {
    for (const change of changes) this.#changes$.next(change);
  }

  add(urls: readonly string[]): void {
    this.calls.push(['add', ...urls]);
  }
  upload(url: string, file: File): void {
    this.calls.push(['upload', url, file.name]);
  }
  move(id: string, before: string | null): void {
    this.calls.push(['move', id, before]);
  }
  remove(id: string): void {
    this.calls.push(['remove', id]);
  }
  pause(id: string): void {
    this.calls.push(['pause', id]);
  }
  resume(id: string): void {
    this.calls.push(['resume', id]);
  }
  retry(id: string): void {
    this.calls.push(['retry', id]);
  }
  abortCurrent(pipeline: string): void {
    this.calls.push(['abortCurrent', pipeline]);
  }
  clearWaiting(pipeline: string): void {
    this.calls.push(['clearWaiting', pipeline]);
  }
  answer(question: string, answer: Answer): void {
    this.calls.push(['answer', question, answer]);
  }
  destroy(): void {
    this.#changes$.complete();
  }
}

/** A transfer that waits, but for what is given. */
export function transfer(name: string, given: Partial<Transfer> = {}): Transfer {
  const pipeline = 'http://films.test';
  const url = `${pipeline}/${name}`;
  return { id: name, direction: 'download', url, name, pipeline, status: 'waiting', done: 0, total: 0, ...given };
}
