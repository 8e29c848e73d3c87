import { platform } from '#transport';
import { DestroyRef, inject, InjectionToken } from '@angular/core';
import { followRedirects } from '../connection/follow-redirects.js';
import { FetchDispatcher, type FetchDispatcherOptions } from '../connection/web/fetch-dispatcher.js';
import type { QHttpPoolOptions } from '../pool/pool-options.js';
import { QHttpPool } from '../pool/qhttp-pool.js';
import type { QHttpSettings } from './qhttp-feature.js';

/** A constant that Angular's tools put in: false in what they build for a browser, which then need not carry the rest. */
declare const ngServerMode: boolean | undefined;

/**
 * The pool of one `provideQHttp()`, and beside it one for each combination of what calls ask `fetch` for: a pool asks in one
 * way. They are made when they are needed, and end together.
 */
export class HttpPools {
  readonly #options: QHttpPoolOptions;
  readonly #pools = new Map<string, QHttpPool>();
  #isDestroyed = false;

  constructor(options: QHttpPoolOptions) {
    this.#options = withHabits(options);
  }

  /** The one for everything that asks for nothing special. */
  get shared(): QHttpPool {
    return this.poolFor(undefined);
  }

  /**
   * The one that asks in this way; on a server always the same, as nothing of it has a meaning there.
   *
   * @throws TypeError where the pool has a dispatcher of the application's, which has all the say
   */
  poolFor(fetch: FetchDispatcherOptions | undefined): QHttpPool {
    const isPlain = fetch === undefined || platform.createTransport !== undefined;
    const key = isPlain ? '' : JSON.stringify(Object.entries(fetch).toSorted());
    const known = this.#pools.get(key);
    if (known) return known;
    const pool = new QHttpPool(isPlain ? this.#options : withFetch(this.#options, fetch));
    this.#pools.set(key, pool);
    if (this.#isDestroyed) pool.destroy(); // whoever asks it now is told so
    return pool;
  }

  destroy(): void {
    this.#isDestroyed = true;
    for (const pool of this.#pools.values()) pool.destroy();
  }
}

export const HTTP_POOLS = /* @__PURE__ */ new InjectionToken<HttpPools>('QHttpPool of provideQHttp()');

/** In an injection context, with which the pools end. */
export function poolsFrom({ pool }: QHttpSettings): HttpPools {
  const pools = new HttpPools(typeof pool === 'function' ? pool() : pool);
  inject(DestroyRef).onDestroy(() => pools.destroy());
  return pools;
}

/** On a server redirects are followed as a browser does it, so that the same calls give the same there. */
function withHabits(options: QHttpPoolOptions): QHttpPoolOptions {
  const isOnServer = (typeof ngServerMode === 'undefined' || ngServerMode) && platform.createTransport !== undefined;
  const { dispatcher, interceptors, pipelining = 1 } = options;
  if (!isOnServer || dispatcher || interceptors || pipelining > 1) return options;
  return { ...options, interceptors: [followRedirects()] };
}

function withFetch(options: QHttpPoolOptions, fetch: FetchDispatcherOptions): QHttpPoolOptions {
  if (options.dispatcher || options.interceptors) {
    const own = options.dispatcher ? 'a dispatcher' : 'interceptors';
    const asked = Object.keys(fetch).join(', ');
    throw new TypeError(
      `A call cannot choose ${asked}: the pool has ${own} of its own (withPool), where that is decided`,
    );
  }
  return { ...options, dispatcher: new FetchDispatcher(fetch) };
}
