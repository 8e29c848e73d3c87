import { Observable, type SchedulerLike } from 'rxjs';
import type { QHttp } from '../qhttp.js';
import { ErrorCode } from '../values/error-code.js';
import { QHttpError } from '../values/qhttp-error.js';
import { reasonOf } from '../values/reason-of.js';
import type { CommandSignal } from '../values/signal.js';
import type { HttpCall } from './http-call.js';
import { PipelinedCall } from './pipelined-call.js';
import type { PipelineConfig } from './with-pipelines.js';

/** What an answer drops. */
interface Drop {
  readonly cause: Error;
  /** The number of the last call that it drops. */
  readonly last: number;
  /** How those who are dropped are told. */
  readonly tellings: (() => void)[];
}

/**
 * The calls of `HttpClient` that share a pipeline: they run in the order of their subscriptions, and one that fails drops
 * those that wait, each with an error that says which one it was.
 */
export class OrderedPipeline {
  /** Whether an answer of this status drops what waits. */
  readonly dropsOn: (status: number) => boolean;
  readonly #name: string;
  readonly #http: () => QHttp;
  /** What has happened, for a person, by the errors that are the causes of those who are dropped. */
  readonly #reasons = new WeakMap<object, string>();
  /** How many calls there have been. */
  #calls = 0;
  /** While an answer drops what waits. */
  #drop: Drop | undefined;

  /** @param http - the pipeline; asked for each call, as one that was destroyed is another one then */
  constructor(name: string, { dropOnStatus = true }: PipelineConfig, http: () => QHttp) {
    this.#name = name;
    this.dropsOn = typeof dropOnStatus === 'function' ? dropOnStatus : (status) => dropOnStatus && !isOk(status);
    this.#http = http;
  }

  /** The signals of the request of one call. It errors as a cold command does. */
  call$(call: HttpCall, scheduler: SchedulerLike): Observable<CommandSignal> {
    return new Observable((subscriber) => {
      const pipelined = new PipelinedCall(this, ++this.#calls, this.#http(), call, scheduler, subscriber);
      return pipelined.commands$().subscribe({
        next: (signal) => pipelined.see(signal),
        error: (error: unknown) => pipelined.fail(error),
        complete: () => subscriber.complete(),
      });
    });
  }

  /** Remembers what an error is about: those whom it drops have it as their cause. */
  noteFailure(error: unknown, reason: string): void {
    if (typeof error === 'object' && error !== null) this.#reasons.set(error, reason);
  }

  /**
   * Drops what waits, inside the end of a command. The one who has failed is told first, as with a failure of the network, so
   * that of those who try again it is the first as well.
   */
  dropWaiting(http: QHttp, cause: Error, reason: string, tellFailed: () => void): void {
    this.noteFailure(cause, reason);
    const drop: Drop = { cause, last: this.#calls, tellings: [] };
    this.#drop = drop;
    http.abort();
    this.#drop = undefined;
    tellFailed();
    for (const tell of drop.tellings) tell();
  }

  /**
   * Makes an error of a call that has not started one that says why, and tells it when its time has come.
   *
   * @param number - of the call: one that was made while others are dropped is not one of them
   */
  tellDropped(number: number, error: unknown, tell: (error: unknown) => void): void {
    if (!(error instanceof QHttpError) || error.code !== ErrorCode.Aborted) {
      tell(error); // refused, before it could wait
      return;
    }
    const drop = this.#drop && number <= this.#drop.last ? this.#drop : undefined;
    const cause = drop ? drop.cause : error.cause;
    const message = `Dropped from the pipeline ${JSON.stringify(this.#name)} before it was sent: ${this.#reasonOf(cause)}`;
    const dropped = new QHttpError(ErrorCode.Aborted, error.id, message, { cause });
    if (drop) drop.tellings.push(() => tell(dropped));
    else tell(dropped);
  }

  #reasonOf(cause: unknown): string {
    if (cause === undefined) return 'it was aborted';
    const reason = typeof cause === 'object' && cause !== null ? this.#reasons.get(cause) : undefined;
    return reason ?? reasonOf(cause);
  }
}

function isOk(status: number): boolean {
  return status >= 200 && status < 300;
}
