import type { DispatchController, DispatchHandler } from './dispatch-like.js';
import type { AnswerHandler } from './answer-handler.js';

/**
 * One request of those that interceptors make of one: tells its handler what becomes of it.
 *
 * The handler gets a controller at once, not only when the request is about to be written: so what an interceptor waits
 * for can be given up at any time, such as the next try after a connection that was refused.
 */
export class Hop implements AnswerHandler, DispatchController {
  /** What ends a request that is not being written yet. */
  onAbort: (reason: Error) => void = (reason) => {
    this.onResponseError(undefined, reason);
  };
  readonly #handler: Partial<DispatchHandler>;
  #controller: DispatchController | undefined;
  #rawHeaders: unknown;
  #isPaused = false;
  #reason: Error | undefined;
  #isOver = false;

  constructor(handler: Partial<DispatchHandler>) {
    this.#handler = handler;
  }

  /** Tells the handler that there is something to control. */
  begin(): void {
    this.#handler.onRequestStart?.(this, null);
  }

  // What an interceptor, or the exchange behind it, may do.

  pause(): void {
    this.#isPaused = true;
    this.#controller?.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#controller?.resume();
  }

  abort(reason: Error): void {
    if (this.#reason || this.#isOver) return;
    this.#reason = reason;
    if (this.#controller) this.#controller.abort(reason);
    else this.onAbort(reason);
  }

  get paused(): boolean {
    return this.#isPaused;
  }

  get aborted(): boolean {
    return this.#reason !== undefined;
  }

  get reason(): Error | null {
    return this.#reason ?? null;
  }

  get rawHeaders(): unknown {
    return this.#rawHeaders ?? this.#controller?.rawHeaders;
  }

  /** So that an interceptor can change them: for those above it, and for the exchange. */
  set rawHeaders(rawHeaders: unknown) {
    this.#rawHeaders = rawHeaders;
  }

  // What becomes of the request.

  onRequestStart(controller: DispatchController): void {
    this.#controller = controller;
    if (this.#reason) controller.abort(this.#reason);
    else if (this.#isPaused) controller.pause();
  }

  onRequestSent(): void {
    this.#handler.onRequestSent?.();
  }

  onResponseStart(_controller: DispatchController, ...head: ResponseHead): void {
    this.#handler.onResponseStart?.(this, ...head);
  }

  onResponseData(_controller: DispatchController, chunk: Uint8Array): void {
    this.#handler.onResponseData?.(this, chunk);
  }

  onResponseEnd(_controller: DispatchController, trailers: unknown): void {
    this.#isOver = true;
    try {
      this.#handler.onResponseEnd?.(this, trailers);
    } catch (error) {
      // So undici does it; its `retry` throws here what it wants to be told.
      this.#handler.onResponseError?.(this, errorFrom(error));
    }
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#handler.onResponseError?.(this, error);
  }
}

/** What was thrown, or an error with its text. */
export function errorFrom(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

type ResponseHead =
  Parameters<DispatchHandler['onResponseStart']> extends [DispatchController, ...infer Head] ? Head : never;
