import type { Subscriber, Unsubscribable } from 'rxjs';
import type { ColdRequest } from '../cold-request.js';
import type { Place } from '../queue/waiting-line.js';
import type { CommandSignal } from '../values/signal.js';
import type { Origin } from './url-parts.js';

/** What carries a request out. */
export interface Carrier {
  /** Ends it as unsubscribing does. */
  cancel(): void;
}

/** What gives it a connection. */
export interface Dealer {
  /** Removes a request that waits without a word, and ends one that runs. */
  withdraw(request: PooledRequest): void;
}

/** One subscription of a cold request; unsubscribing withdraws it. Many may wait: it is small. */
export class PooledRequest implements Unsubscribable {
  /** The id of its command; 0 before that has started. */
  id = 0;
  /** Where it stands, or stood, in the line of its origin. */
  place: Place<PooledRequest> | undefined;
  /** Undefined while it waits, and when it is over. */
  carrier: Carrier | undefined;

  constructor(
    readonly origin: Origin,
    readonly request: ColdRequest,
    readonly subscriber: Subscriber<CommandSignal>,
    readonly dealer: Dealer,
  ) {}

  unsubscribe(): void {
    this.dealer.withdraw(this);
  }
}
