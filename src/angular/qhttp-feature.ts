import type { QHttpPoolOptions } from '../pool/pool-options.js';
import type { PipelineConfig } from './with-pipelines.js';

/** What the features of one `provideQHttp()` say together. */
export interface QHttpSettings {
  readonly pool: QHttpPoolOptions | (() => QHttpPoolOptions);
  /** By their names; undefined where none were declared, and any name is as good as another. */
  readonly pipelines: ReadonlyMap<string, PipelineConfig> | undefined;
  /** Whether `HttpClient` goes through the pool. */
  readonly isHttpBackend: boolean;
}

/** One of the things that `provideQHttp()` can be told: what `withPool()` and its like return. */
export interface QHttpFeature {
  /** By which of them it was made. */
  readonly kind: 'withPool' | 'withPipelines' | 'withoutHttpClient';
  /** What it changes. */
  readonly settings: Partial<QHttpSettings>;
}

/** @throws Error for a feature that is given twice */
export function settingsFrom(features: readonly QHttpFeature[]): QHttpSettings {
  const kinds = features.map(({ kind }) => kind);
  const twice = kinds.find((kind, index) => kinds.indexOf(kind) < index);
  if (twice !== undefined)
    throw new Error(`provideQHttp() has been given ${twice}() twice: one of them would not count`);
  const settings: QHttpSettings = { pool: {}, pipelines: undefined, isHttpBackend: true };
  return Object.assign(settings, ...features.map((feature) => feature.settings)) as QHttpSettings; // parts of the same
}
