import type { Observable } from 'rxjs';
import type { QHttp } from 'rx-qhttp/browser';
import { Attendant } from './attendant.ts';
import { Attempt } from './attempt.ts';
import type { Abilities, Answer, Change, Transfer, TransferDesk } from './model.ts';
import { News } from './news.ts';
import { beginning, parseUrl, parseUrls, type TransferUrl, type UrlLogin } from './parse-urls.ts';
import { Questions } from './questions.ts';
import { reasonOf } from './reason-of.ts';
import { SignalLog } from './signal-log.ts';
import type { OpenSink } from './sink.ts';
import { TransferLine } from './transfer-line.ts';
import { TransferRow } from './transfer-row.ts';
import type { UploadSource } from './upload-source.ts';

/** In what a page and a gateway differ. */
export interface EngineOptions {
  readonly can: Abilities;
  /** @param origin - a URL without a path */
  makeHttp(origin: URL): QHttp;
  /** Where the request that is on its way goes, by redirects; undefined where nobody sees that. */
  askedOrigin?(http: QHttp): string | undefined;
  readonly openSink: OpenSink;
  /** What was on the list before: nothing of it runs until it is tried again. */
  readonly earlier?: readonly Transfer[];
}

/**
 * Transfers in lines: one `QHttp` for each origin, in whose queue stand the cold commands of those that wait. So a failure
 * drops what waits behind it as the library does it; an answer with an error status is a failure here.
 *
 * Nobody is told anything inside a call, nor inside a signal of the library: whoever is told may call anything.
 */
export class TransferEngine implements TransferDesk {
  readonly changes$: Observable<Change>;
  readonly can: Abilities;
  readonly #options: EngineOptions;
  readonly #news: News;
  readonly #questions: Questions;
  readonly #begunAt = performance.now();
  readonly #rows = new Map<string, TransferRow>();
  #order: TransferRow[] = [];
  readonly #lines = new Map<string, TransferLine>();
  /** The logins of URLs, until their line is there. */
  readonly #logins = new Map<string, UrlLogin[]>();
  #lastId = 0;
  #isStale = false;
  #isOver = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.can = options.can;
    this.#news = new News(() => this.#order.map(({ id }) => id));
    this.changes$ = this.#news.changes$;
    this.#questions = new Questions(
      (question) => this.#news.question(question),
      (id) => this.#news.questionClosed(id),
    );
    for (const transfer of options.earlier ?? []) this.#restore(transfer);
  }

  add(urls: readonly string[]): void {
    for (const url of parseUrls(urls)) {
      this.#append(url, 'download');
    }
  }

  upload(url: string, file: File): void {
    const { name, size, type } = file;
    this.send(url, { name, size, type, data: this.can.pauseUploads ? () => file.stream() : file });
  }

  /**
   * {@link TransferEngine.upload} of anything.
   *
   * @returns the id of the transfer
   * @throws TypeError for what is no http or https URL
   */
  send(url: string, source: UploadSource): string {
    const target = parseUrl(url);
    if (!target) throw new TypeError(`This is no http or https address: ${beginning(url)}`);
    return this.#append(target, 'upload', source);
  }

  move(id: string, before: string | null): void {
    const row = this.#waiting(id);
    if (!row || id === before) return;
    const { pipeline } = row.transfer;
    const others = this.#order.filter((other) => other !== row);
    const next = before === null ? undefined : this.#waiting(before);
    if (before !== null && next?.transfer.pipeline !== pipeline) return;
    const last = others.findLastIndex((other) => other.status === 'waiting' && other.transfer.pipeline === pipeline);
    const place = next ? others.indexOf(next) : last + 1;
    if (!next && last < 0) return; // it is the only one
    others.splice(place, 0, row);
    this.#order = others;
    this.#news.reordered();
    this.#queueSoon();
  }

  remove(id: string): void {
    const row = this.#rows.get(id);
    if (!row) return;
    this.#queueNow();
    row.attempt?.cancel();
    this.#rows.delete(id);
    this.#order.splice(this.#order.indexOf(row), 1);
    this.#news.removed(id);
    this.#closeIfEmpty(row.transfer.pipeline);
  }

  pause(id: string): void {
    const row = this.#rows.get(id);
    if (row?.status !== 'running' || !row.attempt?.canPause) return;
    row.attempt.pause();
    row.go('paused');
  }

  resume(id: string): void {
    const row = this.#rows.get(id);
    if (row?.status !== 'paused') return;
    row.go('running');
    row.attempt?.resume();
  }

  retry(id: string): void {
    const row = this.#rows.get(id);
    if (!row || this.#isOver) return;
    const { status, needsFile } = row.transfer;
    const hasEnded = status === 'failed' || status === 'aborted' || status === 'dropped' || status === 'interrupted';
    if (!hasEnded || needsFile) return;
    row.wait();
    this.#queueSoon();
  }

  abortCurrent(pipeline: string): void {
    this.#queueNow();
    const row = this.#lines.get(pipeline)?.current;
    if (!row) return;
    row.attempt?.cancel();
    row.end('aborted', { reason: 'aborted by you' });
  }

  clearWaiting(pipeline: string): void {
    this.#queueNow();
    this.#lines.get(pipeline)?.clearWaiting();
  }

  answer(question: string, answer: Answer): void {
    this.#questions.answer(question, answer);
  }

  destroy(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#news.end();
    for (const row of this.#order) row.attempt?.cancel();
    for (const line of this.#lines.values()) line.destroy();
    this.#lines.clear();
  }

  #append({ url, origin, name, login }: TransferUrl, direction: 'download' | 'upload', source?: UploadSource): string {
    const id = `t${++this.#lastId}`;
    if (this.#isOver) return id;
    this.#put(
      {
        id,
        direction,
        url,
        name: source?.name ?? name,
        pipeline: origin,
        status: 'waiting',
        done: 0,
        total: source?.size ?? 0,
      },
      source,
    );
    if (login) this.#logins.set(origin, [...(this.#logins.get(origin) ?? []), login]);
    this.#queueSoon();
    return id;
  }

  #put(transfer: Transfer, source?: UploadSource): void {
    const row = new TransferRow(this.#news, transfer, source);
    this.#rows.set(transfer.id, row);
    this.#order.push(row);
  }

  #restore(transfer: Transfer): void {
    this.#put(transfer);
    this.#lastId = Math.max(this.#lastId, Number(transfer.id.slice(1)));
  }

  /** As it stands now. */
  transfer(id: string): Transfer | undefined {
    return this.#rows.get(id)?.transfer;
  }

  #waiting(id: string): TransferRow | undefined {
    const row = this.#rows.get(id);
    return row?.status === 'waiting' ? row : undefined;
  }

  /** Thousands of calls at once are one rearrangement. */
  #queueSoon(): void {
    if (this.#isStale || this.#isOver) return;
    this.#isStale = true;
    queueMicrotask(() => this.#queueNow());
  }

  /** The queues get the order of the list. */
  #queueNow(): void {
    if (!this.#isStale || this.#isOver) return;
    this.#isStale = false;
    const waiting = new Map<string, TransferRow[]>();
    for (const row of this.#order) {
      if (row.status !== 'waiting') continue;
      const { pipeline } = row.transfer;
      const rows = waiting.get(pipeline);
      if (rows) rows.push(row);
      else waiting.set(pipeline, [row]);
    }
    for (const [pipeline, rows] of waiting) this.#queue(pipeline, rows);
  }

  #queue(pipeline: string, rows: readonly TransferRow[]): void {
    let line: TransferLine;
    try {
      line = this.#line(pipeline);
    } catch (error) {
      for (const row of rows) row.end('failed', { reason: reasonOf(error) });
      return;
    }
    for (const login of this.#logins.get(pipeline) ?? []) line.attendant.offer(login);
    this.#logins.delete(pipeline);
    line.queue(rows, (row) => {
      const path = parseUrl(row.transfer.url)?.path ?? '/';
      row.attempt = new Attempt(row, line, path, this.#options.openSink);
    });
  }

  #line(origin: string): TransferLine {
    const known = this.#lines.get(origin);
    if (known) return known;
    const log = new SignalLog(
      origin,
      () => performance.now() - this.#begunAt,
      (signal) => this.#news.signal(signal),
    );
    const { makeHttp, askedOrigin } = this.#options;
    const http = makeHttp(new URL(origin));
    const isLedAway = () => (askedOrigin?.(http) ?? origin) !== origin;
    const attendant = new Attendant(origin, http, this.#questions, isLedAway);
    const line = new TransferLine(origin, http, log, this.#news, attendant);
    this.#lines.set(origin, line);
    return line;
  }

  #closeIfEmpty(pipeline: string): void {
    const line = this.#lines.get(pipeline);
    if (!line || this.#order.some(({ transfer }) => transfer.pipeline === pipeline)) return;
    this.#lines.delete(pipeline);
    line.destroy();
    this.#news.pipelineGone(pipeline);
  }
}
