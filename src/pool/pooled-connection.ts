import type { Observer, Subscription } from 'rxjs';
import { QHttp } from '../qhttp.js';
import type { QHttpOptions } from '../qhttp-options.js';
import type { CommandSignal, Signal } from '../values/signal.js';
import { State } from '../values/state.js';
import type { Carrier, PooledRequest } from './pooled-request.js';
import type { UrlParts } from './url-parts.js';

/** Who is told how a connection gets on. */
export interface ConnectionOwner {
  onSignal(connection: PooledConnection, signal: Signal): void;
  /** It stands, and its request is over: it can carry another one. */
  onFree(connection: PooledConnection): void;
  /** It has closed, and is of no use any more; may be told again. */
  onGone(connection: PooledConnection): void;
}

/** One connection of a pool: a `QHttp` that is given one request at a time. */
export class PooledConnection implements Carrier {
  readonly #http: QHttp;
  readonly #owner: ConnectionOwner;
  #request: PooledRequest | undefined;
  #subscription: Subscription | undefined;
  #hasFailed = false;

  /** One for all requests: only one runs at a time. */
  readonly #observer: Observer<CommandSignal> = {
    next: (signal) => {
      const request = this.#request;
      if (!request) return;
      if (signal.type === 'requestStarted') request.id = signal.id;
      request.subscriber.next(signal);
    },
    error: (error: unknown) => {
      this.#leave()?.subscriber.error(error);
      this.#review();
    },
    complete: () => {
      this.#leave()?.subscriber.complete();
    },
  };

  constructor(
    readonly url: UrlParts,
    options: QHttpOptions,
    owner: ConnectionOwner,
  ) {
    this.#owner = owner;
    this.#http = new QHttp(url.host, url.mode, url.port, options);
    // Ends with the QHttp.
    this.#http.signals$.subscribe((signal) => {
      this.#onSignal(signal);
    });
  }

  carry(request: PooledRequest): void {
    this.#request = request;
    request.carrier = this;
    const { header, data } = request.details;
    try {
      this.#subscription = this.#http.request$(header, data).subscribe(this.#observer);
    } catch (error) {
      this.#observer.error(error); // a stream that another subscription has used meanwhile
    }
  }

  cancel(): void {
    const subscription = this.#subscription;
    this.#leave();
    subscription?.unsubscribe();
    this.#review();
  }

  /** Closes it while nobody uses it; its owner has let go of it. */
  close(): void {
    const wasStanding = this.#http.state() === State.Connected;
    this.destroy();
    if (!wasStanding) return;
    this.#owner.onSignal(this, { type: 'stateChanged', state: State.Closing });
    this.#owner.onSignal(this, { type: 'stateChanged', state: State.Unconnected });
  }

  /** Ends everything; a request that it carries is told. */
  destroy(): void {
    this.#http.destroy();
  }

  #onSignal(signal: Signal): void {
    this.#owner.onSignal(this, signal);
    if (signal.type === 'done') {
      if (signal.error) this.#hasFailed = true;
      this.#review();
    } else if (signal.type === 'stateChanged' && signal.state === State.Unconnected) {
      this.#review();
    }
  }

  #leave(): PooledRequest | undefined {
    const request = this.#request;
    this.#request = this.#subscription = undefined;
    if (request) request.carrier = undefined;
    return request;
  }

  /** Looks what can be done with it. A failure is followed by the closing, which is awaited. */
  #review(): void {
    const http = this.#http;
    if (this.#request || http.currentId() !== 0) return;
    if (http.state() === State.Unconnected) {
      this.destroy();
      this.#owner.onGone(this);
    } else if (http.state() === State.Connected && !this.#hasFailed) {
      this.#owner.onFree(this);
    }
  }
}
