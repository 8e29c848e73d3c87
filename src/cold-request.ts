import type { Subscriber } from 'rxjs';
import { ColdReceiver } from './body/cold-receiver.js';
import type { RequestData } from './body/source-from.js';
import { planRequest, prepareRequest, type PlannedRequest } from './commands/plan-request.js';
import type { HttpRequestHeader } from './headers/http-request-header.js';
import type { CommandSignal } from './values/signal.js';

/** A request that each subscription makes anew. What is wrong with it is found at once. */
export class ColdRequest {
  readonly #header: HttpRequestHeader;
  readonly #data: RequestData | null | undefined;
  readonly #isEarly: boolean;

  /**
   * @param header - one that nobody else changes
   * @throws TypeError for a path or a field that HTTP forbids, and for data that cannot be sent
   */
  constructor(header: HttpRequestHeader, data: RequestData | null | undefined, isEarly = false) {
    this.#header = header;
    this.#data = data;
    this.#isEarly = isEarly;
    prepareRequest(this.#hasBody ? header.clone() : header, data, isEarly);
  }

  /** @throws TypeError for a stream that has been used meanwhile */
  planFor(subscriber: Subscriber<CommandSignal>): PlannedRequest {
    const header = this.#header.clone();
    const receiver = new ColdReceiver(subscriber);
    // Without a body nothing is left to be found.
    if (!this.#hasBody) return { header, source: undefined, receiver, from: null, to: null, isEarly: this.#isEarly };
    return planRequest(header, this.#data, receiver);
  }

  get #hasBody(): boolean {
    return this.#data !== undefined && this.#data !== null;
  }
}
