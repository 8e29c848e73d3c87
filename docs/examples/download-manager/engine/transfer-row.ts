import type { TransferProgress } from 'rx-qhttp/browser';
import type { Attempt } from './attempt.ts';
import type { Transfer, TransferStatus } from './model.ts';
import type { News } from './news.ts';
import { parseUrl } from './parse-urls.ts';
import type { UploadSource } from './upload-source.ts';

/** Why a transfer has not come about. */
export interface Why {
  readonly reason?: string;
  readonly causedBy?: string;
}

/** One transfer, as it changes. */
export class TransferRow {
  /** The present try; undefined while there is none. */
  attempt: Attempt | undefined;
  readonly source: UploadSource | undefined;
  readonly #news: News;
  #transfer: Transfer;

  constructor(news: News, transfer: Transfer, source?: UploadSource) {
    this.#news = news;
    this.#transfer = transfer;
    this.source = source;
    news.changed(transfer);
  }

  get transfer(): Transfer {
    return this.#transfer;
  }

  get id(): string {
    return this.#transfer.id;
  }

  get status(): TransferStatus {
    return this.#transfer.status;
  }

  /** It begins anew: nothing of what was before counts. */
  wait(): void {
    const { id, direction, url, pipeline } = this.#transfer;
    const name = this.source?.name ?? parseUrl(url)?.name ?? this.#transfer.name; // not as an earlier try was numbered
    this.#put({ id, direction, url, name, pipeline, status: 'waiting', done: 0, total: this.source?.size ?? 0 });
  }

  go(status: 'running' | 'paused'): void {
    this.#put({ ...still(this.#transfer), status });
  }

  answered(httpStatus: number): void {
    this.#put({ ...this.#transfer, httpStatus });
  }

  named(name: string): void {
    if (name !== this.#transfer.name) this.#put({ ...this.#transfer, name });
  }

  progress({ done, total, bytesPerSecond, secondsLeft }: TransferProgress): void {
    const isMoving = this.status === 'running';
    this.#transfer = {
      ...still(this.#transfer),
      ...this.#withoutHead(done, total),
      ...(isMoving && bytesPerSecond !== undefined && { bytesPerSecond }),
      ...(isMoving && secondsLeft !== undefined && { secondsLeft }),
    };
    this.#news.moved(this.#transfer);
  }

  /** No byte has come or gone for a while. */
  stall(): void {
    if (this.status !== 'running' || this.#transfer.bytesPerSecond === undefined) return;
    this.#transfer = { ...still(this.#transfer), bytesPerSecond: 0 };
    this.#news.moved(this.#transfer);
  }

  end(status: 'failed' | 'aborted' | 'dropped', why: Why): void {
    this.attempt = undefined;
    const isGone = this.source?.isGone?.() ?? false;
    this.#put({ ...still(this.#transfer), ...why, status, ...(isGone && { needsFile: true }) });
  }

  finish(): void {
    this.attempt = undefined;
    const { done, total } = this.#transfer;
    // What came is all that there is; of a file that is sent the last bytes may not have been told.
    const whole = this.source?.size ?? done;
    this.#put({
      ...still(this.#transfer),
      status: 'finished',
      done: whole,
      total: total > 0 ? Math.max(total, whole) : whole,
    });
  }

  /** What is sent has a head, which is no part of the file. */
  #withoutHead(done: number, total: number): { readonly done: number; readonly total: number } {
    if (!this.source || total < this.source.size) return { done, total };
    const { size } = this.source;
    return { done: Math.max(0, done - (total - size)), total: size };
  }

  #put(transfer: Transfer): void {
    this.#transfer = transfer;
    this.#news.changed(transfer);
  }
}

/** The same, of which nothing moves. */
function still(transfer: Transfer): Transfer {
  const copy: { -readonly [K in keyof Transfer]: Transfer[K] } = { ...transfer };
  delete copy.bytesPerSecond;
  delete copy.secondsLeft;
  return copy;
}
