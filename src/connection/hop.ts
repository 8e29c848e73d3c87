import type { DispatchController, DispatchHandler } from './dispatch-like.js';

/**
 * One request of several that interceptors make of one: tells its handler what the connection tells.
 *
 * The handler gets a controller at once, not only when the request is about to be written: so what an interceptor waits
 * for can be given up at any time, such as the next try after a connection that was refused.
 */
export class Hop implements DispatchHandler, DispatchController {
  readonly #handler: Partial<DispatchHandler>;
  #controller: DispatchController | undefined;
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

  /** It has come to nothing. */
  fail(error: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#handler.onResponseError?.(this, error);
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
    if (this.#reason) return;
    this.#reason = reason;
    if (this.#controller) this.#controller.abort(reason);
    else this.fail(reason);
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
    return this.#controller?.rawHeaders;
  }

  // What the connection tells.

  onRequestStart(controller: DispatchController): void {
    this.#controller = controller;
    if (this.#reason) controller.abort(this.#reason);
    else if (this.#isPaused) controller.pause();
  }

  onRequestSent(): void {
    if (!this.#isOver) this.#handler.onRequestSent?.();
  }

  onResponseStart(_controller: DispatchController, ...head: ResponseHead): void {
    if (!this.#isOver) this.#handler.onResponseStart?.(this, ...head);
  }

  onResponseData(_controller: DispatchController, chunk: Uint8Array): void {
    if (!this.#isOver) this.#handler.onResponseData?.(this, chunk);
  }

  onResponseEnd(_controller: DispatchController, trailers: unknown): void {
    if (!this.#isOver) this.#handler.onResponseEnd?.(this, trailers);
  }

  onResponseError(_controller: DispatchController, error: Error): void {
    this.fail(error);
  }
}

type ResponseHead =
  Parameters<DispatchHandler['onResponseStart']> extends [DispatchController, ...infer Head] ? Head : never;
