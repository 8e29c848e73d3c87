import { inject, InjectionToken } from '@angular/core';
import type { QHttp } from '../qhttp.js';
import type { FetchDispatcherOptions } from '../connection/web/fetch-options.js';
import type { HttpCall } from './http-call.js';
import { HTTP_POOLS, type HttpPools } from './http-pools.js';
import { OrderedPipeline } from './ordered-pipeline.js';
import type { QHttpSettings } from './qhttp-feature.js';
import type { PipelineConfig } from './with-pipelines.js';

/** The pipelines of one `provideQHttp()`, by their names. */
export class OrderedPipelines {
  readonly #pools: HttpPools;
  readonly #declared: ReadonlyMap<string, PipelineConfig> | undefined;
  readonly #pipelines = new Map<string, OrderedPipeline>();

  constructor(pools: HttpPools, declared: ReadonlyMap<string, PipelineConfig> | undefined) {
    this.#pools = pools;
    this.#declared = declared;
  }

  /** @throws Error for a name that was not declared, where any were */
  configOf(name: string): PipelineConfig {
    const config = this.#declared?.get(name);
    if (config) return config;
    if (!this.#declared) return {};
    const names = [...this.#declared.keys()].map((known) => JSON.stringify(known)).join(', ');
    throw new Error(`There is no pipeline ${JSON.stringify(name)}: withPipelines() has declared ${names || 'none'}`);
  }

  /** The very pipeline. */
  http(name: string): QHttp {
    return this.#pools.poolFor(this.configOf(name).fetch ?? {}).pipeline(name);
  }

  /**
   * The same for a call of `HttpClient`.
   *
   * @throws TypeError for one that asks in another way than its pipeline: that would be another pool
   */
  forCall(name: string, { fetch }: HttpCall): OrderedPipeline {
    this.#refuseOtherManner(name, fetch);
    const known = this.#pipelines.get(name);
    if (known) return known;
    const pipeline = new OrderedPipeline(name, this.configOf(name), () => this.http(name));
    this.#pipelines.set(name, pipeline);
    return pipeline;
  }

  #refuseOtherManner(name: string, asked: FetchDispatcherOptions): void {
    const own = new Map(Object.entries(this.#pools.effective(this.configOf(name).fetch ?? {})));
    const others = Object.entries(this.#pools.effective(asked)).filter(([key]) => key !== 'uploadProgressFrom');
    const missing = others.filter(([key, value]) => own.get(key) !== value);
    if (missing.length === 0) return;
    const wanted = JSON.stringify({ [name]: { fetch: Object.fromEntries(missing) } });
    throw new TypeError(`A call in a pipeline asks as the pipeline does: withPipelines(${wanted})`);
  }
}

export const ORDERED_PIPELINES = /* @__PURE__ */ new InjectionToken<OrderedPipelines>('pipelines of provideQHttp()');

export function pipelinesFrom({ pipelines }: QHttpSettings): OrderedPipelines {
  return new OrderedPipelines(inject(HTTP_POOLS), pipelines);
}
