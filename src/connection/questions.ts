import type { HeaderField } from '../headers/header-field.js';
import type { HttpResponseHeader } from '../headers/http-response-header.js';
import { Authenticator } from '../values/authenticator.js';
import { ErrorCode } from '../values/error-code.js';
import { Failure } from '../values/failure.js';
import type { Signal } from '../values/signal.js';
import type { SslError } from '../values/ssl-error.js';
import { authenticationFailure, proxyQuestion, tunnelAuthentication, type Authentication } from './authentication.js';
import type { Deadlines } from './deadlines.js';
import type { Login } from './dispatch-like.js';
import type { ExchangeHost } from './exchange-host.js';
import { unanswered } from './failures.js';
import { Question } from './question.js';
import type { Target } from './target.js';

/** The exchange that asks. */
export interface Asker {
  /** Which stand still while somebody is asked. */
  readonly deadlines: Deadlines | undefined;
  isOver(): boolean;
  tell(signal: Signal): void;
  fail(failure: Failure): void;
}

/** What an exchange asks those who listen to its signals, and what follows from their answers. */
export class Questions {
  readonly #host: ExchangeHost;
  readonly #asker: Asker;
  #tunnel: Authentication | undefined;

  constructor(host: ExchangeHost, asker: Asker) {
    this.#host = host;
    this.#asker = asker;
  }

  /** Holds the connection until the subscribers have decided on it. */
  askAboutTls(errors: readonly SslError[], decide: (isAccepted: boolean) => void): void {
    if (this.#asker.isOver()) decide(false);
    else {
      this.#ask({ type: 'sslErrors', errors }, ({ isAccepted }) => {
        decide(isAccepted);
      });
    }
  }

  /** What to send to a proxy that is to open a way to the host. */
  askForTunnel(
    target: Target,
    refusal: HttpResponseHeader | undefined,
    go: (fields: readonly HeaderField[]) => void,
  ): void {
    if (this.#asker.isOver()) return;
    const tunnel = (this.#tunnel ??= tunnelAuthentication(this.#host.credentials, target));
    const goOn = () => {
      go(tunnel.fields());
    };
    if (!refusal) goOn();
    else {
      this.#host.lastResponse = refusal;
      this.answerChallenge(tunnel, refusal, goOn, (failure) => {
        this.#asker.fail(failure);
      });
    }
  }

  tunnelled(answer: HttpResponseHeader): void {
    this.#tunnel?.accepted(answer);
  }

  /** What to tell a SOCKS proxy; what was given once is taken for good until it is refused. */
  askForLogin({ proxy }: Target, go: (login: Login) => void): void {
    if (this.#asker.isOver() || !proxy) return;
    const { credentials } = this.#host;
    const known = credentials.login(proxy);
    if (known) {
      go(known);
      return;
    }
    const authenticator = new Authenticator();
    this.#ask(proxyQuestion(proxy, authenticator), () => {
      const { user, password } = authenticator;
      if (user === '') {
        const code = ErrorCode.ProxyAuthenticationRequiredError;
        this.#asker.fail(new Failure(code, 'Proxy authentication required'));
      } else {
        credentials.setLogin(proxy, { user, password });
        go({ user, password });
      }
    });
  }

  /** What a SOCKS proxy did not take is not tried with the next request. */
  loginRefused({ proxy }: Target): void {
    if (proxy) this.#host.credentials.setLogin(proxy, undefined);
  }

  /**
   * @param again - sends once more what was refused
   * @param giveUp - takes why that cannot be done
   */
  answerChallenge(
    authentication: Authentication,
    header: HttpResponseHeader,
    again: () => void,
    giveUp: (failure: Failure) => void,
  ): void {
    const verdict = authentication.answer(header);
    if (verdict === 'again') again();
    else if (verdict === 'refuse') giveUp(authenticationFailure(header, false));
    else if (!authentication.mayAsk(header)) giveUp(authentication.unasked(header));
    else {
      this.#ask(authentication.question(header), () => {
        if (authentication.provide(header) === 'again') again();
        else giveUp(authenticationFailure(header, true));
      });
    }
  }

  cancel(): void {
    this.#host.question?.cancel();
    this.#close();
  }

  /** A question that ends with this exchange; an error of what it waits for fails the command. */
  #ask(signal: Signal, answered: (question: Question) => void): void {
    const question = new Question((error) => {
      this.#close();
      if (error === undefined) answered(question);
      else this.#asker.fail(unanswered(error));
    });
    this.#host.question = question;
    this.#asker.deadlines?.suspend();
    question.ask(() => {
      this.#asker.tell(signal);
    });
  }

  #close(): void {
    if (!this.#host.question) return;
    this.#host.question = undefined;
    this.#asker.deadlines?.resume();
  }
}
