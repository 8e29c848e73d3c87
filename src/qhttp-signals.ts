import { BehaviorSubject, Subject } from 'rxjs';
import type { SignalListener } from './pipeline.js';
import type { HttpResponseHeader } from './headers/http-response-header.js';
import type { Progress } from './values/progress.js';
import type { Signal, SignalOf } from './values/signal.js';
import type { SslError } from './values/ssl-error.js';
import { State } from './values/state.js';
import { OrderedSubject } from './signals/ordered-subject.js';

/**
 * The signals as Subjects. Each is told at once: first to `signals$`, then to the signal's own Subject. One that nobody
 * listens to is not told at all: that is not for nothing even where nobody hears it.
 */
export class QHttpSignals implements SignalListener {
  readonly signals$ = new OrderedSubject<Signal>();
  readonly requestStarted$ = new Subject<number>();
  readonly requestFinished$ = new Subject<{ readonly id: number; readonly error: boolean }>();
  readonly done$ = new Subject<boolean>();
  readonly state$ = new BehaviorSubject<State>(State.Unconnected);
  readonly responseHeaderReceived$ = new Subject<HttpResponseHeader>();
  readonly readyRead$ = new Subject<HttpResponseHeader>();
  readonly dataSendProgress$ = new Subject<Progress>();
  readonly dataReadProgress$ = new Subject<Progress>();
  readonly authenticationRequired$ = new Subject<Omit<SignalOf<'authenticationRequired'>, 'type'>>();
  readonly proxyAuthenticationRequired$ = new Subject<Omit<SignalOf<'proxyAuthenticationRequired'>, 'type'>>();
  readonly sslErrors$ = new Subject<readonly SslError[]>();

  /** Changes of state that `state$` has not been told yet. */
  readonly #untoldStates: State[] = [];

  tell(signal: Signal): void {
    if (signal.type === 'stateChanged') {
      this.#tellState(signal);
      return;
    }
    if (this.signals$.observed) this.signals$.next(signal);
    switch (signal.type) {
      case 'requestStarted':
        if (this.requestStarted$.observed) this.requestStarted$.next(signal.id);
        break;
      case 'requestFinished':
        if (this.requestFinished$.observed) this.requestFinished$.next({ id: signal.id, error: signal.error });
        break;
      case 'done':
        if (this.done$.observed) this.done$.next(signal.error);
        break;
      case 'responseHeaderReceived':
        if (this.responseHeaderReceived$.observed) this.responseHeaderReceived$.next(signal.header);
        break;
      case 'readyRead':
        if (this.readyRead$.observed) this.readyRead$.next(signal.header);
        break;
      case 'dataSendProgress':
        if (this.dataSendProgress$.observed) this.dataSendProgress$.next({ done: signal.done, total: signal.total });
        break;
      case 'dataReadProgress':
        if (this.dataReadProgress$.observed) this.dataReadProgress$.next({ done: signal.done, total: signal.total });
        break;
      case 'authenticationRequired': {
        const { host, port, authenticator } = signal;
        this.authenticationRequired$.next({ host, port, authenticator });
        break;
      }
      case 'proxyAuthenticationRequired': {
        const { proxy, authenticator } = signal;
        this.proxyAuthenticationRequired$.next({ proxy, authenticator });
        break;
      }
      case 'sslErrors':
        this.sslErrors$.next(signal.errors);
        break;
    }
  }

  /**
   * A change that a subscriber set off inside another is told after it, so that the last value is the present state.
   */
  #tellState(signal: SignalOf<'stateChanged'>): void {
    const untold = this.#untoldStates;
    if (!this.signals$.observed && untold.length === 0) {
      this.state$.next(signal.state);
      return;
    }
    untold.push(signal.state);
    this.signals$.next(signal);
    for (let state = untold.shift(); state !== undefined; state = untold.shift()) this.state$.next(state);
  }

  end(): void {
    this.signals$.complete();
    this.requestStarted$.complete();
    this.requestFinished$.complete();
    this.done$.complete();
    this.state$.complete();
    this.responseHeaderReceived$.complete();
    this.readyRead$.complete();
    this.dataSendProgress$.complete();
    this.dataReadProgress$.complete();
    this.authenticationRequired$.complete();
    this.proxyAuthenticationRequired$.complete();
    this.sslErrors$.complete();
  }
}
