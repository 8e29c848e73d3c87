import { Observable } from 'rxjs';
import type { HeaderField } from '../headers/header-field.js';
import { HttpResponseHeader } from '../headers/http-response-header.js';
import { State } from '../values/state.js';
import type { NetworkProxy } from '../values/network-proxy.js';
import type { SslError } from '../values/ssl-error.js';
import { impersonal } from '../values/tls-options.js';
import type { Signal } from '../values/signal.js';
import type { ConnectionSettings } from './connection-settings.js';
import { CredentialStore } from './credential-store.js';
import { nextState, type ConnectionEvent } from './connection-state.js';
import type { ConnectionListener, DispatchHandler, DispatchLike, Login, Transport } from './dispatch-like.js';
import type { ExchangeHost } from './exchange-host.js';
import { Exchange } from './exchange.js';
import { environmentProxy } from './environment-proxy.js';
import type { Question } from './question.js';
import type { RequestPlan } from './request-plan.js';
import { isUnconnected, type SocketSource } from './socket-source.js';
import { isSameConnection, isSameProxy, type Target } from './target.js';

/** Makes the dispatcher of one connection. */
export type TransportFactory = (target: Target, settings: ConnectionSettings) => Transport;

/** One keep-alive connection: its state, and the exchanges that go over it one by one. */
export class Connection implements ExchangeHost, ConnectionListener {
  readonly settings: ConnectionSettings;
  readonly credentials: CredentialStore;
  /** The head of the last answer, also of one that was no normal answer. */
  lastResponse = new HttpResponseHeader();
  /** What the subscribers are being asked, while they are. */
  question: Question | undefined;
  readonly #createTransport: TransportFactory;
  readonly #onState: (state: State) => void;
  readonly #foreign: DispatchLike | undefined;
  #state = State.Unconnected;
  #target: Target | undefined;
  #proxy: NetworkProxy | undefined;
  /** The same, for the present target. */
  #proxyInEffect: NetworkProxy | undefined;
  /** That was handed in while there was no target. */
  #socket: SocketSource | undefined;
  #current: Dispatching | undefined;
  #exchange: Exchange | undefined;
  /** The connection stands, or is being opened. */
  #isOpen = false;
  #isSpoilt = false;
  #hasFailedToOpen = false;
  #onSettled: (() => void)[] = [];

  /**
   * @param onState - is told each change of state, as it happens
   * @param foreign - a dispatcher that was handed in: used for everything, and never closed
   */
  constructor(
    settings: ConnectionSettings,
    createTransport: TransportFactory,
    onState: (state: State) => void,
    foreign?: DispatchLike,
  ) {
    this.settings = settings;
    this.credentials = new CredentialStore(settings.hashes);
    this.#createTransport = createTransport;
    this.#onState = onState;
    this.#foreign = foreign;
  }

  get state(): State {
    return this.#state;
  }

  get isStanding(): boolean {
    return this.#isOpen && (this.#state === State.Connected || this.#state === State.Reading);
  }

  get target(): Target | undefined {
    return this.#target;
  }

  /**
   * Where the next exchange goes; a connection to somewhere else is let go of when that begins, one that was handed in at
   * once.
   *
   * @throws Error where the environment names a proxy that cannot be one
   */
  setTarget(target: Target | undefined): void {
    const socket = this.#socket;
    const before = this.#proxyInEffect;
    const proxy = (this.#proxyInEffect = this.#proxy);
    // The same proxy, of which it is said anew who asks: nobody.
    if (proxy && before?.user !== undefined && proxy.user === undefined && isSameProxy(before, proxy)) {
      this.credentials.proxy(proxy).setUser('', '');
    }
    try {
      this.#retarget(target && { ...target, proxy: this.proxyFor(target) });
    } catch (error) {
      this.#retarget(undefined); // what was meant for this host must not go to the one before
      throw error;
    }
    if (socket && this.#target) this.setSocket(socket);
    const present = this.#target;
    if (present) {
      this.#changeUser(present, () => {
        this.credentials.arriveAt(present);
      });
    }
  }

  /** Counts from the next target on; none counts at once. */
  setProxy(proxy: NetworkProxy | undefined): void {
    this.#proxy = proxy;
    if (proxy) return;
    this.#proxyInEffect = undefined;
    const target = this.#target;
    if (!target?.proxy) return;
    // A socket that was handed in, and leads to the proxy, is no way to the host.
    const socket = target.socket && isUnconnected(target.socket) ? target.socket : undefined;
    if (socket === target.socket) this.#target = { ...target, proxy };
    else this.#retarget({ ...target, proxy, socket });
  }

  /** For the present target; for the next one where there is none yet. */
  setSocket(socket: SocketSource): void {
    const target = this.#target;
    this.#socket = target ? undefined : socket;
    // What leads somewhere already does not lead through a proxy.
    if (target) this.#retarget({ ...target, socket, proxy: isUnconnected(socket) ? target.proxy : undefined });
  }

  /** For the present target; for the next one where there is none yet. */
  setUser(user: string, password: string): void {
    const target = this.#target;
    const change = () => {
      this.credentials.setUser(target, user, password);
    };
    if (target) this.#changeUser(target, change);
    else change();
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
    const tls = target.isForeign ? impersonal(this.settings.tls) : this.settings.tls;
    const transport = this.#foreign ? undefined : this.#createTransport(target, { ...this.settings, tls });
    const dispatcher = transport ?? this.#foreign;
    if (!dispatcher) throw new Error('a connection needs a dispatcher');
    this.#isSpoilt = false;
    this.#isOpen = !dispatcher.observe; // what cannot be seen counts as open
    this.#current = { target, dispatcher, transport, unobserve: dispatcher.observe?.(this) };
    return dispatcher;
  }

  proxyFor(target: Target): NetworkProxy | undefined {
    const proxy = this.#proxyInEffect;
    const found = proxy?.type === 'environment' ? environmentProxy(target, this.settings.environment()) : proxy;
    if (found) this.credentials.meet(found);
    return found;
  }

  change(event: ConnectionEvent): void {
    const next = nextState(this.#state, event);
    if (next === undefined) return;
    this.#state = next;
    this.#onState(next);
  }

  spoil(): void {
    this.#isSpoilt = true;
  }

  failToOpen(): void {
    this.#isSpoilt = this.#hasFailedToOpen = true;
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

  /** A connection that was authenticated for somebody else is not used again: it would speak in their name. */
  #changeUser(target: Target, change: () => void): void {
    const wasBound = this.credentials.isBound(target);
    change();
    if (!wasBound || this.credentials.isBound(target) || this.#state === State.Closing) return;
    this.#isSpoilt = true;
    this.#letGo();
  }

  #retarget(target: Target | undefined): void {
    if (this.#current?.target.socket) this.#letGo();
    this.#target = target;
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
