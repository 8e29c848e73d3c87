import type { HeaderField } from '../headers/header-field.js';
import type { HttpResponseHeader } from '../headers/http-response-header.js';
import type { Failure } from '../values/failure.js';
import type { Signal } from '../values/signal.js';
import { State } from '../values/state.js';
import { answerHead } from './answer-head.js';
import type { AnswerFields, AnswerHandler } from './answer-handler.js';
import { canBeDelivered, cannotSendAgain, isChallenge } from './authentication.js';
import { Dialogue } from './dialogue.js';
import type { Deadlines } from './deadlines.js';
import type { DispatchController } from './dispatch-like.js';
import type { EarlyTaker } from './early-request.js';
import { isCloseBehindBody, isCloseWithoutAnswer } from './error-map.js';
import type { ExchangeHost } from './exchange-host.js';
import { aborted, invalidHead, noTunnel, notBegun, tooLarge } from './failures.js';
import { Gate } from './gate.js';
import { judgeChallenge } from './judge-challenge.js';
import { canBeFollowed, dispatchOptions, isRepeatable, type OutgoingRequest } from './request-plan.js';
import { RequestOnWire } from './request-on-wire.js';
import { Stage } from './stage.js';
import { isForwarded, isTunnelled, type Target } from './target.js';
import { WatchedController, watchedOptions } from './watched-request.js';

const none: readonly HeaderField[] = [];

/** How often a request is sent again after its connection closed without a byte of an answer (recorded). */
const repetitions = 2;

/** Whom a sending tells what is no answer. */
export interface SendingOwner {
  /** The head of an answer has been told. */
  readonly hasHead: boolean;
  /** Undefined where nothing is bounded in time. */
  readonly deadlines: Deadlines | undefined;
  tell(signal: Signal): void;
  /** It has ended, whatever became of it, and its handler has been told. */
  onFinished(sending: Sending): void;
}

/**
 * One request on its way, until it has an answer: sent again with credentials where they are asked for, and over another
 * connection where the last one closed without a byte. The handler is told of the answer that counts.
 */
export class Sending extends RequestOnWire implements EarlyTaker {
  readonly #host: ExchangeHost;
  readonly #owner: SendingOwner;
  readonly #request: OutgoingRequest;
  readonly #handler: AnswerHandler;
  /** Undefined where nothing is added to the request, and nothing has been asked of it. */
  #dialogue: Dialogue | undefined;
  #repeated = 0;
  /** The stage is that of another try, or of another connection. */
  #isStageUsed = false;
  #isObserved = false;
  /** Shut while a challenge is being thought about, as it may be delivered. */
  #gate: Gate | undefined;
  #controller: DispatchController | undefined;
  #error: Error | undefined;
  #isOver = false;
  #hasLeft = false;

  constructor(
    host: ExchangeHost,
    owner: SendingOwner,
    request: OutgoingRequest,
    target: Target,
    handler: AnswerHandler,
  ) {
    super(host, target, owner.deadlines);
    this.#host = host;
    this.#owner = owner;
    this.#request = request;
    this.#handler = handler;
  }

  /** Whether nothing more is told of it; a call and not a field: a subscriber may have ended it since the last look. */
  isOver(): boolean {
    return this.#isOver;
  }

  /** What its handler was told that it has failed by. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** Sends it when a connection that is being closed has closed. */
  begin(): void {
    if (this.#host.state !== State.Closing) {
      this.#begin();
      return;
    }
    this.#isStageUsed = true;
    this.#host.whenSettled(() => this.#begin());
  }

  /** Nobody wants it any more, and what is on its way has been given up. */
  end(): void {
    this.#isOver = true;
    this.deadlines?.endRequest();
    this.cancelQuestions();
  }

  /**
   * Closes the connection if this request has left it so that no other can follow.
   *
   * @returns whether it has
   */
  leave(): boolean {
    if (this.#hasLeft || !(this.#error || this.#endsConnection() || this.#host.early?.isSpoilt)) return this.#hasLeft;
    this.#hasLeft = true;
    this.#host.spoil();
    this.#host.close();
    return true;
  }

  tell(signal: Signal): void {
    this.#owner.tell(signal);
  }

  /** Ends it before it is written. */
  giveUp(reason: Error): void {
    this.#fail(reason);
  }

  /** What was asked for has not been given. */
  fail(failure: Failure): void {
    if (!this.stage.isConnected) this.#host.failToOpen();
    this.#refuse(failure);
  }

  /** @returns whether the exchange deals with it, so that the connection need not */
  onClosed(): boolean {
    // Else the connection that the last exchange left behind closes, while this one waits for another.
    if (!this.stage.isUnderWay) this.stage.isConnected = false;
    else this.stage.hasClosed = true;
    return this.stage.isUnderWay && (!this.#isOver || this.#owner.hasHead);
  }

  /** Whether a request may be sent behind it before it is answered. */
  get canBeFollowed(): boolean {
    if (this.#host.settings.pipelining === 1) return false;
    if (this.#isOver || this.stage.endsConnection || this.#host.early?.hasBrokenOff) return false;
    return canBeFollowed(this.#sent);
  }

  // What the dispatcher tells.

  onRequestStart(controller: DispatchController, context: unknown): void {
    if (this.#isOver) {
      controller.abort(aborted());
      return;
    }
    this.#controller = controller;
    const { deadlines } = this;
    deadlines?.end('connect');
    deadlines?.begin('idle');
    const watched = deadlines?.watchesBytes ? new WatchedController(controller, deadlines) : controller;
    this.#gate = this.#host.settings.deliversChallenges ? new Gate(watched) : undefined;
    this.#handler.onRequestStart(this.#gate ?? watched, context);
    if (this.#isObserved) return;
    this.stage.isConnected = true; // nothing else would say so, and a failure from now on is none of connecting
    this.#host.change('write');
  }

  onRequestSent(): void {
    this.stage.isSent = true;
    if (!this.#isOver && !this.stage.head) this.deadlines?.begin('headers');
    this.deadlines?.restart('idle');
    if (!this.#isObserved) this.tellSent(this.#sent);
    if (!this.#isOver && this.#sent === this.#request) this.#handler.onRequestSent();
    if (this.canBeFollowed) this.#host.onRequestSent();
  }

  onResponseStart(
    controller: DispatchController,
    statusCode: number,
    fields: AnswerFields,
    statusMessage?: string,
  ): void {
    if (this.#isOver || statusCode < 200) return; // RFC 9110, 15.2: an interim answer
    if (!this.#isObserved) this.tellSent(this.#sent);
    const stage = this.stage;
    stage.hasAnswer = true;
    if (this.#host.early) this.#host.early.hasBrokenOff = false;
    this.deadlines?.end('headers');
    this.deadlines?.restart('idle');
    this.#host.change('firstByte');
    if (this.isOver()) return;
    const method = this.#request.header.method();
    const head = answerHead(method, statusCode, statusMessage, stage.statusLine, controller.rawHeaders, fields);
    if (!Number.isSafeInteger(head.expected)) {
      this.#refuse(invalidHead()); // RFC 9112, 6.3: no length that can be counted
      return;
    }
    stage.head = head;
    const isAsking = isChallenge(head.header);
    if (!isAsking) this.#dialogue?.authentication.accepted(head.header);
    else this.#host.lastResponse = head.header;
    stage.isForUs = isAsking || this.#sent !== this.#request;
    if (!stage.isForUs) this.#tellHead(controller, statusCode, fields, statusMessage);
    else if (isAsking && this.#gate && canBeDelivered(head.header, this.#host.settings, this.target)) {
      this.#gate.shut();
      judgeChallenge(this.questions, this.#converse(), head.header, (isAnswered) => {
        stage.isForUs = stage.isAnswered = isAnswered;
        if (!isAnswered) this.#tellHead(controller, statusCode, fields, statusMessage);
        this.#gate?.open();
      });
    } // else its body is read and dropped, then it is answered
  }

  onResponseData(controller: DispatchController, chunk: Uint8Array): void {
    const stage = this.stage;
    // undici's resume() tells a chunk of no bytes; to receive it would ask for the next one, and so for ever.
    if (this.#isOver || !stage.head || chunk.byteLength === 0) return;
    stage.received += chunk.byteLength;
    this.deadlines?.restart('idle');
    const { bodyBytes } = this.#host.settings.limits;
    if (stage.received > bodyBytes) this.#refuse(tooLarge(this.target, bodyBytes));
    else if (this.#gate?.isShut) this.#gate.keep(() => this.#tellData(controller, chunk));
    else this.#tellData(controller, chunk);
  }

  onResponseEnd(controller: DispatchController, trailers: unknown): void {
    if (this.#isOver) return;
    const { head, socketError } = this.stage;
    // undici takes the reset for the end that was awaited; and it resets the connection itself behind such an end.
    const error = head?.isFramed ? undefined : socketError;
    if (this.#gate?.isShut) this.#gate.keepEnd(() => this.#end(controller, trailers, error));
    else this.#end(controller, trailers, error);
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.#isOver) return;
    const stage = this.stage;
    if (this.#controller && isCloseBehindBody(error, stage)) {
      this.onResponseEnd(this.#controller, {});
      return;
    }
    if (this.#repeated < repetitions && isRepeatable(this.#request) && isCloseWithoutAnswer(error, stage)) {
      this.#repeat();
      return;
    }
    if (!stage.isConnected) this.#host.failToOpen();
    this.#fail(error);
  }

  /** What was sent last. */
  get #sent(): OutgoingRequest {
    return this.#dialogue?.sent ?? this.#request;
  }

  #begin(): void {
    if (this.#isOver) return;
    const { target } = this;
    try {
      if (target.proxy?.type === 'httpCaching' && isTunnelled(target)) this.#refuse(noTunnel(target));
      else this.#dispatch(target);
    } catch (error) {
      this.#fail(notBegun(error)); // nobody further up could tell it as the end of this command
    }
  }

  #dispatch(target: Target): void {
    const dispatcher = this.#host.dispatcher(target);
    this.#isObserved = dispatcher.observe !== undefined;
    if (this.#isStageUsed) this.stage = new Stage(target);
    this.#isStageUsed = true;
    this.stage.isConnected = this.#host.isStanding;
    if (!this.#host.credentials.isEmpty || isForwarded(target)) this.#converse();
    const fields = this.#dialogue?.next() ?? none;
    this.deadlines?.endRequest();
    this.deadlines?.begin('connect');
    const early = this.#host.early?.take(this.#request);
    if (early) early.giveTo(this);
    else dispatcher.dispatch(watchedOptions(dispatchOptions(this.#sent, target, fields), this.deadlines), this);
  }

  #converse(): Dialogue {
    return (this.#dialogue ??= new Dialogue(this.#host.credentials, this.#request, this.target));
  }

  #tellHead(controller: DispatchController, statusCode: number, fields: AnswerFields, statusMessage?: string): void {
    const { head } = this.stage;
    if (!head) return;
    this.#host.lastResponse = head.header;
    const shown = this.#dialogue?.shown(fields) ?? fields;
    this.#handler.onResponseStart(controller, statusCode, shown, statusMessage);
    if (!this.isOver() && statusCode === 205 && !head.isFramed) this.onResponseEnd(controller, {}); // RFC 9110, 15.3.6
  }

  #tellData(controller: DispatchController, chunk: Uint8Array): void {
    if (!this.stage.isForUs && !this.isOver()) this.#handler.onResponseData(controller, chunk);
  }

  #end(controller: DispatchController, trailers: unknown, error: Error | undefined): void {
    if (this.#isOver) return;
    this.deadlines?.endRequest();
    if (error) {
      this.#fail(error);
      return;
    }
    const { head, isForUs } = this.stage;
    if (head && isForUs) {
      this.#answer(head.header);
      return;
    }
    this.#isOver = true;
    this.#handler.onResponseEnd(controller, trailers);
    this.#owner.onFinished(this);
  }

  #answer(header: HttpResponseHeader): void {
    const dialogue = this.#converse();
    const again = () => {
      dialogue.goOn(header);
      this.#sendAgain(dialogue.sent, header);
    };
    if (!isChallenge(header) || this.stage.isAnswered) again();
    else this.questions.answerChallenge(dialogue.authentication, header, again, (failure) => this.fail(failure));
  }

  /** The same request with credentials, over the same connection if that stays. */
  #sendAgain({ source }: OutgoingRequest, header: HttpResponseHeader): void {
    if (this.#isOver) return;
    if (source && !source.isRepeatable) {
      this.#dialogue?.authentication.postpone(header);
      this.#refuse(cannotSendAgain(header));
      return;
    }
    source?.cancel();
    if (this.#endsConnection() || this.#host.early?.size) {
      this.#host.spoil();
      this.#host.close();
    }
    this.begin();
  }

  #repeat(): void {
    this.#repeated++;
    if (this.#host.early) this.#host.early.hasBrokenOff = true;
    this.cancelQuestions(); // about a connection that is no more
    this.#request.source?.cancel();
    if (this.stage.isConnected) this.#host.spoil();
    else this.#host.failToOpen();
    this.#host.close();
    this.begin();
  }

  /** It does not go on, whatever may still be on its way. */
  #refuse(failure: Failure): void {
    this.#fail(failure);
    this.#controller?.abort(failure);
  }

  #fail(error: Error): void {
    if (this.isOver()) return;
    this.end();
    this.#error = error;
    this.#handler.onResponseError(this.#controller, error);
    this.#owner.onFinished(this);
  }

  #endsConnection(): boolean {
    return this.#isObserved && this.stage.endsConnection;
  }
}
