import { State, type QHttp } from 'rx-qhttp/browser';
import type { Attendant } from './attendant.ts';
import type { News } from './news.ts';
import type { SignalLog } from './signal-log.ts';
import type { TransferRow, Why } from './transfer-row.ts';

/** One pipeline: a `QHttp`, whose queue holds those that wait, in their order. */
export class TransferLine {
  readonly name: string;
  readonly http: QHttp;
  readonly attendant: Attendant;
  readonly #news: News;
  readonly #log: SignalLog;
  /** Those that wait in the queue, in its order. */
  readonly #queued = new Set<TransferRow>();
  #current: TransferRow | undefined;
  #state = State.Unconnected;
  #dropping: Why = {};

  constructor(name: string, http: QHttp, log: SignalLog, news: News, attendant: Attendant) {
    this.name = name;
    this.http = http;
    this.#log = log;
    this.#news = news;
    this.attendant = attendant;
    this.#tell();
    // Ends with the QHttp.
    http.signals$.subscribe((signal) => {
      log.add(signal);
      if (signal.type === 'stateChanged') {
        this.#state = signal.state;
        this.#tell();
      }
      this.attendant.attend(signal);
    });
  }

  /** The transfer whose command runs. */
  get current(): TransferRow | undefined {
    return this.#current;
  }

  /** Why those that are being dropped are. */
  get dropping(): Why {
    return this.#dropping;
  }

  /**
   * Makes the queue hold these, in this order. Those that stand right already stay.
   *
   * @param begin - puts one at the end of the queue
   */
  queue(rows: readonly TransferRow[], begin: (row: TransferRow) => void): void {
    const queued = [...this.#queued];
    let same = 0;
    while (same < rows.length && rows[same] === queued[same]) same++;
    for (const row of queued.slice(same)) row.attempt?.cancel();
    for (const row of rows.slice(same)) {
      this.#queued.add(row);
      begin(row);
    }
  }

  begins(row: TransferRow): void {
    this.#queued.delete(row);
    this.#current = row;
    this.#log.begin(row.id);
    this.#tell();
  }

  /** Its command has ended, or never began. */
  leaves(row: TransferRow): void {
    this.#queued.delete(row);
    if (this.#current !== row) return;
    this.#current = undefined;
    this.#tell();
  }

  /** What fails drops what waits; called for a failure that the library does not see as one. */
  fail(row: TransferRow, reason: string): void {
    this.failed(row, reason);
    if (this.#current === row) this.http.abort();
    else this.http.clearPendingRequests(); // its command is over, and another one runs: that one goes on
  }

  /** The library drops what waits, which is told next. */
  failed({ id, transfer }: TransferRow, reason: string): void {
    this.#dropping = { reason: `dropped, because ${transfer.name} failed: ${reason}`, causedBy: id };
  }

  clearWaiting(): void {
    this.#dropping = { reason: 'dropped, because the waiting transfers were cleared' };
    this.http.clearPendingRequests();
  }

  destroy(): void {
    this.http.destroy();
  }

  #tell(): void {
    const current = this.#current?.id;
    this.#news.pipeline({ name: this.name, state: this.#state, ...(current !== undefined && { current }) });
  }
}
