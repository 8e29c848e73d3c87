import type { Observable } from 'rxjs';
import type { Connection } from '../connection/connection.js';
import type { Signal } from '../values/signal.js';

/** What commands act on. */
export interface CommandContext {
  readonly connection: Connection;
}

/**
 * A command: a function that makes a cold Observable of what it does. It tells the signals between
 * `requestStarted` and `requestFinished`, completes when it has succeeded and errors with a `Failure`.
 */
export type CommandFactory<A> = (context: CommandContext, argument: A) => Observable<Signal>;
