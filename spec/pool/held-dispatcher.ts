import { turn } from '../support/turn.js';
import type { DispatchController, DispatchHandler, DispatchLike, DispatchOptions } from '../../src/index.js';

/** Lets a test answer each request when it likes, in a process without a socket. */
export class HeldDispatcher implements DispatchLike {
  /** Requests without an answer, the oldest first: `http://a/path`. */
  readonly held: string[] = [];
  /** All there ever were. */
  readonly seen: string[] = [];
  readonly #handlers: DispatchHandler[] = [];

  dispatch({ origin, path }: DispatchOptions, handler: DispatchHandler): boolean {
    const url = origin.replace(/:(80|443)$/, '') + path;
    this.seen.push(url);
    this.held.push(url);
    this.#handlers.push(handler);
    handler.onRequestStart({ ...controller, abort: () => this.#take(this.#handlers.indexOf(handler)) }, {});
    return true;
  }

  /** Answers the oldest. */
  answer(index = 0): void {
    const handler = this.#take(index);
    handler?.onResponseStart(controller, 200, { 'content-length': '0' }, 'OK');
    handler?.onResponseEnd(controller, {});
  }

  /** Answers the oldest until nothing is left; what is scheduled runs in between. */
  async answerAll(): Promise<void> {
    await turn();
    while (this.held.length > 0) {
      this.answer();
      await turn();
    }
  }

  fail(index = 0): void {
    this.#take(index)?.onResponseError(controller, Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
  }

  #take(index: number): DispatchHandler | undefined {
    if (index < 0) return undefined;
    this.held.splice(index, 1);
    return this.#handlers.splice(index, 1)[0];
  }
}

const controller: DispatchController = { pause() {}, resume() {}, abort() {} };
