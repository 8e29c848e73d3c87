import { platform } from '#transport';
import { DestroyRef, inject, InjectionToken } from '@angular/core';
import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { followRedirects } from '../connection/follow-redirects.js';
import { FetchDispatcher } from '../connection/web/fetch-dispatcher.js';
import type { FetchDispatcherOptions } from '../connection/web/fetch-options.js';
import type { QHttpPoolOptions } from '../pool/pool-options.js';
import { QHttpPool } from '../pool/qhttp-pool.js';
import type { QHttpSettings } from './qhttp-feature.js';

/** A constant of Angular's tools: false in what they build for a browser, which need not carry what stands behind it. */
declare const ngServerMode: boolean | undefined;

/**
 * The pool of one `provideQHttp()`, and beside it one for each combination of what calls ask `fetch` for: a pool asks in one
 * way. They are made when they are needed, and end together.
 */
export class HttpPools {
  readonly #options: QHttpPoolOptions;
  readonly #pools = new Map<string, QHttpPool>();

  constructor(options: QHttpPoolOptions) {
    this.#options = { ...options, challenges: options.challenges ?? 'deliver' };
  }

  /** The clock of its timeouts, and of those of calls. */
  get scheduler(): SchedulerLike {
    return this.#options.scheduler ?? asyncScheduler;
  }

  /** The one for everything that asks for nothing special. */
  get shared(): QHttpPool {
    return this.poolFor({});
  }

  /** @throws TypeError as {@link effective} */
  poolFor(choice: FetchDispatcherOptions): QHttpPool {
    const effective = this.effective(choice);
    const key = Object.entries(effective).toSorted().join();
    const known = this.#pools.get(key);
    if (known) return known;
    const pool = new QHttpPool(this.#asking(effective));
    this.#pools.set(key, pool);
    return pool;
  }

  /**
   * What of a choice makes a difference here: a server has no cookies, no cache and no page.
   *
   * @throws TypeError where the application has said by itself how the pool asks, which has all the say
   */
  effective(choice: FetchDispatcherOptions): FetchDispatcherOptions {
    const unusual = Object.entries(choice).filter(([name, value]) => value !== usual[name as keyof typeof usual]);
    const asked = unusual.filter(([name]) => name !== 'uploadProgressFrom').map(([name]) => name);
    const own = this.#ownManner();
    if (own !== undefined) {
      if (asked.length === 0) return {};
      throw new TypeError(`A call cannot choose ${asked.join(', ')}: the pool has ${own} of its own (withPool)`);
    }
    if (isOnServer()) return choice.redirect === 'error' ? { redirect: 'error' } : {};
    return Object.fromEntries(unusual);
  }

  destroy(): void {
    for (const pool of this.#pools.values()) pool.destroy();
  }

  /** What the application has given that decides how requests are sent. */
  #ownManner(): string | undefined {
    const { dispatcher, interceptors, pipelining = 1 } = this.#options;
    return dispatcher ? 'a dispatcher' : interceptors ? 'interceptors' : pipelining > 1 ? 'pipelining' : undefined;
  }

  #asking(choice: FetchDispatcherOptions): QHttpPoolOptions {
    if (this.#ownManner() !== undefined) return this.#options;
    if ((typeof ngServerMode === 'undefined' || ngServerMode) && isOnServer()) {
      // As a browser does it, so that the same calls give the same here.
      const bounds = choice.redirect === 'error' ? { maxRedirections: 0 } : {};
      return { ...this.#options, interceptors: [followRedirects(bounds)] };
    }
    if (Object.keys(choice).length === 0) return this.#options;
    return { ...this.#options, dispatcher: new FetchDispatcher(choice) };
  }
}

/** What is the same as nothing. */
const usual: FetchDispatcherOptions = {
  credentials: 'same-origin',
  cache: 'default',
  redirect: 'follow',
  mode: 'cors',
  keepalive: false,
  priority: 'auto',
  referrerPolicy: '',
};

export const HTTP_POOLS = /* @__PURE__ */ new InjectionToken<HttpPools>('QHttpPool of provideQHttp()');

/** In an injection context, with which the pools end. */
export function poolsFrom({ pool }: QHttpSettings): HttpPools {
  const pools = new HttpPools(typeof pool === 'function' ? pool() : pool);
  inject(DestroyRef).onDestroy(() => pools.destroy());
  return pools;
}

/** Where connections are our own. */
function isOnServer(): boolean {
  return platform.connections !== undefined;
}
