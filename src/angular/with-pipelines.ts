import type { FetchDispatcherOptions } from '../connection/web/fetch-options.js';
import type { QHttpFeature } from './qhttp-feature.js';

/** How an ordered pipeline of `HttpClient` calls works. */
export interface PipelineConfig {
  /**
   * Whether an answer drops the calls that wait, as a failure of the network does: true, the default, for every status that
   * `HttpClient` reports as an error (not 2xx), false for none, or a function of the status.
   */
  readonly dropOnStatus?: boolean | ((status: number) => boolean);
  /**
   * What the calls of this pipeline ask the browser for, such as `{ credentials: 'include' }`. A call that asks for
   * something else itself is an error: a pipeline is one connection. Without effect on a server.
   */
  readonly fetch?: FetchDispatcherOptions;
}

/**
 * Declares ordered pipelines by their names. With it, a name that was not declared is an error, as it would be a typing
 * error that nobody sees; without it every name is a pipeline.
 *
 * @example
 * provideQHttp(withPipelines({ printer: {}, log: { dropOnStatus: false } }))
 */
export function withPipelines(pipelines: Readonly<Record<string, PipelineConfig>>): QHttpFeature {
  return { kind: 'withPipelines', settings: { pipelines: new Map(Object.entries(pipelines)) } };
}
