import { credentialBytes, hasControls, toBase64 } from './bytes.js';
import type { Challenge } from './challenge.js';
import type { Credentials } from './credentials.js';
import type { Offer } from './offer.js';
import { readableRealm, type Reaction, type Responder } from './responder.js';

/** A challenge of the Basic scheme: RFC 7617. */
export interface BasicOffer {
  readonly scheme: 'basic';
  readonly realm: string;
  /** The server says that it reads UTF-8: section 2.1. */
  readonly isUtf8: boolean;
}

export function basicOffer({ parameters }: Challenge): BasicOffer {
  return {
    scheme: 'basic',
    realm: parameters.get('realm') ?? '', // required, and yet left out by servers; nothing depends on it
    isUtf8: parameters.get('charset')?.toLowerCase() === 'utf-8',
  };
}

export class BasicResponder implements Responder {
  readonly realm: string;
  readonly hidesPassword = false;
  readonly isNegotiating = false;
  readonly isBound = false;
  readonly #isUtf8: boolean;
  #isAccepted = false;

  constructor(offer: BasicOffer) {
    this.realm = readableRealm(offer.realm);
    this.#isUtf8 = offer.isUtf8;
  }

  /** RFC 7617, section 2: the first colon ends the user, and control characters are forbidden. */
  canSend({ user, password }: Credentials): boolean {
    return !user.includes(':') && !hasControls(user) && !hasControls(password);
  }

  isTrustedFor(): boolean {
    return this.#isAccepted;
  }

  authorize({ user, password }: Credentials): string {
    return `Basic ${toBase64(credentialBytes(`${user}:${password}`, this.#isUtf8))}`;
  }

  /** What Basic sends does not depend on the challenge: another realm refuses it as well. */
  reactTo(offer: Offer): Reaction {
    return offer.scheme === 'basic' ? 'refused' : 'new';
  }

  accept(): void {
    this.#isAccepted = true;
  }

  reset(): void {
    // Nothing of it belongs to a connection.
  }
}
