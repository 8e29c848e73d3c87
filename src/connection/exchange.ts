import type { Subscriber } from 'rxjs';
import type { HeaderField } from '../headers/header-field.js';
import type { HttpResponseHeader } from '../headers/http-response-header.js';
import type { Failure } from '../values/failure.js';
import type { Signal } from '../values/signal.js';
import type { SslError } from '../values/ssl-error.js';
import { cannotSendAgain, isChallenge, requestAuthentication, type Authentication } from './authentication.js';
import { answerHead } from './answer-head.js';
import type { DispatchController, DispatchHandler, Login } from './dispatch-like.js';
import type { ExchangeHost } from './exchange-host.js';
import { failureFrom, isCloseWithoutAnswer } from './error-map.js';
import { aborted, invalidHead, noHost, noTunnel, notBegun, sinkFailed, tooLarge } from './failures.js';
import { Flow } from './flow.js';
import { Questions, type Asker } from './questions.js';
import { dispatchOptions, isRepeatable, requestBytes, withoutBody, type RequestPlan } from './request-plan.js';
import { Stage } from './stage.js';
import { isForwarded, isTunnelled, type Target } from './target.js';

/** How often a request is sent again after its connection closed without a byte of an answer (recorded). */
const repetitions = 2;

/** One request and its answer: a dispatch handler that tells signals. */
export class Exchange implements DispatchHandler, Asker {
  readonly #host: ExchangeHost;
  readonly #plan: RequestPlan;
  readonly #subscriber: Subscriber<Signal>;
  readonly #flow: Flow;
  readonly #questions: Questions;
  #stage = new Stage(undefined);
  #authentication: Authentication | undefined;
  /** What was sent last: the plan, or the same without its body. */
  #sent: RequestPlan;
  /** The server, or the proxy, has asked for credentials for this very request. */
  #isChallenged = false;
  /** A request without its body was answered as if it were the whole: from now on it goes whole. */
  #needsBody = false;
  #repeated = 0;
  #isObserved = false;
  #isAnswered = false;
  #isOver = false;

  constructor(host: ExchangeHost, plan: RequestPlan, subscriber: Subscriber<Signal>) {
    this.#host = host;
    this.#flow = new Flow(host.settings.schedule);
    this.#plan = this.#sent = plan;
    this.#subscriber = subscriber;
    this.#questions = new Questions(host, this);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  begin(): void {
    this.#plan.receiver.open({
      onSpace: () => {
        this.#flow.release();
      },
      onFailure: (error) => {
        this.#fail(sinkFailed(error));
      },
    });
    this.#sendWhenSettled();
  }

  /** Torn down by whoever subscribed: nothing more is told, and what is on its way is given up. */
  giveUp(): void {
    if (this.#isOver) return;
    this.#host.spoil();
    this.#end(aborted());
  }

  tell(signal: Signal): void {
    this.#subscriber.next(signal);
  }

  /** What was asked for has not been given. */
  fail(failure: Failure): void {
    if (!this.#stage.isConnected) this.#host.failToOpen();
    this.#fail(failure);
  }

  // What the connection shows.

  /** A connection is being opened for it, or its first byte is about to be written. */
  onUnderWay(): void {
    this.#stage.isUnderWay = true;
  }

  onConnected(): void {
    this.#stage.isConnected = true;
  }

  onBytesSent(done: number, total: number): void {
    this.#stage.hasSent = true;
    if (!this.#isOver) this.#subscriber.next({ type: 'dataSendProgress', done, total });
  }

  onSocketError(error: Error): void {
    this.#stage.socketError = error;
  }

  onFirstByte(): void {
    this.#stage.hasAnswer = true;
  }

  onStatusLine(line: string): void {
    this.#stage.statusLine = line;
  }

  onTlsErrors(errors: readonly SslError[], decide: (isAccepted: boolean) => void): void {
    this.#questions.askAboutTls(errors, decide);
  }

  onTunnel(refusal: HttpResponseHeader | undefined, go: (fields: readonly HeaderField[]) => void): void {
    const { target } = this.#stage;
    if (target) this.#questions.askForTunnel(target, refusal, go);
  }

  onTunnelled(answer: HttpResponseHeader): void {
    this.#questions.tunnelled(answer);
  }

  onLogin(go: (login: Login) => void): void {
    const { target } = this.#stage;
    if (target) this.#questions.askForLogin(target, go);
  }

  /** @returns whether the exchange deals with it, so that the connection need not */
  onClosed(): boolean {
    if (this.#isOver) return false;
    // Else the connection that the last exchange left behind closes, while this one waits for another.
    if (this.#stage.isUnderWay) this.#stage.hasClosed = true;
    else this.#stage.isConnected = false;
    return this.#stage.isUnderWay;
  }

  // What the dispatcher tells.

  onRequestStart(controller: DispatchController): void {
    if (this.#isOver) {
      controller.abort(aborted());
      return;
    }
    this.#flow.begin(controller);
    if (!this.#isObserved) this.#host.change('write');
  }

  onRequestSent(): void {
    this.#stage.isSent = true;
    if (!this.#isObserved) this.#tellSent();
  }

  onResponseStart(
    controller: DispatchController,
    statusCode: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
    statusMessage?: string,
  ): void {
    if (this.#isOver || statusCode < 200) return; // RFC 9110, 15.2: an interim answer
    if (!this.#isObserved) this.#tellSent();
    const stage = this.#stage;
    stage.hasAnswer = true;
    this.#host.change('firstByte');
    if (this.#over()) return;
    const method = this.#plan.header.method();
    const head = answerHead(method, statusCode, statusMessage, stage.statusLine, controller.rawHeaders, headers);
    if (!Number.isSafeInteger(head.expected)) {
      this.#fail(invalidHead()); // RFC 9112, 6.3: no length that can be counted
      return;
    }
    stage.head = head;
    if (!isChallenge(head.header)) this.#authentication?.accepted(head.header);
    else this.#host.lastResponse = head.header;
    if (this.#isForDialogue(head.header)) return; // its body is read and dropped, then it is answered
    this.#host.lastResponse = head.header;
    this.#subscriber.next({ type: 'responseHeaderReceived', header: head.header });
    if (this.#over()) return;
    if (head.expected > this.#host.settings.limits.bodyBytes)
      this.#fail(tooLarge(this.#stage.target, this.#host.settings.limits.bodyBytes));
    else if (statusCode === 205 && !head.isFramed) this.onResponseEnd(); // RFC 9110, 15.3.6: no body to wait for
  }

  onResponseData(_controller: DispatchController, chunk: Uint8Array): void {
    const stage = this.#stage;
    // undici's resume() tells a chunk of no bytes; to receive it would ask for the next one, and so for ever.
    if (this.#isOver || !stage.head || chunk.byteLength === 0) return;
    const { receiver } = this.#plan;
    stage.received += chunk.byteLength;
    if (stage.received > this.#host.settings.limits.bodyBytes) {
      this.#fail(tooLarge(this.#stage.target, this.#host.settings.limits.bodyBytes));
      return;
    }
    const { header, expected } = stage.head;
    if (this.#isForDialogue(header)) return;
    // The bytes have to be where they belong before they are told, so that an abort inside the telling loses none.
    if (!receiver.isTelling && !receiver.receive(chunk)) this.#flow.hold();
    if (this.#over()) return;
    this.#subscriber.next({ type: 'dataReadProgress', done: stage.received, total: expected });
    if (this.#over()) return;
    if (receiver.isReadable) this.#subscriber.next({ type: 'readyRead', header });
    if (receiver.isTelling && !receiver.receive(chunk)) this.#flow.hold();
  }

  onResponseEnd(): void {
    if (this.#isOver || this.#isAnswered) return;
    const { head, socketError } = this.#stage;
    if (socketError && !head?.isFramed) {
      this.#fail(failureFrom(socketError, this.#stage)); // undici takes the reset for the end that was awaited
      return;
    }
    if (head && isChallenge(head.header)) {
      const { header } = head;
      const again = () => {
        this.#sendAgain(header);
      };
      if (this.#authentication) this.#questions.answerChallenge(this.#authentication, header, again);
      return;
    }
    if (head && this.#isForDialogue(head.header)) {
      this.#needsBody = true;
      this.#sendAgain(head.header);
      return;
    }
    this.#isAnswered = true;
    this.#plan.receiver.flush(() => {
      this.#finish();
    });
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.#isOver || this.#isAnswered) return;
    const stage = this.#stage;
    if (this.#repeated < repetitions && isRepeatable(this.#plan) && isCloseWithoutAnswer(error, stage)) {
      this.#repeat();
      return;
    }
    if (!stage.isConnected) this.#host.failToOpen();
    this.#fail(failureFrom(error, stage));
  }

  #sendWhenSettled(): void {
    this.#host.whenSettled(() => {
      if (this.#over()) return;
      const { target } = this.#host;
      if (target?.proxy?.type === 'httpCaching' && isTunnelled(target)) this.#fail(noTunnel(target));
      else if (target) this.#send(target);
      else this.#fail(noHost());
    });
  }

  #send(target: Target): void {
    try {
      this.#dispatch(target);
    } catch (error) {
      this.#fail(notBegun(error)); // nobody further up could tell it as the end of this command
    }
  }

  #dispatch(target: Target): void {
    const dispatcher = this.#host.dispatcher();
    this.#isObserved = dispatcher.observe !== undefined;
    this.#stage = new Stage(target, this.#host.isStanding);
    this.#authentication ??= requestAuthentication(this.#host.credentials, this.#plan, target);
    const fields = this.#authentication.fields();
    if (isForwarded(target)) fields.unshift(['Proxy-Connection', 'keep-alive']); // as recorded, for old proxies
    this.#sent = this.#leavesBodyOut(this.#authentication) ? withoutBody(this.#plan) : this.#plan;
    dispatcher.dispatch(dispatchOptions(this.#sent, target, fields), this);
  }

  /**
   * Whether the body stays here while a handshake begins. Where the server has not asked for one, it might take the
   * request without its body for the whole: then only a body that can be sent but once is kept for the right moment.
   */
  #leavesBodyOut({ isNegotiating }: Authentication): boolean {
    const { source } = this.#plan;
    if (!source || !isNegotiating || this.#needsBody) return false;
    return this.#isChallenged || !source.isRepeatable;
  }

  /** Whether an answer is none to the request: a challenge, or the answer to a handshake that was not wanted. */
  #isForDialogue(header: HttpResponseHeader): boolean {
    return isChallenge(header) || this.#sent !== this.#plan;
  }

  /** The same request with credentials, over the same connection if that stays. */
  #sendAgain(header: HttpResponseHeader): void {
    if (this.#over()) return;
    this.#isChallenged = true;
    const { source } = this.#sent;
    if (source && !source.isRepeatable) {
      this.#fail(cannotSendAgain(header));
      return;
    }
    source?.cancel();
    if (this.#endsConnection()) {
      this.#host.spoil();
      this.#host.close();
    }
    this.#sendWhenSettled();
  }

  /** An answer that comes before the request has been sent leaves the rest of it without a meaning. */
  #endsConnection(): boolean {
    const { head, hasClosed, isSent } = this.#stage;
    return this.#isObserved && ((head?.endsConnection ?? false) || hasClosed || !isSent);
  }

  #repeat(): void {
    this.#repeated++;
    this.#plan.source?.cancel();
    if (this.#stage.isConnected) this.#host.spoil();
    else this.#host.failToOpen();
    this.#host.close();
    this.#sendWhenSettled();
  }

  /** The answer is whole, and everything of it has been taken. */
  #finish(): void {
    if (this.#over()) return;
    if (this.#endsConnection()) {
      this.#host.spoil();
      this.#host.close();
    } else {
      this.#host.change('answered');
    }
    this.#host.whenSettled(() => {
      if (this.#over()) return;
      this.#end();
      this.#subscriber.complete();
    });
  }

  #fail(failure: Failure): void {
    if (this.#over()) return;
    this.#host.spoil();
    this.#end(failure);
    this.#subscriber.error(failure);
  }

  #end(reason?: Error): void {
    this.#isOver = true;
    this.#questions.cancel();
    this.#flow.end(reason);
    this.#plan.receiver.close();
    this.#plan.source?.cancel();
    this.#host.leave(this);
  }

  /** Whether it is over, as a call and not a field: a subscriber may have ended it since the last look. */
  #over(): boolean {
    return this.#isOver;
  }

  /** What was sent, where no socket shows it. */
  #tellSent(): void {
    if (this.#stage.hasSent || this.#isOver) return;
    this.#stage.isConnected = true;
    const bytes = requestBytes(this.#sent);
    if (bytes !== undefined) this.onBytesSent(bytes, bytes);
  }
}
