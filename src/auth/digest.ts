import type { AuthRequest } from './auth-request.js';
import { credentialBytes, fieldBytes, hasControls, latin1, toBase64 } from './bytes.js';
import type { Credentials } from './credentials.js';
import type { DigestOffer, Qop } from './digest-offer.js';
import { digestResponse, userhash } from './digest-response.js';
import type { Offer } from './offer.js';
import { parseParameters } from './parse-challenges.js';
import { readableRealm, type Reaction, type Responder } from './responder.js';
import type { AuthTools } from './auth-tools.js';

/** The random bytes of a cnonce. */
const cnonceBytes = 18;

/** Answers Digest challenges: RFC 7616, and RFC 2069 where the server has no qop. */
export class DigestResponder implements Responder {
  readonly realm: string;
  readonly hidesPassword = true;
  readonly isNegotiating = false;
  readonly isBound = false;
  readonly #offer: DigestOffer;
  readonly #tools: AuthTools;
  #nonce: string;
  /** One for each nonce, as the key of a `-sess` algorithm is made with it. */
  #cnonce: string;
  #count = 0;
  #isAccepted = false;

  /** @param previous - what answered the challenge before; a nonce that it knows is counted on */
  constructor(offer: DigestOffer, tools: AuthTools, previous?: Responder) {
    this.realm = readableRealm(offer.realm);
    this.#offer = offer;
    this.#tools = tools;
    this.#nonce = offer.nonce;
    if (previous instanceof DigestResponder && previous.#nonce === offer.nonce) {
      this.#cnonce = previous.#cnonce;
      this.#count = previous.#count;
    } else {
      this.#cnonce = this.#newCnonce();
    }
  }

  canSend({ user }: Credentials): boolean {
    return !hasControls(user);
  }

  /** `domain` names URIs by their beginnings: RFC 7616, section 3.3. It means nothing to a proxy. */
  isTrustedFor(uri: string): boolean {
    const { origin } = this.#tools;
    if (!this.#isAccepted) return false;
    if (this.#offer.domain.length === 0 || origin === undefined) return true;
    const target = absolute(uri, origin);
    return this.#offer.domain.some((beginning) => {
      const start = absolute(beginning, origin);
      return target !== undefined && start !== undefined && target.startsWith(start);
    });
  }

  authorize(credentials: Credentials, request: AuthRequest): string | undefined {
    const { hashes } = this.#tools;
    const offer = this.#offer;
    const qop = this.#qopFor(request.body);
    if (offer.qops && !qop) return undefined;
    this.#count++;
    const nc = this.#count.toString(16).padStart(8, '0');
    const count = { nonce: this.#nonce, cnonce: this.#cnonce, nc, qop };
    // The order is that of the real class (recorded): there are servers that read no other.
    const fields = [
      this.#userField(credentials.user),
      `realm=${quoted(offer.realm)}`,
      `nonce=${quoted(this.#nonce)}`,
      `uri=${quoted(request.uri)}`,
    ];
    if (offer.opaque !== undefined) fields.push(`opaque=${quoted(offer.opaque)}`);
    fields.push(`response="${digestResponse(offer, credentials, request, count, hashes)}"`);
    if (offer.algorithm !== undefined) fields.push(`algorithm=${offer.algorithm}`);
    if (qop) fields.push(`qop=${qop}`, `nc=${nc}`, `cnonce="${this.#cnonce}"`);
    if (offer.usesUserhash) fields.push('userhash=true');
    return `Digest ${fields.join(', ')}`;
  }

  /** A new nonce alone refuses (recorded); RFC 7616, section 3.3: `stale` says that the credentials are right. */
  reactTo(offer: Offer): Reaction {
    if (offer.scheme !== 'digest') return 'new';
    const { realm, hash, isSession } = this.#offer;
    if (offer.realm !== realm || offer.hash !== hash || offer.isSession !== isSession) return 'new';
    return offer.isStale && offer.nonce !== this.#nonce ? 'new' : 'refused';
  }

  /** RFC 7616, section 3.5. A session key stays with the nonce that it was made with. */
  accept(info: readonly string[]): void {
    this.#isAccepted = true;
    const next = parseParameters(info).get('nextnonce');
    if (next === undefined || next === this.#nonce || this.#offer.isSession || hasControls(next)) return;
    this.#nonce = next;
    this.#cnonce = this.#newCnonce();
    this.#count = 0;
  }

  reset(): void {
    // Nothing of it belongs to a connection.
  }

  /** With the body, where there is one whose bytes are known; not for none, which `auth` protects as well. */
  #qopFor(body: Uint8Array | undefined): Qop | undefined {
    const { qops } = this.#offer;
    const canAuth = qops?.has('auth') ?? false;
    if (qops?.has('auth-int') && body && (body.length > 0 || !canAuth)) return 'auth-int';
    return canAuth ? 'auth' : undefined;
  }

  /** RFC 7616, section 3.4: `username*` where there is more than ASCII, and the server reads UTF-8. */
  #userField(user: string): string {
    const { isUtf8, usesUserhash } = this.#offer;
    if (usesUserhash) return `username="${userhash(this.#offer, user, this.#tools.hashes)}"`;
    const bytes = credentialBytes(user, isUtf8);
    if (isUtf8 && bytes.some((byte) => byte > 0x7e)) return `username*=UTF-8''${percentEncoded(bytes)}`;
    return `username=${quoted(latin1(bytes))}`;
  }

  #newCnonce(): string {
    return toBase64(this.#tools.random(cnonceBytes));
  }
}

function quoted(text: string): string {
  return `"${latin1(fieldBytes(text)).replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** RFC 8187, section 3.2. */
function percentEncoded(bytes: Uint8Array): string {
  return latin1(bytes).replaceAll(
    /[^\w!#$&+.^`|~-]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

function absolute(uri: string, base: string): string | undefined {
  return URL.parse(uri, base)?.href;
}
