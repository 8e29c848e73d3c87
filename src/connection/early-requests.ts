import { EarlyRequest } from './early-request.js';
import type { OutgoingRequest } from './request-plan.js';

/** The requests on a connection that were sent before their turn, in their order. */
export class EarlyRequests {
  /**
   * A connection broke off without answering all of what was sent: the next one has to answer a request before others are sent
   * behind it (RFC 9112, 9.3.2), as they may be what it broke off by.
   */
  hasBrokenOff = false;
  readonly #onSpoilt: () => void;
  #requests: EarlyRequest[] = [];
  #isSpoilt = false;

  /** @param onSpoilt - no other request can follow over the connection from now on */
  constructor(onSpoilt: () => void) {
    this.#onSpoilt = onSpoilt;
  }

  get size(): number {
    return this.#requests.length;
  }

  /** One of them has failed, or is not wanted any more: no other request can follow over the connection. */
  get isSpoilt(): boolean {
    return this.#isSpoilt;
  }

  has(request: OutgoingRequest): boolean {
    return this.#requests.some((early) => early.request === request);
  }

  add(request: OutgoingRequest): EarlyRequest {
    const early = new EarlyRequest(request, () => {
      if (!this.#requests.includes(early)) return; // it went with a connection that was let go of
      this.hasBrokenOff = true;
      this.drop(request);
    });
    this.#requests.push(early);
    return early;
  }

  /** The turn of a request has come: gives it back where it was sent already. */
  take(request: OutgoingRequest): EarlyRequest | undefined {
    if (this.#requests[0]?.request !== request || this.#isSpoilt) return undefined;
    return this.#requests.shift();
  }

  /** Its turn will not come. */
  drop(request: OutgoingRequest): void {
    if (this.#isSpoilt || this.#requests.length === 0 || !this.has(request)) return;
    this.#isSpoilt = true;
    this.#onSpoilt();
  }

  /** The connection is let go of, and with it all that was sent over it. */
  clear(): void {
    this.#requests = [];
    this.#isSpoilt = false;
  }
}
