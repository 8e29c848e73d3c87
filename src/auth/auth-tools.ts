import type { Hashes } from './hashes.js';

/** What answers are made with. */
export interface AuthTools {
  readonly hashes: Hashes;
  /** `scheme://host:port` of the server; undefined for a proxy. */
  readonly origin: string | undefined;
  /** Random bytes that cannot be foretold. */
  readonly random: (length: number) => Uint8Array;
  /** In milliseconds since 1970. */
  readonly now: () => number;
}
