import type { Subscriber, Unsubscribable } from 'rxjs';
import type { ReceiverListener } from '../body/body-receiver.js';
import type { Failure } from '../values/failure.js';
import type { Signal } from '../values/signal.js';
import { State } from '../values/state.js';
import type { TimeoutName, Timeouts } from '../values/timeouts.js';
import { answerHead, type AnswerHead } from './answer-head.js';
import { Deadlines } from './deadlines.js';
import type { DispatchController } from './dispatch-like.js';
import { failureFrom } from './error-map.js';
import type { ExchangeHost } from './exchange-host.js';
import { aborted, noHost, notBegun, sinkFailed, tooLarge } from './failures.js';
import { Flow } from './flow.js';
import { Hops } from './hops.js';
import type { OutgoingRequest, RequestPlan } from './request-plan.js';
import type { AnswerHandler } from './answer-handler.js';
import { Sending, type SendingOwner } from './sending.js';
import { Stage } from './stage.js';
import type { Target } from './target.js';
import { timedOut } from './timed-out.js';

/** One request and its answer, told as signals. What is sent for it is up to the interceptors, where there are any. */
export class Exchange implements AnswerHandler, SendingOwner, ReceiverListener, Unsubscribable {
  /** Undefined where nothing is bounded in time. */
  readonly deadlines: Deadlines | undefined;
  readonly #host: ExchangeHost;
  readonly #plan: RequestPlan;
  readonly #subscriber: Subscriber<Signal>;
  readonly #flow: Flow;
  #sending: Sending | undefined;
  #hops: Hops | undefined;
  #head: AnswerHead | undefined;
  /** Bytes of the body, as they were told. */
  #received = 0;
  #isAnswered = false;
  #isOver = false;

  constructor(host: ExchangeHost, plan: RequestPlan, subscriber: Subscriber<Signal>) {
    this.#host = host;
    this.#flow = new Flow(host.settings.schedule);
    this.#plan = plan;
    this.#subscriber = subscriber;
    const { settings } = host;
    const { timeouts } = settings;
    if (timeouts) {
      this.deadlines = new Deadlines(timeouts, settings, (missed) => {
        this.#miss(missed, timeouts);
      });
    }
  }

  get hasHead(): boolean {
    return this.#head !== undefined;
  }

  /** The request that is on its way, or the last one that was. */
  get sending(): Sending | undefined {
    return this.#sending;
  }

  begin(): void {
    this.deadlines?.begin('total');
    this.#plan.receiver.open(this);
    if (this.#host.state !== State.Closing) this.#send();
    else {
      this.#host.whenSettled(() => {
        this.#send();
      });
    }
  }

  /** Torn down by whoever subscribed: nothing more is told, and what is on its way is given up. */
  unsubscribe(): void {
    if (this.#isOver) return;
    this.#host.spoil();
    this.#end(aborted());
  }

  tell(signal: Signal): void {
    this.#subscriber.next(signal);
  }

  /** Puts a request on its way, in the place of the one before, which has ended. */
  deliver(request: OutgoingRequest, target: Target, handler: AnswerHandler): Sending {
    const previous = this.#sending;
    const sending = new Sending(this.#host, this, request, target, handler);
    this.#sending = sending;
    if (previous && !previous.leave() && !this.#host.leadsTo(target)) this.#host.close();
    sending.begin();
    return sending;
  }

  onFinished(sending: Sending): void {
    this.#hops?.next();
    if (this.#isOver || this.#isAnswered || sending !== this.#sending) return;
    if (this.#head && !sending.error) return; // an interceptor has not given all of it yet
    // One keeps the answer back, to try again later perhaps: meanwhile the connection is what it is.
    if (!sending.leave()) this.#host.change('answered');
  }

  // What it is told of where the body goes.

  onSpace(): void {
    this.#flow.release();
  }

  onFailure(error: unknown): void {
    this.#fail(sinkFailed(error));
  }

  // What it is told of the answer.

  onRequestStart(controller: DispatchController): void {
    if (this.#isOver) controller.abort(aborted());
    else this.#flow.begin(controller);
  }

  onRequestSent(): void {
    // the socket has shown it
  }

  onResponseStart(
    controller: DispatchController,
    statusCode: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
    statusMessage?: string,
  ): void {
    if (this.#isOver || statusCode < 200) return; // RFC 9110, 15.2: an interim answer
    if (!this.#sending || this.#sending.isOver()) this.#hops?.close();
    const head = this.#headOf(controller, statusCode, headers, statusMessage);
    this.#head = head;
    this.#host.lastResponse = head.header;
    this.tell({ type: 'responseHeaderReceived', header: head.header });
    const { bodyBytes } = this.#host.settings.limits;
    if (head.expected > bodyBytes) this.#fail(tooLarge(this.#host.target, bodyBytes));
  }

  onResponseData(_controller: DispatchController, chunk: Uint8Array): void {
    if (this.#isOver || !this.#head || chunk.byteLength === 0) return;
    const { receiver } = this.#plan;
    const { bodyBytes } = this.#host.settings.limits;
    this.#received += chunk.byteLength;
    if (this.#received > bodyBytes) {
      this.#fail(tooLarge(this.#host.target, bodyBytes));
      return;
    }
    const { header, expected } = this.#head;
    // The bytes have to be where they belong before they are told, so that an abort inside the telling loses none.
    if (!receiver.isTelling && !receiver.receive(chunk)) this.#flow.hold();
    if (this.isOver()) return;
    this.tell({ type: 'dataReadProgress', done: this.#received, total: expected });
    if (this.isOver()) return;
    if (receiver.isReadable) this.tell({ type: 'readyRead', header });
    if (receiver.isTelling && !receiver.receive(chunk)) this.#flow.hold();
  }

  onResponseEnd(): void {
    if (this.#isOver || this.#isAnswered) return;
    this.#isAnswered = true;
    this.#plan.receiver.flush(() => {
      this.#finish();
    });
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.#isOver || this.#isAnswered) return;
    this.#fail(failureFrom(error, this.#sending?.stage ?? new Stage(this.#host.target)));
  }

  #send(): void {
    if (this.isOver()) return;
    const { target, settings } = this.#host;
    if (!target) this.#fail(noHost());
    else if (settings.interceptors.length === 0) this.deliver(this.#plan, target, this);
    else {
      try {
        this.#hops = new Hops(this.#host, this, this.#plan, target);
        this.#hops.begin();
      } catch (error) {
        this.#fail(notBegun(error));
      }
    }
  }

  /** The head as interceptors have left it; the status line as it came, where it is the same answer. */
  #headOf(
    controller: DispatchController,
    statusCode: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
    statusMessage: string | undefined,
  ): AnswerHead {
    const { head, statusLine } = this.#sending?.stage ?? {};
    const isSame = head?.header.statusCode() === statusCode;
    if (head && isSame && this.#host.settings.interceptors.length === 0) return head;
    const method = this.#plan.header.method();
    return answerHead(
      method,
      statusCode,
      statusMessage,
      isSame ? statusLine : undefined,
      controller.rawHeaders,
      headers,
    );
  }

  /** The answer is whole, and everything of it has been taken. */
  #finish(): void {
    if (this.isOver()) return;
    if (!this.#sending?.leave()) {
      this.#host.change('answered');
      this.#sending?.leave(); // a subscriber may have dropped what was sent early behind it
    }
    if (this.#host.state !== State.Closing) this.#complete();
    else {
      this.#host.whenSettled(() => {
        this.#complete();
      });
    }
  }

  #complete(): void {
    if (this.isOver()) return;
    this.#end();
    this.#subscriber.complete();
  }

  #miss(missed: TimeoutName, timeouts: Timeouts): void {
    const sending = this.#sending;
    const stage = sending?.stage ?? new Stage(this.#host.target);
    const failure = timedOut(missed, timeouts[missed], stage, this.#host.state);
    if (missed !== 'total' && sending) sending.fail(failure);
    else {
      // Whatever interceptors would still do about it.
      if (stage.isUnderWay && !stage.isConnected) this.#host.failToOpen();
      this.#fail(failure);
    }
  }

  #fail(failure: Failure): void {
    if (this.isOver()) return;
    this.#host.spoil();
    this.#end(failure);
    this.#subscriber.error(failure);
  }

  #end(reason?: Error): void {
    this.#isOver = true;
    this.deadlines?.stop();
    this.#sending?.end();
    this.#flow.end(reason);
    this.#plan.receiver.close();
    this.#plan.source?.cancel();
    this.#host.leave(this);
  }

  /** Whether it is over, as a call and not a field: a subscriber may have ended it since the last look. */
  isOver(): boolean {
    return this.#isOver;
  }
}
