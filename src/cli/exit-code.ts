/** What the process says when it ends. */
export const ExitCode = {
  /** Everything that was asked for is there. */
  Ok: 0,
  /** Wrong arguments, or a file in the way: nothing was fetched. */
  Usage: 1,
  /** A request failed on the network, its body could not be written, or a question got no answer. */
  Network: 2,
  /** Every request was answered, and at least one with a status that is no success. */
  Status: 3,
  /** Ctrl-C: 128 and the number of SIGINT, as shells count. */
  Interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
