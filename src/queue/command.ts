import type { Observable } from 'rxjs';

/** What the queue carries out. */
export interface Command<T> {
  readonly id: number;
  /** Looked at once, when the command starts. */
  readonly work: Observable<T>;
}

/** What the queue emits of its own about the commands that pass through it. */
export interface Telling<T, C extends Command<T>> {
  started(command: C): T;
  finished(command: C): T;
  failed(command: C, error: unknown): T;
  /** A command that waited never will be started; tells nothing by itself. */
  dropped(command: C): void;
  /** Nothing waits and nothing runs any more; `failed`: because a failure dropped what waited. */
  drained(failed: boolean): T;
  /** Emits what has to happen between a command that was cancelled and the next one. */
  recover(): Observable<T>;
}
