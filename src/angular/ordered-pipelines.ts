import { inject, InjectionToken } from '@angular/core';
import type { QHttp } from '../qhttp.js';
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
    return this.#pools.poolFor(this.configOf(name).fetch).pipeline(name);
  }

  /** The same for calls of `HttpClient`. */
  calls(name: string): OrderedPipeline {
    const known = this.#pipelines.get(name);
    if (known) return known;
    const pipeline = new OrderedPipeline(name, this.configOf(name), () => this.http(name));
    this.#pipelines.set(name, pipeline);
    return pipeline;
  }
}

export const ORDERED_PIPELINES = /* @__PURE__ */ new InjectionToken<OrderedPipelines>('pipelines of provideQHttp()');

export function pipelinesFrom({ pipelines }: QHttpSettings): OrderedPipelines {
  return new OrderedPipelines(inject(HTTP_POOLS), pipelines);
}
