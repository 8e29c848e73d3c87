import type { AuthRequest } from './auth-request.js';
import { fieldBytes } from './bytes.js';
import type { Credentials } from './credentials.js';
import type { Offer } from './offer.js';

/**
 * What a challenge says to the answer that was given to the one before it:
 * - `new`: it has not been answered yet
 * - `refused`: the credentials are wrong
 * - `continue`: the next message of a handshake is wanted
 * - `broken`: it makes no sense
 */
export type Reaction = 'new' | 'refused' | 'continue' | 'broken';

/** Answers the challenges of one scheme. */
export interface Responder {
  /** As a person may read it; empty where the scheme has none. */
  readonly realm: string;
  /** Whether a listener cannot read the password. */
  readonly hidesPassword: boolean;
  /** Whether a handshake is under way: the request that it goes with is not answered yet. */
  readonly isNegotiating: boolean;
  /** Whether what it has sent authenticates the connection, and with it every request that follows. */
  readonly isBound: boolean;
  /** Whether the scheme can express them. */
  canSend(credentials: Credentials): boolean;
  /** Whether an answer was accepted, so that this URI may get one without being asked for it. */
  isTrustedFor(uri: string): boolean;
  /** The value of the field to send; undefined where none is needed, or none possible. */
  authorize(credentials: Credentials, request: AuthRequest): string | undefined;
  /** Called with the challenge that came upon its answer. */
  reactTo(offer: Offer): Reaction;
  /** Its answer was accepted. `info` holds the values of Authentication-Info fields. */
  accept(info: readonly string[]): void;
  /** The connection has closed, or somebody else authenticates now: handshakes begin anew. */
  reset(): void;
}

/** The realm as a person may read it: field values come as a character for each byte. */
export function readableRealm(realm: string): string {
  if (!/[\u0080-\u00ff]/.test(realm)) return realm;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(fieldBytes(realm));
  } catch {
    return realm;
  }
}
