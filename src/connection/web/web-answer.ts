import type { HeaderField } from '../../headers/header-field.js';

/** What is known when the head of an answer has come; a `Response` has the same. */
export interface WebAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Iterable<HeaderField>;
  readonly body: ReadableStream<Uint8Array> | null;
}
