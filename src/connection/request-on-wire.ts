import type { HeaderField } from '../headers/header-field.js';
import type { HttpResponseHeader } from '../headers/http-response-header.js';
import type { Failure } from '../values/failure.js';
import type { Signal } from '../values/signal.js';
import type { SslError } from '../values/ssl-error.js';
import type { Deadlines } from './deadlines.js';
import type { Login } from './dispatch-like.js';
import type { ExchangeHost } from './exchange-host.js';
import { Questions, type Asker } from './questions.js';
import { requestBytes, type OutgoingRequest } from './request-plan.js';
import { Stage } from './stage.js';
import type { Target } from './target.js';

/** What the connection shows of the request that is on it: how far it has come, and what has to be asked on the way. */
export abstract class RequestOnWire implements Asker {
  readonly target: Target;
  readonly deadlines: Deadlines | undefined;
  stage: Stage;
  readonly #host: ExchangeHost;
  #questions: Questions | undefined;

  /** @param deadlines - undefined where nothing is bounded in time */
  constructor(host: ExchangeHost, target: Target, deadlines: Deadlines | undefined) {
    this.#host = host;
    this.target = target;
    this.deadlines = deadlines;
    this.stage = new Stage(target);
  }

  /** Made when the first has to be asked: most requests ask none. */
  protected get questions(): Questions {
    return (this.#questions ??= new Questions(this.#host, this));
  }

  protected cancelQuestions(): void {
    this.#questions?.cancel();
  }

  /** Whether nothing more is told of it; a call and not a field: a subscriber may have ended it since the last look. */
  abstract isOver(): boolean;

  abstract tell(signal: Signal): void;

  /** What was asked for has not been given. */
  abstract fail(failure: Failure): void;

  /** A connection is being opened for it, or its first byte is about to be written. */
  onUnderWay(): void {
    this.stage.isUnderWay = true;
  }

  onConnected(): void {
    this.stage.isConnected = true;
  }

  onBytesSent(done: number, total: number): void {
    this.stage.hasSent = true;
    this.deadlines?.restart('idle');
    this.deadlines?.restart('headers');
    if (!this.isOver()) this.tell({ type: 'dataSendProgress', done, total });
  }

  /** What was sent, where no socket shows it. */
  protected tellSent(sent: OutgoingRequest): void {
    if (this.stage.hasSent || this.isOver()) return;
    const bytes = requestBytes(sent);
    if (bytes !== undefined) this.onBytesSent(bytes, bytes);
  }

  // What one tells that was sent before its turn.

  onSending(): void {
    this.#host.onSending();
  }

  onAllSent(bytes: number): void {
    if (!this.isOver()) this.#host.onBytesSent(bytes, bytes);
  }

  onSocketError(error: Error): void {
    this.stage.socketError = error;
  }

  onProxyReached(): void {
    this.stage.isAtProxy = true;
  }

  onBodyHeld(isHeld: boolean): void {
    // A body that is in memory has been given away whole by then, and counts as sent.
    if (isHeld || this.stage.isSent) this.deadlines?.begin('headers');
    else this.deadlines?.end('headers');
  }

  onBytesReceived(): void {
    this.deadlines?.restart('idle');
  }

  onBodyWithheld(): void {
    this.stage.isSent = false;
  }

  onFirstByte(): void {
    this.stage.hasAnswer = true;
  }

  onStatusLine(line: string): void {
    this.stage.statusLine = line;
  }

  onTlsErrors(errors: readonly SslError[], decide: (isAccepted: boolean) => void): void {
    this.questions.askAboutTls(errors, decide);
  }

  onTunnel(refusal: HttpResponseHeader | undefined, go: (fields: readonly HeaderField[]) => void): void {
    this.questions.askForTunnel(this.target, refusal, go);
  }

  onTunnelled(answer: HttpResponseHeader): void {
    this.questions.tunnelled(answer);
  }

  onLogin(go: (login: Login) => void): void {
    this.questions.askForLogin(this.target, go);
  }

  onLoginRefused(): void {
    this.questions.loginRefused(this.target);
  }
}
