import { Subscription, type SchedulerLike } from 'rxjs';
import type { ConnectionListener } from '../connection/dispatch-like.js';

/** What a connection does to the exchanges that go over it. */
export interface OnConnection {
  /** The connection has closed under it. */
  onClosed(): void;
  /** Nobody wants to hear of it any more. */
  onDropped(): void;
}

/** One connection on virtual time: it stands from its first exchange on, until something closes it for good. */
export class MarbleConnection {
  isStanding = false;
  /** The next exchange needs another one. */
  isSpoilt = false;
  readonly #scheduler: SchedulerLike;
  readonly #exchanges = new Set<OnConnection>();
  readonly #timers = new Subscription();
  #listener: ConnectionListener | undefined;
  #isClosed = false;

  /** @param listener - undefined where nobody observes */
  constructor(scheduler: SchedulerLike, listener: ConnectionListener | undefined) {
    this.#scheduler = scheduler;
    this.#listener = listener;
  }

  /** Undefined as soon as nobody observes any more. */
  get listener(): ConnectionListener | undefined {
    return this.#listener;
  }

  /** Calls back in so many frames, unless nobody observes any more by then. */
  schedule(work: () => void, frames: number): Subscription {
    const timer = this.#scheduler.schedule(work, frames);
    this.#timers.add(timer);
    return timer;
  }

  join(exchange: OnConnection): void {
    this.#exchanges.add(exchange);
  }

  leave(exchange: OnConnection): void {
    this.#exchanges.delete(exchange);
  }

  /** Closes it, and tells so unless that is told already. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = this.isSpoilt = true;
    this.isStanding = false;
    this.#listener?.onClosed();
    for (const exchange of this.#exchanges) exchange.onClosed();
  }

  /** Nobody observes it any more: what is under way on it is never told. */
  drop(): void {
    this.#isClosed = this.isSpoilt = true;
    this.#listener = undefined;
    for (const exchange of this.#exchanges) exchange.onDropped();
    this.#timers.unsubscribe();
  }
}
