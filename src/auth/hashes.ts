import type { AuthTools } from './auth-tools.js';
import type { Challenge } from './challenge.js';
import type { Abilities, HashedOffer } from './offer.js';
import type { Responder } from './responder.js';

/** By the names of RFC 7616, section 6.1. */
export type HashAlgorithm = 'MD5' | 'SHA-256' | 'SHA-512-256';

/** The hash functions of a platform. They are handed in, so that a platform without them can do without. */
export interface Hashes {
  /** Whether it has this one, and is allowed to use it: not so MD5 in FIPS mode. */
  has(algorithm: HashAlgorithm): boolean;
  /** Called only for what it has. */
  hash(algorithm: HashAlgorithm, bytes: Uint8Array): Uint8Array;
  /** What is made with them; undefined where there are none. */
  readonly schemes: HashedSchemes | undefined;
}

/** The schemes that need hashes. A program for a platform without any does not carry them. */
export interface HashedSchemes {
  /** The strongest of the challenges that can be answered; undefined when there is none. */
  strongest(challenges: readonly Challenge[], abilities: Abilities): HashedOffer | undefined;
  /** @param previous - what answered the last challenge */
  responderFor(offer: HashedOffer, tools: AuthTools, previous: Responder | undefined): Responder;
}

/** None at all: Basic is what is left. */
export const noHashes: Hashes = {
  has: () => false,
  hash: (algorithm) => {
    throw new Error(`There is no ${algorithm} here`);
  },
  schemes: undefined,
};
