import type { DispatchHandler, DispatchLike, DispatchOptions } from '../dispatch-like.js';
import { webSettings, type FetchDispatcherOptions, type WebSettings } from './fetch-options.js';
import { WebExchange } from './web-exchange.js';

/**
 * Sends requests as a page or a worker may: by `fetch`, and by `XMLHttpRequest` where progress of what is sent is wanted.
 * It is what a `QHttp` of a browser uses by itself; make one for other options than the usual.
 *
 * Connections are the browser's: none of them is seen, opened or closed here, and the states are `Sending`, `Reading` and
 * `Connected` only. Redirects are followed by the browser, and contents are decoded.
 *
 * @example
 * ```ts
 * const http = new QHttp('api.example', 'https', { dispatcher: new FetchDispatcher({ credentials: 'include' }) });
 * ```
 */
export class FetchDispatcher implements DispatchLike {
  readonly #settings: WebSettings;

  /** @throws TypeError or RangeError for options that cannot be */
  constructor(options: FetchDispatcherOptions = {}) {
    this.#settings = webSettings(options);
  }

  /** Sends a request, and tells the handler of its answer. */
  dispatch(options: DispatchOptions, handler: DispatchHandler): boolean {
    new WebExchange(this.#settings, handler).begin(options);
    return true;
  }
}
