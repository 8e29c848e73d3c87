import type { Signal } from '../values/signal.js';

/**
 * A signal of a pool, with the place where it comes from: the origin of the connection as a URL has it
 * (`https://example.org`, `http://[::1]:8080`), or the name of the pipeline.
 */
export type PoolSignal = Signal & { readonly origin: string };
