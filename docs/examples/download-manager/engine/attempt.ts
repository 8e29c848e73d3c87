import {
  connect,
  debounceTime,
  defer,
  EMPTY,
  filter,
  finalize,
  from,
  ignoreElements,
  merge,
  tap,
  type Observable,
  type Subscription,
} from 'rxjs';
import {
  downloadProgress,
  ErrorCode,
  QHttpError,
  uploadProgress,
  type CommandSignal,
  type DataSignal,
  type HttpResponseHeader,
} from 'rx-qhttp/browser';
import { nameFromDisposition } from './content-disposition.ts';
import { Gate } from './gate.ts';
import { reasonOf } from './reason-of.ts';
import { saveIn } from './save-in.ts';
import type { OpenSink, Sink } from './sink.ts';
import type { TransferLine } from './transfer-line.ts';
import type { TransferRow } from './transfer-row.ts';

/** How much of the answer is read that says why it is none, in bytes: the connection may then be kept. */
const longestExcuse = 64 * 1024;

/** After how long without a byte nothing moves any more, in milliseconds. */
const stillMs = 3000;

/** One try at a transfer: its command, which waits and runs in a line, and where the body goes. */
export class Attempt {
  readonly #row: TransferRow;
  readonly #line: TransferLine;
  readonly #openSink: OpenSink;
  readonly #gate = new Gate();
  readonly #over = new AbortController();
  readonly #subscription: Subscription;
  #sink: Sink | undefined;
  #release: (() => void) | undefined;
  /** What the answer is, where it is a failure. */
  #refusal: string | undefined;
  #excuseBytes = 0;
  /** Why it has failed, where the library does not know. */
  #failure: string | undefined;

  /** @param path - of the URL, with the query */
  constructor(row: TransferRow, line: TransferLine, path: string, openSink: OpenSink) {
    this.#row = row;
    this.#line = line;
    this.#openSink = openSink;
    this.#subscription = defer(() => this.#command$(path))
      .pipe(
        connect((signals$) => this.#parts$(signals$)),
        finalize(() => this.#letGo()),
      )
      .subscribe({ error: (error: unknown) => this.#onError(error), complete: () => this.#onComplete() });
  }

  /** Whether bytes of it are on their way that can be stopped. */
  get canPause(): boolean {
    const { source } = this.#row;
    return this.#line.current === this.#row && (!source || typeof source.data === 'function');
  }

  /** What comes is held from its next piece on. */
  pause(): void {
    this.#gate.close();
  }

  resume(): void {
    this.#gate.open();
    this.#release?.();
    this.#release = undefined;
  }

  /** It is not wanted any more, and says no more. */
  cancel(): void {
    this.#subscription.unsubscribe();
    this.#line.leaves(this.#row);
    this.#row.attempt = undefined;
  }

  #command$(path: string): Observable<CommandSignal> {
    const { http } = this.#line;
    const { source } = this.#row;
    if (!source) return http.get$(path);
    const { data, size, type } = source;
    const headers: Record<string, string> = { 'Content-Type': type || 'application/octet-stream' };
    if (typeof data !== 'function') return http.post$(path, data, { headers });
    headers['Content-Length'] = String(size);
    const gate = this.#gate;
    const { signal } = this.#over;
    const pieces = { [Symbol.asyncIterator]: () => gate.through(data(signal)) };
    return http.post$(path, pieces, { headers });
  }

  /** What waits at the gate would be there for ever. */
  #letGo(): void {
    this.#over.abort();
    this.#gate.open();
  }

  /** What is done with the signals, in this order for each of them. */
  #parts$(signals$: Observable<CommandSignal>): Observable<never> {
    const row = this.#row;
    const progress = row.source ? uploadProgress() : downloadProgress();
    return merge(
      signals$.pipe(
        tap((signal) => this.#see(signal)),
        ignoreElements(),
      ),
      signals$.pipe(
        progress,
        filter(() => this.#refusal === undefined), // what comes then is no part of the file
        connect((progress$) =>
          merge(
            progress$.pipe(tap((value) => row.progress(value))),
            progress$.pipe(
              debounceTime(stillMs),
              tap(() => row.stall()),
            ),
          ),
        ),
        ignoreElements(),
      ),
      row.source ? EMPTY : signals$.pipe(this.#save()),
    );
  }

  #save() {
    const fail = (error: unknown) => this.#fail(`The file cannot be written: ${reasonOf(error)}`);
    return (signals$: Observable<CommandSignal>): Observable<never> =>
      signals$.pipe(
        saveIn((header) => this.#sinkFor(header)),
        tap({ error: fail }), // of the sink: the first part hears of the command's own first, and ends all of them
      );
  }

  #sinkFor(header: HttpResponseHeader): Observable<Sink> | undefined {
    if (this.#refusal !== undefined) return undefined;
    const { transfer } = this.#row;
    const name = nameFromDisposition(header.value('content-disposition')) ?? transfer.name;
    return defer(() => from(this.#openSink(transfer, name))).pipe(
      tap((sink) => {
        this.#sink = sink;
        this.#row.named(sink.name);
      }),
    );
  }

  #see(signal: CommandSignal): void {
    switch (signal.type) {
      case 'requestStarted':
        this.#line.begins(this.#row);
        this.#row.go('running');
        break;
      case 'responseHeaderReceived':
        this.#onHeader(signal.header);
        break;
      case 'data':
        this.#onData(signal);
        break;
      case 'requestFinished':
        // Inside the signal, while the library still counts this as the command that runs: the others are dropped.
        if (!signal.error && this.#refusal !== undefined) this.#fail(this.#refusal);
        this.#line.leaves(this.#row);
        break;
      default:
    }
  }

  #onHeader(header: HttpResponseHeader): void {
    const status = header.statusCode();
    this.#row.answered(status);
    if (status >= 200 && status < 300) return;
    this.#refusal = `The server answered ${status} ${header.reasonPhrase()}`.trimEnd();
  }

  #onData(signal: DataSignal): void {
    if (this.#gate.isClosed) this.#release ??= signal.hold();
    if (this.#refusal === undefined) return;
    this.#excuseBytes += signal.chunk.byteLength;
    if (this.#excuseBytes > longestExcuse) this.#fail(this.#refusal);
  }

  #fail(reason: string): void {
    if (this.#failure !== undefined) return;
    this.#failure = reason;
    this.#line.fail(this.#row, reason);
  }

  #onComplete(): void {
    if (this.#sink) this.#row.named(this.#sink.name); // the name may have been taken meanwhile
    if (this.#failure === undefined) this.#row.finish();
    else this.#row.end('failed', { reason: this.#failure });
  }

  #onError(error: unknown): void {
    const row = this.#row;
    const wasWaiting = row.status === 'waiting';
    this.#line.leaves(row);
    if (wasWaiting && error instanceof QHttpError && error.code === ErrorCode.Aborted) {
      row.end('dropped', this.#line.dropping);
      return;
    }
    const reason = this.#failure ?? reasonOf(error);
    if (this.#failure === undefined) this.#line.failed(row, reason);
    row.end('failed', { reason });
  }
}
