import { basicOffer, type BasicOffer } from './basic.js';
import type { Challenge } from './challenge.js';
import { digestOffer, type DigestOffer } from './digest-offer.js';
import type { HashAlgorithm, Hashes } from './hashes.js';
import { ntlmOffer, type NtlmOffer } from './ntlm.js';

/** A challenge that can be answered. */
export type Offer = BasicOffer | DigestOffer | NtlmOffer;

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
  const digests = challenges.flatMap((challenge) => digestOffer(challenge, abilities) ?? []);
  const digest = digests.reduce<DigestOffer | undefined>(stronger, undefined);
  if (digest) return digest;
  const ntlm = challenges.find(({ scheme }) => scheme === 'ntlm');
  if (ntlm) return abilities.hashes.has('MD5') ? ntlmOffer(ntlm) : undefined;
  if (challenges.some(({ scheme }) => scheme === 'digest')) return undefined;
  const basic = challenges.find(({ scheme }) => scheme === 'basic');
  return basic && basicOffer(basic);
}

function stronger(best: DigestOffer | undefined, other: DigestOffer): DigestOffer {
  return best && strength[best.hash] >= strength[other.hash] ? best : other;
}

const strength: Readonly<Record<HashAlgorithm, number>> = { MD5: 1, 'SHA-256': 2, 'SHA-512-256': 3 };
