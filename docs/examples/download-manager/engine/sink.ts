import type { ObservableInput } from 'rxjs';
import type { Transfer } from './model.ts';

/** Where the body of one answer goes. */
export interface Sink {
  /** What the file is called; for good when it has been closed. */
  readonly name: string;
  /** The next piece comes when this has completed: meanwhile the server waits. */
  write(chunk: Uint8Array): ObservableInput<unknown>;
  /** All of it has been written: it becomes a file. */
  close(): ObservableInput<unknown>;
  /** It will not become whole. Called instead of `close`, or while that fails. */
  giveUp(): void;
}

/**
 * Makes the place for the body of an answer, when its head has come.
 *
 * @param name - as the server says, or the URL; not cleaned
 */
export type OpenSink = (transfer: Transfer, name: string) => ObservableInput<Sink>;
