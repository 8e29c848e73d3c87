import { DigestResponder } from './digest.js';
import { digestOffer, type DigestOffer } from './digest-offer.js';
import type { HashAlgorithm, HashedSchemes } from './hashes.js';
import { NtlmResponder, ntlmOffer } from './ntlm.js';

/** Digest and NTLM, in the order of {@link strongest}. */
export const hashedSchemes: HashedSchemes = {
  strongest(challenges, abilities) {
    const digests = challenges.flatMap((challenge) => digestOffer(challenge, abilities) ?? []);
    const digest = digests.reduce<DigestOffer | undefined>(stronger, undefined);
    if (digest) return digest;
    const ntlm = challenges.find(({ scheme }) => scheme === 'ntlm');
    return ntlm && abilities.hashes.has('MD5') ? ntlmOffer(ntlm) : undefined;
  },
  responderFor(offer, tools, previous) {
    return offer.scheme === 'digest' ? new DigestResponder(offer, tools, previous) : new NtlmResponder(tools);
  },
};

function stronger(best: DigestOffer | undefined, other: DigestOffer): DigestOffer {
  return best && strength[best.hash] >= strength[other.hash] ? best : other;
}

const strength: Readonly<Record<HashAlgorithm, number>> = { MD5: 1, 'SHA-256': 2, 'SHA-512-256': 3 };
