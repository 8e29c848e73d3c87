import { concat, credentialBytes, fieldBytes, hex } from './bytes.js';
import type { Credentials } from './credentials.js';
import type { DigestOffer, Qop } from './digest-offer.js';
import type { Hashes } from './hashes.js';
import type { AuthRequest } from './auth-request.js';

/** What makes one answer differ from the next. */
export interface DigestCount {
  readonly nonce: string;
  readonly cnonce: string;
  /** The nonce count, as 8 hexadecimal digits. */
  readonly nc: string;
  /** Undefined for a server of RFC 2069. */
  readonly qop: Qop | undefined;
}

/** The `response`: RFC 7616, section 3.4.1. */
export function digestResponse(
  offer: DigestOffer,
  credentials: Credentials,
  request: AuthRequest,
  count: DigestCount,
  hashes: Hashes,
): string {
  const h = hasher(offer, hashes);
  const { nonce, cnonce, nc, qop } = count;
  const user = credentialBytes(credentials.user, offer.isUtf8);
  const password = credentialBytes(credentials.password, offer.isUtf8);
  const key = h(user, offer.realm, password);
  const a1 = offer.isSession ? h(key, nonce, cnonce) : key; // section 3.4.2
  const subject = [request.method, request.uri];
  if (qop === 'auth-int') subject.push(h(request.body ?? new Uint8Array())); // section 3.4.3
  const a2 = h(...subject);
  return qop ? h(a1, nonce, nc, cnonce, qop, a2) : h(a1, nonce, a2);
}

/** What stands in the place of the user where the server does not want it to be read: RFC 7616, section 3.4.4. */
export function userhash(offer: DigestOffer, user: string, hashes: Hashes): string {
  return hasher(offer, hashes)(credentialBytes(user, offer.isUtf8), offer.realm);
}

/** The hash of several parts with colons between them, as RFC 7616 has it everywhere. */
function hasher(offer: DigestOffer, hashes: Hashes): (...parts: readonly (string | Uint8Array)[]) => string {
  return (...parts) => {
    const bytes = parts.map((part) => (typeof part === 'string' ? fieldBytes(part) : part));
    return hex(hashes.hash(offer.hash, concat(...bytes.flatMap((part, i) => (i === 0 ? [part] : [colon, part])))));
  };
}

const colon = /* @__PURE__ */ fieldBytes(':');
