import type { AnswerFields } from './answer-handler.js';
import type { DispatchController, DispatchHandler, EarlyHandler } from './dispatch-like.js';
import type { OutgoingRequest } from './request-plan.js';

/** Whose request it becomes when its turn has come. */
export interface EarlyTaker extends DispatchHandler {
  /** Its first byte is taken as about to be written. */
  onSending(): void;
  /** @param bytes - of the request, all of them */
  onAllSent(bytes: number): void;
}

/**
 * A request that was sent before its turn. Until somebody takes it, it keeps what it is told, and stops the answer behind
 * its head; then it tells everything as if it happened now.
 */
export class EarlyRequest implements EarlyHandler {
  readonly request: OutgoingRequest;
  readonly #onFailure: () => void;
  #taker: EarlyTaker | undefined;
  #controller: DispatchController | undefined;
  /** Written to the socket. */
  #bytes = 0;
  #isSent = false;
  #head: Parameters<DispatchHandler['onResponseStart']> | undefined;
  #end: Parameters<DispatchHandler['onResponseEnd']> | undefined;

  /** @param onFailure - it has failed before its turn, and with it all that were sent behind it */
  constructor(request: OutgoingRequest, onFailure: () => void) {
    this.request = request;
    this.#onFailure = onFailure;
  }

  /** Its turn has come. */
  giveTo(taker: EarlyTaker): void {
    this.#taker = taker;
    const controller = this.#controller;
    taker.onSending();
    if (controller) taker.onRequestStart(controller, null);
    if (this.#isSent) taker.onRequestSent();
    if (this.#bytes > 0) taker.onAllSent(this.#bytes);
    if (this.#head) taker.onResponseStart(...this.#head);
    if (this.#end) taker.onResponseEnd(...this.#end);
    else if (this.#head) controller?.resume();
  }

  onWritten(bytes: number): void {
    this.#bytes = bytes;
    this.#taker?.onAllSent(bytes);
  }

  // What undici tells.

  onRequestStart(controller: DispatchController, context: unknown): void {
    this.#controller = controller;
    this.#taker?.onRequestStart(controller, context);
  }

  onRequestSent(): void {
    this.#isSent = true;
    this.#taker?.onRequestSent();
  }

  onResponseStart(
    controller: DispatchController,
    statusCode: number,
    fields: AnswerFields,
    statusMessage?: string,
  ): void {
    if (this.#taker) this.#taker.onResponseStart(controller, statusCode, fields, statusMessage);
    else if (statusCode >= 200) {
      this.#head = [controller, statusCode, fields, statusMessage];
      controller.pause();
    }
  }

  onResponseData(controller: DispatchController, chunk: Uint8Array): void {
    this.#taker?.onResponseData(controller, chunk); // before, it is paused
  }

  onResponseEnd(controller: DispatchController, trailers: unknown): void {
    if (this.#taker) this.#taker.onResponseEnd(controller, trailers);
    else this.#end = [controller, trailers]; // an answer without a body ends with its head
  }

  onResponseError(controller: DispatchController, error: Error): void {
    if (this.#taker) this.#taker.onResponseError(controller, error);
    else this.#onFailure();
  }
}
