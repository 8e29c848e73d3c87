import type { DispatchHandler, DispatchLike, DispatchOptions } from '../dispatch-like.js';
import { WebExchange, type WebSettings } from './web-exchange.js';

/** How a {@link FetchDispatcher} asks; what is left out is as the browser does it. */
export interface FetchDispatcherOptions {
  /** Whether cookies and the like go along: `same-origin` by default, `include` to other origins as well, or `omit`. */
  readonly credentials?: 'omit' | 'same-origin' | 'include';
  /** What the cache of the browser may answer: `default`, as with links, or what the Fetch Standard calls otherwise. */
  readonly cache?: 'default' | 'no-store' | 'reload' | 'no-cache' | 'force-cache';
  /**
   * `follow` by default. A browser shows nobody where a redirect leads, so that they are either followed by itself or an
   * error.
   */
  readonly redirect?: 'follow' | 'error';
  /**
   * From which size on, in bytes, data is sent by `XMLHttpRequest`, which tells how much of it has gone; 64 KiB by default,
   * Infinity for never. Its answer is held in memory until it is whole, and another origin is asked for its permission
   * first (CORS, a preflight).
   */
  readonly uploadProgressFrom?: number;
}

const choices = {
  credentials: ['omit', 'same-origin', 'include'],
  cache: ['default', 'no-store', 'reload', 'no-cache', 'force-cache'],
  redirect: ['follow', 'error'],
} as const;

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
    const own = Object.assign(Object.create(null) as FetchDispatcherOptions, options); // nothing inherited
    for (const [name, allowed] of Object.entries(choices)) {
      const chosen = own[name as keyof typeof choices]; // one of its keys
      if (chosen !== undefined && !(allowed as readonly string[]).includes(chosen)) {
        throw new TypeError(`The option ${name} must be one of ${allowed.join(', ')}, not ${JSON.stringify(chosen)}`);
      }
    }
    const { credentials = 'same-origin', cache = 'default', redirect = 'follow', uploadProgressFrom = 65_536 } = own;
    if (!(uploadProgressFrom >= 0)) {
      throw new RangeError(`uploadProgressFrom must be a number of bytes from 0 on, not ${String(uploadProgressFrom)}`);
    }
    this.#settings = { credentials, cache, redirect, uploadProgressFrom };
  }

  /** Sends a request, and tells the handler of its answer. */
  dispatch(options: DispatchOptions, handler: DispatchHandler): boolean {
    new WebExchange(this.#settings, handler).begin(options);
    return true;
  }
}
