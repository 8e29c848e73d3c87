/** Options of a cold request. */
export interface ColdOptions {
  /** Fields to set over the own ones, as a record, pairs or a `Headers`. */
  readonly headers?: Readonly<Record<string, string>> | Iterable<readonly [string, string]>;
  /** Cancels the command as unsubscribing does, and errors with `Aborted` and the signal's reason as the cause. */
  readonly signal?: AbortSignal;
}
