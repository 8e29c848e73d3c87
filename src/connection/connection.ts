import { Observable } from 'rxjs';
import type { HeaderField } from '../headers/header-field.js';
import { HttpResponseHeader } from '../headers/http-response-header.js';
import { State } from '../values/state.js';
import type { NetworkProxy } from '../values/network-proxy.js';
import type { SslError } from '../values/ssl-error.js';
import type { Signal } from '../values/signal.js';
import type { ConnectionSettings } from './connection-settings.js';
import { CredentialStore } from './credential-store.js';
import { nextState, type ConnectionEvent } from './connection-state.js';
import type { ConnectionListener, DispatchHandler, DispatchLike, Login, Transport } from './dispatch-like.js';
import type { EarlyRequests } from './early-requests.js';
import type { ExchangeHost } from './exchange-host.js';
import { Exchange } from './exchange.js';
import type { Question } from './question.js';
import type { OwnConnections } from './platform.js';
import { canBeEarly, dispatchOptions, type OutgoingRequest, type RequestPlan } from './request-plan.js';
import { Route, type Traveller } from './route.js';
import { isForwarded, isSameConnection, type Target } from './target.js';

/** Who is told how a connection gets on. */
export interface ConnectionOwner {
  /** Each change of state, as it happens. */
  onState(state: State): void;
  /** A request has been sent whole: now is the time for {@link Connection.sendEarly}. */
  onRequestSent(): void;
}

/** One keep-alive connection: its state, and the exchanges that go over it one by one. */
export class Connection implements ExchangeHost, ConnectionListener, Traveller {
  readonly settings: ConnectionSettings;
  readonly credentials: CredentialStore;
  readonly route: Route;
  readonly early: EarlyRequests | undefined;
  /** The head of the last answer, also of one that was no normal answer. */
  lastResponse = new HttpResponseHeader();
  /** What the subscribers are being asked, while they are. */
  question: Question | undefined;
  readonly #connections: OwnConnections | undefined;
  readonly #owner: ConnectionOwner;
  readonly #foreign: DispatchLike | undefined;
  #state = State.Unconnected;
  #current: Dispatching | undefined;
  #exchange: Exchange | undefined;
  /** The connection stands, or is being opened. */
  #isOpen = false;
  #isSpoilt = false;
  #hasFailedToOpen = false;
  #onSettled: (() => void)[] = [];

  /**
   * @param connections - undefined where there has to be a dispatcher
   * @param foreign - a dispatcher that was handed in: used for everything, and never closed
   */
  constructor(
    settings: ConnectionSettings,
    connections: OwnConnections | undefined,
    owner: ConnectionOwner,
    foreign?: DispatchLike,
  ) {
    this.settings = settings;
    this.credentials = new CredentialStore(settings.hashes);
    if (settings.pipelining > 1) {
      this.early = connections?.earlyRequests(() => {
        this.#closeSpoilt();
      });
    }
    this.route = new Route(this.credentials, settings.environmentProxy, this);
    this.#connections = connections;
    this.#owner = owner;
    this.#foreign = foreign;
  }

  get state(): State {
    return this.#state;
  }

  get isStanding(): boolean {
    return this.#isOpen && (this.#state === State.Connected || this.#state === State.Reading);
  }

  get target(): Target | undefined {
    return this.route.target;
  }

  /**
   * Sends a request and tells the signals of its answer; errors with a `Failure`. Unsubscribing gives the
   * exchange up, which leaves the connection to be closed.
   */
  exchange(plan: RequestPlan): Observable<Signal> {
    return new Observable((subscriber) => {
      const exchange = new Exchange(this, plan, subscriber);
      this.#exchange = exchange;
      exchange.begin();
      return exchange;
    });
  }

  /**
   * Sends a request whose turn comes after that of the one on its way, unless it was sent already.
   *
   * @returns whether it is on its way now
   */
  sendEarly(request: OutgoingRequest): boolean {
    const { target, early } = this;
    if (!early || early.has(request)) return early !== undefined;
    const { transport } = this.#current ?? {};
    if (!target || !transport || isForwarded(target) || !this.leadsTo(target) || !this.credentials.isEmpty)
      return false;
    const isInOrder = !this.#isSpoilt && !early.isSpoilt && this.#state !== State.Closing;
    const isFull = early.size >= this.settings.pipelining - 1;
    if (!isInOrder || isFull || !canBeEarly(request) || !this.#exchange?.sending?.canBeFollowed) return false;
    transport.dispatchEarly(dispatchOptions(request, target, []), early.add(request));
    return true;
  }

  /** Its turn will not come: a connection over which it was sent already is closed when the exchange on it is over. */
  dropEarly(request: OutgoingRequest): void {
    this.early?.drop(request);
  }

  /** Closes the connection if there is one: `Closing` at once, `Unconnected` when the socket has closed. */
  close(): void {
    if (this.#state === State.Closing) return;
    if (this.#state === State.Unconnected) {
      if (this.#isSpoilt) this.#letGo();
    } else if (this.#hasFailedToOpen) {
      this.#letGo();
      this.change('failed');
    } else {
      this.change('close');
      this.#closeSocket();
    }
  }

  /** Lets go of a socket that was handed in: whatever ends now, it stays open. */
  release(): void {
    this.#current?.transport?.release();
  }

  /** Ends everything without a word. */
  destroy(): void {
    this.#onSettled = [];
    this.release();
    this.#exchange?.unsubscribe();
    this.#letGo();
    this.#state = State.Unconnected;
  }

  /** Completes when the connection has closed; subscribing closes it. */
  closing(): Observable<never> {
    return new Observable((subscriber) => {
      this.close();
      this.whenSettled(() => {
        subscriber.complete();
      });
    });
  }

  // What an exchange asks for.

  whenSettled(callback: () => void): void {
    if (this.#state === State.Closing) this.#onSettled.push(callback);
    else callback();
  }

  leadsTo(target: Target): boolean {
    return this.#current !== undefined && isSameConnection(this.#current.target, target);
  }

  dispatcher(target: Target): DispatchLike {
    if (this.#current && this.leadsTo(target)) return this.#current.dispatcher;
    this.#letGo();
    const transport = this.#foreign ? undefined : this.#connections?.createTransport(target, this.settings);
    const dispatcher = transport ?? this.#foreign;
    if (!dispatcher) throw new Error('a connection needs a dispatcher');
    this.#isSpoilt = false;
    this.#isOpen = !dispatcher.observe; // what cannot be seen counts as open
    this.#current = { target, dispatcher, transport, unobserve: dispatcher.observe?.(this) };
    return dispatcher;
  }

  proxyFor(target: Target): NetworkProxy | undefined {
    return this.route.proxyFor(target);
  }

  change(event: ConnectionEvent): void {
    const next = nextState(this.#state, event);
    if (next === undefined) return;
    this.#state = next;
    this.#owner.onState(next);
  }

  spoil(): void {
    this.#isSpoilt = true;
  }

  failToOpen(): void {
    this.#isSpoilt = this.#hasFailedToOpen = true;
  }

  onRequestSent(): void {
    this.#owner.onRequestSent();
  }

  leave(exchange: DispatchHandler): void {
    if (this.#exchange === exchange) this.#exchange = undefined;
  }

  // What the dispatcher's connection shows.

  onLookup(): void {
    this.#isOpen = true;
    this.#exchange?.sending?.onUnderWay();
    this.change('lookup');
  }

  onConnecting(): void {
    this.#isOpen = true;
    this.#exchange?.sending?.onUnderWay();
    this.change('connect');
  }

  onConnected(): void {
    this.#isOpen = true;
    this.#exchange?.sending?.onUnderWay();
    this.#exchange?.sending?.onConnected();
    this.change(this.#state === State.Connecting ? 'connected' : 'write'); // a socket that was handed in stood already
  }

  onSending(): void {
    this.#exchange?.sending?.onUnderWay();
    this.#exchange?.sending?.onConnected();
    this.change('write');
  }

  onBytesSent(done: number, total: number): void {
    this.change('write'); // for one that does not tell onSending
    this.#exchange?.sending?.onBytesSent(done, total);
  }

  onSocketError(error: Error): void {
    this.#exchange?.sending?.onSocketError(error);
  }

  onProxyReached(): void {
    this.#exchange?.sending?.onProxyReached();
  }

  onBodyHeld(isHeld: boolean): void {
    this.#exchange?.sending?.onBodyHeld(isHeld);
  }

  onBytesReceived(): void {
    this.#exchange?.sending?.onBytesReceived();
  }

  onBodyWithheld(): void {
    this.#exchange?.sending?.onBodyWithheld();
  }

  onFirstByte(): void {
    this.#exchange?.sending?.onFirstByte();
    this.change('firstByte');
  }

  onStatusLine(line: string): void {
    this.#exchange?.sending?.onStatusLine(line);
  }

  onTlsErrors(errors: readonly SslError[], decide: (isAccepted: boolean) => void): void {
    const sending = this.#exchange?.sending;
    if (sending) sending.onTlsErrors(errors, decide);
    else decide(false);
  }

  onTunnel(refusal: HttpResponseHeader | undefined, go: (fields: readonly HeaderField[]) => void): void {
    this.#exchange?.sending?.onTunnel(refusal, go);
  }

  onTunnelled(answer: HttpResponseHeader): void {
    this.#exchange?.sending?.onTunnelled(answer);
  }

  onLogin(go: (login: Login) => void): void {
    this.#exchange?.sending?.onLogin(go);
  }

  onLoginRefused(): void {
    this.#exchange?.sending?.onLoginRefused();
  }

  onClosed(): void {
    this.#isOpen = false;
    if (this.#state === State.Closing) {
      this.#closed();
    } else if (!this.#exchange?.sending?.onClosed()) {
      this.close();
    }
  }

  // What the route tells.

  onTurn(): void {
    if (this.#current?.target.socket) this.#letGo();
  }

  onUserChanged(): void {
    if (this.#state === State.Closing) return;
    this.#isSpoilt = true;
    this.#letGo();
  }

  /** Where an exchange goes on, or has failed, it is closed when that is over. */
  #closeSpoilt(): void {
    if (this.#exchange || this.#isSpoilt) return;
    this.#isSpoilt = true;
    this.close();
  }

  #closeSocket(): void {
    const transport = this.#current?.transport;
    if (transport && this.#isOpen) {
      this.#isSpoilt = true;
      transport.destroy();
    } else {
      // One that was handed in is not closed: it is let go of, and what its connection does from now on is not ours.
      if (!transport) this.#isSpoilt = true;
      this.#closed();
    }
  }

  #closed(): void {
    if (this.#state !== State.Closing) return; // a subscriber to `Closing` was faster
    this.credentials.disconnected();
    if (this.#isSpoilt) this.#letGo();
    this.change('closed');
    const callbacks = this.#onSettled;
    this.#onSettled = [];
    for (const callback of callbacks) callback();
  }

  #letGo(): void {
    const current = this.#current;
    const isSpoilt = this.#isSpoilt;
    if (current) this.credentials.disconnected();
    this.#current = undefined;
    this.early?.clear();
    this.#isSpoilt = this.#hasFailedToOpen = this.#isOpen = false;
    current?.unobserve?.();
    if (!isSpoilt) current?.transport?.release();
    current?.transport?.destroy();
  }
}

/** The dispatcher in use, and the host that it was made for. */
interface Dispatching {
  readonly target: Target;
  readonly dispatcher: DispatchLike;
  /** Undefined for one that was handed in. */
  readonly transport: Transport | undefined;
  readonly unobserve: (() => void) | undefined;
}
