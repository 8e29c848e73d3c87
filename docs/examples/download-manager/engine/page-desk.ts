import type { Observable, Subscription } from 'rxjs';
import { FetchDispatcher, QHttp } from 'rx-qhttp/browser';
import { DeskView } from './desk-view.ts';
import type { Abilities, Answer, Change, TransferDesk } from './model.ts';
import { keptList, PageList, type ListStorage } from './page-list.ts';
import { browserFiles, type PageFiles } from './page-files.ts';
import { tabStorage } from './tab-storage.ts';
import { TransferEngine } from './transfer-engine.ts';

/** What a page may have instead of its own. */
export interface PageDeskOptions {
  /** Where the list is kept: the `sessionStorage` of the page, which outlives a reload and belongs to one tab. */
  readonly storage?: ListStorage;
  readonly files?: PageFiles;
}

/**
 * Transfers by the browser itself.
 *
 * The list is kept over a reload. What ran then is interrupted, and what waited behind it is dropped, as behind any other
 * failure: both can be tried again, but for uploads, whose files the page has not got any more.
 */
export class PageDesk implements TransferDesk {
  readonly changes$: Observable<Change>;
  readonly can: Abilities;
  readonly #engine: TransferEngine;
  readonly #files: PageFiles;
  readonly #list: PageList;
  readonly #view = new DeskView();
  readonly #keeping: Subscription;

  constructor({ storage = tabStorage(), files }: PageDeskOptions = {}) {
    const { tab, transfers } = keptList(storage);
    this.#list = new PageList(storage, tab, () => this.#view.snapshot.transfers);
    this.#files = files ?? browserFiles(tab, new Set(transfers.map(({ id }) => id)));
    this.can = { pauseUploads: false, answerCertificates: false, chooseFolder: this.#files.canChooseFolder };
    this.#engine = new TransferEngine({
      can: this.can,
      earlier: transfers,
      makeHttp: (origin) => {
        const mode = origin.protocol === 'https:' ? 'https' : 'http';
        const dispatcher = new FetchDispatcher({ cache: 'no-store' });
        return new QHttp(origin.hostname, mode, Number(origin.port), { dispatcher });
      },
      openSink: (transfer, name) => this.#files.open(transfer, name),
    });
    this.changes$ = this.#engine.changes$;
    this.#keeping = this.changes$.subscribe((change) => {
      this.#view.apply(change);
      if (change.type === 'transfers') this.#list.keepSoon();
    });
  }

  add(urls: readonly string[]): void {
    this.#engine.add(urls);
  }

  upload(url: string, file: File): void {
    this.#engine.upload(url, file);
  }

  move(id: string, before: string | null): void {
    this.#engine.move(id, before);
  }

  remove(id: string): void {
    this.#engine.remove(id);
    this.#files.forget(id);
  }

  pause(id: string): void {
    this.#engine.pause(id);
  }

  resume(id: string): void {
    this.#engine.resume(id);
  }

  retry(id: string): void {
    this.#engine.retry(id);
  }

  abortCurrent(pipeline: string): void {
    this.#engine.abortCurrent(pipeline);
  }

  clearWaiting(pipeline: string): void {
    this.#engine.clearWaiting(pipeline);
  }

  answer(question: string, answer: Answer): void {
    this.#engine.answer(question, answer);
  }

  /** @throws what the picker of the browser does, but for its being closed */
  chooseFolder(): Promise<string | undefined> {
    return this.#files.chooseFolder();
  }

  /** Gives a file that has come to the person once more. */
  offer(id: string): void {
    const transfer = this.#view.transfer(id);
    if (transfer?.status === 'finished' && transfer.direction === 'download') this.#files.offer(id, transfer.name);
  }

  /** The list stays: the next desk of this page has it. */
  destroy(): void {
    if (this.#keeping.closed) return;
    this.#keeping.unsubscribe();
    this.#list.end();
    this.#engine.destroy();
    this.#files.end();
  }
}
