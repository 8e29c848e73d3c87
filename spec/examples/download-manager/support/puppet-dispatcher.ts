import type { DispatchController, DispatchHandler, DispatchLike, DispatchOptions } from 'rx-qhttp';

/** A server without sockets that answers when it is told to. */
export class PuppetDispatcher implements DispatchLike {
  /** The paths that were asked for, in their order. */
  readonly asked: string[] = [];
  #exchange: { readonly handler: DispatchHandler; readonly controller: DispatchController } | undefined;

  /** Whether there is a request to answer. */
  get isAsked(): boolean {
    return this.#exchange !== undefined;
  }

  dispatch({ path }: DispatchOptions, handler: DispatchHandler): boolean {
    this.asked.push(path);
    const controller = {
      pause: () => undefined,
      resume: () => undefined,
      abort: (reason: Error) => {
        if (this.#exchange?.handler === handler) this.#exchange = undefined;
        handler.onResponseError(controller, reason);
      },
    };
    this.#exchange = { handler, controller };
    queueMicrotask(() => {
      handler.onRequestStart(controller, {});
      handler.onRequestSent();
    });
    return true;
  }

  answer(status: number, body: string): void {
    const exchange = this.#take();
    if (!exchange) return;
    const { handler, controller } = exchange;
    handler.onResponseStart(controller, status, { 'content-length': String(body.length) }, 'Whatever');
    if (body !== '') handler.onResponseData(controller, Buffer.from(body));
    handler.onResponseEnd(controller, {});
  }

  fail(): void {
    const exchange = this.#take();
    if (!exchange) return;
    const error = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    exchange.handler.onResponseError(exchange.controller, error);
  }

  #take() {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    return exchange;
  }
}
