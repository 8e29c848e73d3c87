import type { Subscriber } from 'rxjs';
import { ErrorCode } from '../values/error-code.js';
import { Failure } from '../values/failure.js';
import { reasonOf } from '../values/reason-of.js';
import type { Limits } from '../values/limits.js';
import type { Signal } from '../values/signal.js';
import { answerHead, type AnswerHead } from './answer-head.js';
import type { ConnectionEvent } from './connection-state.js';
import type { DispatchController, DispatchHandler, DispatchLike, DispatchOptions } from './dispatch-like.js';
import { failureFrom, isCloseWithoutAnswer, type Stage } from './error-map.js';
import { isRepeatable, type RequestPlan } from './request-plan.js';
import { hostAndPort, hostField, originOf, type Target } from './target.js';

/** What an exchange needs of the connection that it goes over. */
export interface ExchangeHost {
  readonly limits: Limits;
  readonly target: Target | undefined;
  /** Whether there is a connection now, over which a request can go at once. */
  readonly isStanding: boolean;
  /** Calls back when a connection that is being closed has closed; at once if none is. */
  whenSettled(callback: () => void): void;
  dispatcher(): DispatchLike;
  change(event: ConnectionEvent): void;
  /** The connection cannot be used any more; it is closed when the failure has been told. */
  spoil(): void;
  /** The connection has never stood. */
  failToOpen(): void;
  /** Closes the connection, and calls back when it has closed. */
  closeAndThen(callback: () => void): void;
  leave(exchange: Exchange): void;
}

/** How often a request is sent again after its connection closed without a byte of an answer (recorded). */
const repetitions = 2;

/** One request and its answer: a dispatch handler that tells signals. */
export class Exchange implements DispatchHandler {
  readonly #host: ExchangeHost;
  readonly #plan: RequestPlan;
  readonly #subscriber: Subscriber<Signal>;
  #controller: DispatchController | undefined;
  #target: Target | undefined;
  #head: AnswerHead | undefined;
  #statusLine: string | undefined;
  #received = 0;
  #attempt = 0;
  #isOver = false;
  #isConnected = false;
  #isObserved = false;
  #isUnderWay = false;
  #hasSent = false;
  #isSent = false;
  #hasAnswer = false;
  #hasClosed = false;
  #isAnswered = false;
  #isHeld = false;
  #isResuming = false;

  constructor(host: ExchangeHost, plan: RequestPlan, subscriber: Subscriber<Signal>) {
    this.#host = host;
    this.#plan = plan;
    this.#subscriber = subscriber;
  }

  begin(): void {
    this.#plan.receiver.open({
      onSpace: () => {
        this.#resume();
      },
      onFailure: (error) => {
        this.#fail(sinkFailure(error));
      },
    });
    this.#host.whenSettled(() => {
      if (!this.#isOver) this.#send();
    });
  }

  /** Torn down by whoever subscribed: nothing more is told, and what is on its way is given up. */
  giveUp(): void {
    if (this.#isOver) return;
    this.#host.spoil();
    this.#end();
  }

  // What the connection shows.

  /** A connection is being opened for it, or its first byte is about to be written. */
  onUnderWay(): void {
    this.#isUnderWay = true;
  }

  onConnected(): void {
    this.#isConnected = true;
  }

  onBytesSent(done: number, total: number): void {
    this.#hasSent = true;
    if (!this.#isOver) this.#subscriber.next({ type: 'dataSendProgress', done, total });
  }

  onFirstByte(): void {
    this.#hasAnswer = true;
  }

  onStatusLine(line: string): void {
    this.#statusLine = line;
  }

  /** @returns whether the exchange deals with it, so that the connection need not */
  onClosed(): boolean {
    if (this.#isOver) return false;
    // The connection that the last exchange left behind closes, while this one waits for another.
    if (!this.#isUnderWay) this.#isConnected = false;
    else this.#hasClosed = true;
    return this.#isUnderWay;
  }

  // What the dispatcher tells.

  onRequestStart(controller: DispatchController): void {
    this.#controller = controller;
    if (this.#isOver) controller.abort(new Failure(ErrorCode.Aborted, 'Request aborted'));
    else if (!this.#isObserved) this.#host.change('write');
  }

  onRequestSent(): void {
    this.#isSent = true;
    if (!this.#isObserved) this.#tellSentUnobserved();
  }

  onResponseStart(
    controller: DispatchController,
    statusCode: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
    statusMessage?: string,
  ): void {
    if (this.#isOver || statusCode < 200) return; // RFC 9110, 15.2: an interim answer
    if (!this.#isObserved) this.#tellSentUnobserved();
    this.#hasAnswer = true;
    this.#host.change('firstByte');
    if (this.#over()) return;
    const method = this.#plan.header.method();
    const raw = controller.rawHeaders;
    const head = answerHead(method, statusCode, statusMessage, this.#statusLine, raw, headers);
    this.#head = head;
    this.#subscriber.next({ type: 'responseHeaderReceived', header: head.header });
    if (!this.#over() && head.expected > this.#host.limits.bodyBytes) this.#failTooLarge();
  }

  onResponseData(_controller: DispatchController, chunk: Uint8Array): void {
    if (this.#isOver || !this.#head) return;
    const { receiver } = this.#plan;
    this.#received += chunk.byteLength;
    if (this.#received > this.#host.limits.bodyBytes) {
      this.#failTooLarge();
      return;
    }
    if (!receiver.receive(chunk)) this.#hold();
    if (this.#over()) return;
    const { header, expected } = this.#head;
    this.#subscriber.next({ type: 'dataReadProgress', done: this.#received, total: expected });
    if (receiver.isReadable && !this.#over()) this.#subscriber.next({ type: 'readyRead', header });
  }

  onResponseEnd(): void {
    if (this.#isOver) return;
    this.#isAnswered = true;
    this.#plan.receiver.flush(() => {
      this.#finish();
    });
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.#isOver || this.#isAnswered) return;
    const stage = this.#stage();
    if (this.#attempt < repetitions && isRepeatable(this.#plan) && isCloseWithoutAnswer(error, stage)) {
      this.#repeat();
    } else {
      if (!stage.isConnected) this.#host.failToOpen();
      this.#fail(failureFrom(error, stage));
    }
  }

  #send(): void {
    const target = this.#host.target;
    if (!target) {
      this.#fail(new Failure(ErrorCode.UnknownError, 'No server set to connect to'));
      return;
    }
    this.#target = target;
    const { header, source } = this.#plan;
    if (!header.hasKey('host')) header.setValue('Host', hostField(target));
    const options: DispatchOptions = {
      origin: originOf(target),
      path: header.path(),
      method: header.method(),
      headers: header.values().flat(),
      body: source?.open() ?? null,
      reset: header.allValues('connection').some((value) => /close/i.test(value)),
    };
    const dispatcher = this.#host.dispatcher();
    this.#isObserved = dispatcher.observe !== undefined;
    this.#isConnected = this.#host.isStanding;
    dispatcher.dispatch(options, this);
  }

  #repeat(): void {
    this.#attempt++;
    this.#plan.source?.cancel();
    this.#isConnected = this.#isUnderWay = this.#hasSent = this.#isSent = this.#hasClosed = false;
    this.#statusLine = undefined;
    this.#host.spoil();
    this.#host.closeAndThen(() => {
      if (!this.#over()) this.#send();
    });
  }

  /** The answer is whole, and everything of it has been taken. */
  #finish(): void {
    if (this.#over()) return;
    // An answer that comes before the request has been sent leaves the rest of it without a meaning.
    if (this.#isObserved && (this.#head?.endsConnection || this.#hasClosed || !this.#isSent)) {
      this.#host.spoil();
      this.#host.closeAndThen(() => {
        this.#complete();
      });
    } else {
      this.#host.change('answered');
      this.#complete();
    }
  }

  #complete(): void {
    if (this.#over()) return;
    this.#end();
    this.#subscriber.complete();
  }

  #fail(failure: Failure): void {
    if (this.#over()) return;
    this.#host.spoil();
    this.#end();
    this.#subscriber.error(failure);
  }

  #failTooLarge(): void {
    const limit = String(this.#host.limits.bodyBytes);
    const where = this.#target ? hostAndPort(this.#target) : 'the host';
    this.#fail(
      new Failure(ErrorCode.UnknownError, `The body from ${where} is larger than the limit of ${limit} bytes`),
    );
  }

  #end(): void {
    this.#isOver = true;
    this.#plan.receiver.close();
    this.#plan.source?.cancel();
    this.#host.leave(this);
  }

  /** Whether it is over, as a call and not a field: a subscriber may have ended it since the last look. */
  #over(): boolean {
    return this.#isOver;
  }

  #hold(): void {
    if (this.#isOver) return;
    this.#isHeld = true;
    this.#controller?.pause();
  }

  /** Lets the socket go on, yet not inside the call that made room: what comes would be told inside it. */
  #resume(): void {
    this.#isHeld = false;
    if (this.#isResuming || this.#isOver) return;
    this.#isResuming = true;
    queueMicrotask(() => {
      this.#isResuming = false;
      if (!this.#isHeld && !this.#isOver) this.#controller?.resume();
    });
  }

  #tellSentUnobserved(): void {
    if (this.#hasSent || this.#isOver) return;
    this.#isConnected = true;
    const { header, source } = this.#plan;
    const head = `${header.method()} ${header.path()} HTTP/1.1\r\n`.length;
    const fields = header.values().reduce((sum, [key, value]) => sum + key.length + value.length + 4, 2);
    const length = source ? source.length : 0;
    const bytes = head + fields + (length ?? 0);
    this.onBytesSent(bytes, length === undefined ? 0 : bytes);
  }

  #stage(): Stage {
    return {
      target: this.#target,
      isConnected: this.#isConnected || this.#hasAnswer,
      hasSent: this.#hasSent,
      statusCode: Number(/^HTTP\/\d\.\d (\d{3})/.exec(this.#statusLine ?? '')?.[1] ?? 0),
      hasAnswer: this.#hasAnswer,
      hasHead: this.#head !== undefined,
      isFramed: this.#head?.isFramed ?? false,
      received: this.#received,
      expected: this.#head?.expected ?? 0,
    };
  }
}

function sinkFailure(error: unknown): Failure {
  return new Failure(ErrorCode.UnknownError, `The destination failed: ${reasonOf(error)}`, { cause: error });
}
