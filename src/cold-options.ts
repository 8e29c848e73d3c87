/** Options of a cold request. */
export interface ColdOptions {
  /** Fields to set over the own ones, as a record, pairs or a `Headers`. */
  readonly headers?: Readonly<Record<string, string>> | Iterable<readonly [string, string]>;
  /** Cancels the command as unsubscribing does, and errors with `Aborted` and the signal's reason as the cause. */
  readonly signal?: AbortSignal;
}

/** Options of a request that only asks. */
export interface EarlyOptions {
  /**
   * Lets the request be sent before its turn, behind others that are on their way: up to as many as the option `pipelining`
   * of the `QHttp` says. Its signals come when its turn has come.
   */
  readonly early?: boolean;
}
