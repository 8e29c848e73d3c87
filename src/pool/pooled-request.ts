import type { Subscriber } from 'rxjs';
import type { RequestData } from '../body/source-from.js';
import type { HttpRequestHeader } from '../headers/http-request-header.js';
import type { Place } from '../queue/waiting-line.js';
import type { CommandSignal } from '../values/signal.js';
import type { UrlParts } from './url-parts.js';

/** What a cold request asks for; the same for all its subscriptions. */
export interface RequestDetails {
  readonly url: UrlParts;
  readonly header: HttpRequestHeader;
  readonly data: RequestData | null | undefined;
}

/** What carries a request out. */
export interface Carrier {
  /** Ends it as unsubscribing does. */
  cancel(): void;
}

/** One subscription of a cold request. */
export class PooledRequest {
  /** The id of its command; 0 before that has started. */
  id = 0;
  /** Where it stands, or stood, in the line of its origin. */
  place: Place<PooledRequest> | undefined;
  /** Undefined while it waits, and when it is over. */
  carrier: Carrier | undefined;

  constructor(
    readonly details: RequestDetails,
    readonly subscriber: Subscriber<CommandSignal>,
  ) {}
}
