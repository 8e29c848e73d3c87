import { asyncScheduler, catchError, EMPTY, ignoreElements, merge, Observable, type SchedulerLike } from 'rxjs';
import type { QHttp } from '../qhttp.js';
import { ErrorCode } from '../values/error-code.js';
import { QHttpError } from '../values/qhttp-error.js';
import { reasonOf } from '../values/reason-of.js';
import type { CommandSignal } from '../values/signal.js';
import type { HttpCall } from './http-call.js';
import { timedOut } from './timed-out.js';
import type { PipelineConfig } from './with-pipelines.js';

/** A failure that is about to drop what waits. */
interface Drop {
  /** What those who are dropped are told as the reason. */
  readonly cause: Error;
  /** How they are told: when the one who has failed knows. */
  readonly tellings: (() => void)[];
}

/**
 * The calls of `HttpClient` that share a pipeline: they run in the order of their subscriptions, and one that fails drops
 * those that wait.
 *
 * Each is two commands, the host and the request, which are subscribed together and so stand side by side in the queue.
 */
export class OrderedPipeline {
  readonly #name: string;
  readonly #dropsOn: (status: number) => boolean;
  readonly #http: () => QHttp;
  /** What failed, by the errors that the calls which were dropped have as their cause. */
  readonly #failed = new WeakMap<object, string>();
  #drop: Drop | undefined;

  /** @param http - the pipeline; asked for each call, as one that was destroyed is another one then */
  constructor(name: string, { dropOnStatus = true }: PipelineConfig, http: () => QHttp) {
    this.#name = name;
    this.#dropsOn = typeof dropOnStatus === 'function' ? dropOnStatus : (status) => dropOnStatus && !isOk(status);
    this.#http = http;
  }

  /** The signals of one call; errors as a cold command does, and with a message that names the culprit when it is dropped. */
  call$(call: HttpCall, scheduler: SchedulerLike = asyncScheduler): Observable<CommandSignal> {
    return new Observable((subscriber) => {
      const http = this.#http();
      const { host, mode, port } = call.origin;
      let status = 0;
      let isStarted = false;
      let timeout: Error | undefined;
      const see = (signal: CommandSignal) => {
        if (signal.type === 'requestStarted') {
          isStarted = true;
          // From its turn on: to wait is what it is here for.
          if (call.timeoutMs !== undefined) subscriber.add(scheduler.schedule(giveUp, call.timeoutMs));
        } else if (signal.type === 'responseHeaderReceived') {
          status = signal.header.statusCode();
        } else if (signal.type === 'requestFinished' && !signal.error && this.#dropsOn(status)) {
          this.#dropWaiting(
            http,
            new QHttpError(ErrorCode.Aborted, signal.id, `${nameOf(call)} was answered by ${status}`),
            () => subscriber.next(signal),
          );
          return;
        }
        subscriber.next(signal);
      };
      const giveUp = () => {
        timeout = timedOut(call.timeoutMs ?? 0);
        http.abort(); // what waits is dropped, as behind any failure
      };
      const fail = (error: unknown) => {
        if (!isStarted) this.#tellDropped(error, (dropped) => subscriber.error(dropped));
        else {
          if (typeof error === 'object' && error)
            this.#failed.set(error, `${nameOf(call)} failed: ${reasonOf(timeout ?? error)}`);
          subscriber.error(timeout ?? error);
        }
      };
      // What becomes of the host becomes of the request as well, which tells it.
      const setHost$ = http.setHost$(host, mode, port).pipe(
        ignoreElements(),
        catchError(() => EMPTY),
      );
      return merge(setHost$, http.request$(call.header, call.data)).subscribe({
        next: see,
        error: fail,
        complete: () => subscriber.complete(),
      });
    });
  }

  /** Inside the end of the command that has failed: the rest is dropped, and told so when the failed one has been. */
  #dropWaiting(http: QHttp, cause: Error, tellFailed: () => void): void {
    const drop: Drop = { cause, tellings: [] };
    this.#drop = drop;
    http.abort();
    this.#drop = undefined;
    tellFailed();
    for (const tell of drop.tellings) tell();
  }

  #tellDropped(error: unknown, tell: (error: unknown) => void): void {
    if (!(error instanceof QHttpError) || error.code !== ErrorCode.Aborted) {
      tell(error); // refused, before it could wait
      return;
    }
    const drop = this.#drop;
    const cause = drop?.cause ?? error.cause;
    const failed = typeof cause === 'object' && cause ? this.#failed.get(cause) : undefined;
    const reason = drop ? reasonOf(drop.cause) : (failed ?? (cause === undefined ? 'it was aborted' : reasonOf(cause)));
    const message = `Dropped from the pipeline ${JSON.stringify(this.#name)} before it was sent: ${reason}`;
    const dropped = new QHttpError(ErrorCode.Aborted, error.id, message, { cause });
    if (drop) drop.tellings.push(() => tell(dropped));
    else tell(dropped);
  }
}

function isOk(status: number): boolean {
  return status >= 200 && status < 300;
}

/** For messages: without a query, in which tokens stand. */
function nameOf({ header, url }: HttpCall): string {
  return `${header.method()} ${url.replace(/\?.*/, '')}`;
}
