import { catchError, EMPTY, ignoreElements, merge, type Observable, type SchedulerLike, type Subscriber } from 'rxjs';
import { HttpResponseHeader } from '../headers/http-response-header.js';
import { StatusError } from '../operators/status-error.js';
import type { QHttp } from '../qhttp.js';
import { reasonOf } from '../values/reason-of.js';
import type { CommandSignal } from '../values/signal.js';
import { withoutQuery, type HttpCall } from './http-call.js';
import type { OrderedPipeline } from './ordered-pipeline.js';
import { timedOut } from './timed-out.js';

/** One subscription of a call in a pipeline: two commands, the host and the request, side by side in the queue. */
export class PipelinedCall {
  readonly #pipeline: OrderedPipeline;
  readonly #number: number;
  readonly #http: QHttp;
  readonly #call: HttpCall;
  readonly #scheduler: SchedulerLike;
  readonly #subscriber: Subscriber<CommandSignal>;
  #id = 0;
  #header = new HttpResponseHeader();
  #timeout: Error | undefined;

  constructor(
    pipeline: OrderedPipeline,
    number: number,
    http: QHttp,
    call: HttpCall,
    scheduler: SchedulerLike,
    subscriber: Subscriber<CommandSignal>,
  ) {
    this.#pipeline = pipeline;
    this.#number = number;
    this.#http = http;
    this.#call = call;
    this.#scheduler = scheduler;
    this.#subscriber = subscriber;
  }

  /** What both commands tell that is of the request: what becomes of the host becomes of the request as well. */
  commands$(): Observable<CommandSignal> {
    const { origin, header, data } = this.#call;
    const setHost$ = this.#http.setHost$(origin.host, origin.mode, origin.port).pipe(
      ignoreElements(),
      catchError(() => EMPTY),
    );
    return merge(setHost$, this.#http.request$(header, data));
  }

  see(signal: CommandSignal): void {
    if (signal.type === 'requestStarted') this.#begin(signal.id);
    else if (signal.type === 'responseHeaderReceived') this.#header = signal.header;
    else if (signal.type === 'requestFinished' && !signal.error) {
      this.#finish(signal);
      return;
    }
    this.#subscriber.next(signal);
  }

  fail(error: unknown): void {
    if (this.#id === 0) this.#pipeline.tellDropped(this.#number, error, (dropped) => this.#subscriber.error(dropped));
    else {
      const reason = `${this.#call.header.method()} ${withoutQuery(this.#call.url)} failed: ${reasonOf(this.#timeout ?? error)}`;
      this.#pipeline.noteFailure(error, reason);
      this.#subscriber.error(this.#timeout ?? error);
    }
  }

  /** An answer that is a failure drops what waits; and so does one of which the application cannot say what it is. */
  #finish(finished: CommandSignal): void {
    const { header, url } = this.#call;
    const status = new StatusError(this.#id, withoutQuery(url), this.#header);
    let error: Error = status;
    let tell = (): void => this.#subscriber.next(finished);
    try {
      if (!this.#pipeline.dropsOn(this.#header.statusCode())) {
        tell();
        return;
      }
    } catch (cause) {
      error = new Error(`dropOnStatus has failed: ${reasonOf(cause)}`, { cause });
      tell = () => this.#subscriber.error(error);
    }
    const reason = error === status ? status.message : `${withoutQuery(url)} failed: ${error.message}`;
    this.#pipeline.dropWaiting(this.#http, error, `${header.method()} ${reason}`, tell);
  }

  /** Its time counts from its turn on: to wait is what a pipeline is for. */
  #begin(id: number): void {
    this.#id = id;
    const { timeoutMs } = this.#call;
    if (timeoutMs === undefined) return;
    const giveUp = () => {
      this.#timeout = timedOut(timeoutMs);
      this.#http.abort(); // what waits is dropped, as behind any failure
    };
    this.#subscriber.add(this.#scheduler.schedule(giveUp, timeoutMs));
  }
}
