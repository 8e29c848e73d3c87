import { basicOffer, type BasicOffer } from './basic.js';
import type { Challenge } from './challenge.js';
import type { DigestOffer } from './digest-offer.js';
import type { Hashes } from './hashes.js';
import type { NtlmOffer } from './ntlm.js';

/** A challenge that can be answered. */
export type Offer = BasicOffer | HashedOffer;

/** One that takes hash functions to answer. */
export type HashedOffer = DigestOffer | NtlmOffer;

/** What there is to answer with. */
export interface Abilities {
  readonly hashes: Hashes;
  /** Whether the bytes of the body are known before they are sent: `auth-int` needs them. */
  readonly knowsBody: boolean;
}

/**
 * The strongest of the challenges that can be answered; undefined when there is none.
 *
 * 1. Digest, by its hash function: SHA-512-256, SHA-256, MD5; `-sess` alike, of two equal ones the first.
 * 2. NTLM (version 2). Behind Digest, as in Qt and curl: its answer is bound neither to a request nor to a server, so
 *    that whoever gets hold of it can relay it, and it vouches for whatever follows on the connection.
 * 3. Basic, which shows the password. It is not taken where Digest or NTLM are offered as well, not even if these
 *    cannot be answered: the server does not want passwords to be shown, and a challenge that was damaged on its way
 *    must not bring that about.
 *
 * All others are unknown, Negotiate among them.
 */
export function strongest(challenges: readonly Challenge[], abilities: Abilities): Offer | undefined {
  const hashed = abilities.hashes.schemes?.strongest(challenges, abilities);
  if (hashed) return hashed;
  if (challenges.some(({ scheme }) => scheme === 'digest' || scheme === 'ntlm')) return undefined;
  const basic = challenges.find(({ scheme }) => scheme === 'basic');
  return basic && basicOffer(basic);
}
