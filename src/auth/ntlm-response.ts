import { concat, utf16 } from './bytes.js';
import type { Hashes } from './hashes.js';
import { hmacMd5 } from './hmac-md5.js';
import { md4 } from './md4.js';
import type { NtlmAccount } from './ntlm-account.js';
import type { NtlmChallenge } from './ntlm-messages.js';

/** The two answers of a client to a challenge. */
export interface NtlmResponses {
  readonly lm: Uint8Array;
  readonly nt: Uint8Array;
}

/** What the client adds of its own. */
export interface NtlmNovelty {
  /** 8 random bytes. */
  readonly clientChallenge: Uint8Array;
  /** In milliseconds since 1970; the server's own clock goes before it. */
  readonly now: number;
}

/** NTOWFv2, the key of all answers: [MS-NLMP], section 3.3.2. */
export function ntlmKey({ domain, user }: NtlmAccount, password: string, hashes: Hashes): Uint8Array {
  return hmacMd5(md4(utf16(password)), utf16(upperCase(user) + domain), hashes);
}

/** The answers of NTLM version 2: [MS-NLMP], section 3.3.2. Version 1 is not spoken. */
export function ntlmResponses(
  key: Uint8Array,
  { serverChallenge, targetInfo, timestamp }: NtlmChallenge,
  { clientChallenge, now }: NtlmNovelty,
  hashes: Hashes,
): NtlmResponses {
  const start = Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0);
  const time = timestamp ?? fileTime(now);
  const zeros = new Uint8Array(4);
  const blob = concat(start, time, clientChallenge, zeros, targetInfo, zeros);
  const nt = concat(hmacMd5(key, concat(serverChallenge, blob), hashes), blob);
  // Section 3.1.5.1.2: a server that tells its time reads no LM response.
  if (timestamp) return { lm: new Uint8Array(24), nt };
  return { lm: concat(hmacMd5(key, concat(serverChallenge, clientChallenge), hashes), clientChallenge), nt };
}

/** Character for character, as Windows does it: `ß` stays what it is. */
function upperCase(text: string): string {
  return Array.from(text, (character) => {
    const upper = character.toUpperCase();
    return upper.length === character.length ? upper : character;
  }).join('');
}

/** Tenths of a microsecond since 1601: [MS-DTYP], section 2.3.3. */
function fileTime(now: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(Math.trunc(now) + 11_644_473_600_000) * 10_000n, true);
  return bytes;
}
