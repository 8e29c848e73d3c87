import type { AuthTools } from './auth-tools.js';
import { fromBase64, hasControls, toBase64 } from './bytes.js';
import type { Challenge } from './challenge.js';
import type { Credentials } from './credentials.js';
import { ntlmAccount } from './ntlm-account.js';
import { authenticateMessage, negotiateMessage, readChallenge, type NtlmChallenge } from './ntlm-messages.js';
import { ntlmKey, ntlmResponses } from './ntlm-response.js';
import type { Offer } from './offer.js';
import type { Reaction, Responder } from './responder.js';

/** A challenge of the NTLM scheme: [MS-NTHT]. */
export interface NtlmOffer {
  readonly scheme: 'ntlm';
  /** The second message of the handshake; undefined where it has to begin. */
  readonly token: string | undefined;
}

export function ntlmOffer({ token }: Challenge): NtlmOffer {
  return { scheme: 'ntlm', token };
}

type Stage = 'idle' | 'negotiating' | 'answered' | 'authenticated';

/** Answers NTLM challenges with version 2. What it authenticates is a connection, and all requests that go over it. */
export class NtlmResponder implements Responder {
  readonly realm = '';
  readonly hidesPassword = true;
  readonly #tools: AuthTools;
  #stage: Stage = 'idle';
  /** What the next message answers; it is answered once. */
  #challenge: NtlmChallenge | undefined;
  #isAccepted = false;

  constructor(tools: AuthTools) {
    this.#tools = tools;
  }

  get isNegotiating(): boolean {
    return this.#stage === 'negotiating';
  }

  get isBound(): boolean {
    return this.#stage !== 'idle';
  }

  canSend({ user }: Credentials): boolean {
    return !hasControls(user);
  }

  isTrustedFor(): boolean {
    return this.#isAccepted;
  }

  authorize(credentials: Credentials): string | undefined {
    if (this.#stage === 'authenticated') return undefined;
    const challenge = this.#challenge;
    this.#challenge = undefined;
    this.#stage = challenge ? 'answered' : 'negotiating';
    return `NTLM ${toBase64(challenge ? this.#answer(challenge, credentials) : negotiateMessage())}`;
  }

  reactTo(offer: Offer): Reaction {
    if (offer.scheme !== 'ntlm') return 'new';
    if (this.#stage !== 'negotiating') return 'refused';
    // No message back: it does not want this one, or the connection was not the one that it went over before.
    if (offer.token === undefined) return 'refused';
    const message = fromBase64(offer.token);
    this.#challenge = message && readChallenge(message);
    return this.#challenge ? 'continue' : 'broken';
  }

  accept(): void {
    if (this.#stage !== 'answered') return; // the request needed no authentication after all
    this.#isAccepted = true;
    this.#stage = 'authenticated';
  }

  reset(): void {
    this.#stage = 'idle';
    this.#challenge = undefined;
  }

  #answer(challenge: NtlmChallenge, { user, password }: Credentials): Uint8Array {
    const { hashes, random, now } = this.#tools;
    const account = ntlmAccount(user);
    const key = ntlmKey(account, password, hashes);
    const novelty = { clientChallenge: random(8), now: now() };
    return authenticateMessage(challenge, account, ntlmResponses(key, challenge, novelty, hashes));
  }
}
