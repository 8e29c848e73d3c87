import type { AuthRequest } from './auth-request.js';
import { Authenticator } from '../values/authenticator.js';
import { BasicResponder } from './basic.js';
import type { Challenge } from './challenge.js';
import { Credentials } from './credentials.js';
import { strongest, type Offer } from './offer.js';
import type { Responder } from './responder.js';
import type { SessionState } from './session-state.js';

/**
 * What to do about a 401 or 407:
 * - `retry`: send the request again
 * - `continue`: the same, over the same connection: a handshake is under way
 * - `ask`: nobody has given credentials, or they were refused
 * - `refuse`: nothing that could be answered
 */
export type Verdict = 'retry' | 'continue' | 'ask' | 'refuse';

/**
 * How often one request is sent again with the same credentials: for a challenge, for a nonce that was stale, for the
 * second message of a handshake. A server that never has enough gets no more.
 */
const resendLimit = 3;

/** One request, from its first sending to the answer that counts. */
export class CredentialAttempt {
  readonly #state: SessionState;
  readonly #request: AuthRequest;
  readonly #refused: Credentials[] = [];
  /** What gave the field of the request that is on its way. */
  #sent: Responder | undefined;
  #stage: 'unasked' | 'answering' | 'givenUp' = 'unasked';
  #resends = 0;
  /** The user in the question; a person may have left it as it is. */
  #askedAbout = '';

  constructor(state: SessionState, request: AuthRequest) {
    this.#state = state;
    this.#request = request;
  }

  /** The value of Authorization or Proxy-Authorization; called each time that the request is sent. */
  authorize(): string | undefined {
    this.#sent = undefined;
    const { credentials, responder } = this.#state;
    if (this.#stage === 'givenUp' || !credentials || !responder?.canSend(credentials)) return undefined;
    const { uri } = this.#request;
    const isDue = this.#state.dueAt === uri;
    if (this.#stage === 'unasked' && !isDue && !responder.isTrustedFor(uri)) return undefined;
    const value = responder.authorize(credentials, this.#request);
    if (value === undefined) return undefined;
    this.#sent = responder;
    if (isDue) this.#state.dueAt = undefined;
    this.#state.isHidden = responder.hidesPassword;
    return value;
  }

  /** Whether what was sent last only begins a handshake: the body of that request may be left out. */
  get isNegotiating(): boolean {
    return this.#sent?.isNegotiating ?? false;
  }

  /** Takes the challenges of a 401 or 407. */
  answer(challenges: readonly Challenge[]): Verdict {
    const verdict = this.#judge(challenges);
    this.#stage = verdict === 'retry' || verdict === 'continue' ? 'answering' : 'givenUp';
    return verdict;
  }

  /** The request cannot be sent with what would be answered: the next one to this URI has it from the beginning. */
  postpone(): void {
    this.#state.dueAt = this.#request.uri;
  }

  /** The question for a person. Nothing of the password that was tried is in it. */
  ask(): Authenticator {
    const tried = this.#state.credentials ?? this.#refused.at(-1);
    this.#askedAbout = tried?.user ?? '';
    return new Authenticator(this.#state.responder?.realm, this.#askedAbout);
  }

  /**
   * Takes the answer of a person.
   *
   * @returns `refuse` where nothing was filled in, or nobody, or what has been refused already, or what the scheme cannot
   *   send
   */
  provide({ user, password }: Authenticator): 'retry' | 'refuse' {
    const state = this.#state;
    const credentials = new Credentials(user, password);
    const isUntouched = user === this.#askedAbout && password === '';
    if (isUntouched || credentials.isEmpty || this.#isRefused(credentials) || !state.responder?.canSend(credentials))
      return 'refuse';
    state.credentials = credentials;
    state.isProvisional = true;
    this.#resends = 1;
    this.#stage = 'answering';
    return 'retry';
  }

  /**
   * The request was answered with something else than 401 or 407.
   *
   * @param info - the values of Authentication-Info or Proxy-Authentication-Info fields
   */
  accepted(info: readonly string[] = []): void {
    if (!this.#sent) return;
    if (!this.#sent.isNegotiating) this.#state.isProvisional = false;
    this.#sent.accept(info);
  }

  #judge(challenges: readonly Challenge[]): Verdict {
    const state = this.#state;
    const offer = this.#offerIn(challenges);
    if (!offer) return 'refuse';
    const reaction = this.#sent?.reactTo(offer) ?? 'new';
    if (reaction === 'broken') return 'refuse';
    if (reaction !== 'continue') state.responder = responderFor(offer, state);
    if (reaction === 'refused' || this.#resends === resendLimit) this.#refuse();
    // Not the same way as before without being told so: somebody on the line may have changed the challenge.
    const isWeaker = state.isHidden && offer.scheme === 'basic';
    if (!state.credentials || this.#isRefused(state.credentials) || isWeaker) return 'ask';
    if (!state.responder?.canSend(state.credentials)) return 'ask';
    this.#resends++;
    return reaction === 'continue' ? 'continue' : 'retry';
  }

  /** A handshake goes on as it began; otherwise the strongest counts. */
  #offerIn(challenges: readonly Challenge[]): Offer | undefined {
    const { hashes } = this.#state.tools;
    const next = challenges.filter(({ scheme, token }) => scheme === 'ntlm' && token !== undefined);
    const isNext = this.isNegotiating && next.length > 0;
    return strongest(isNext ? next : challenges, { hashes, knowsBody: this.#request.body !== undefined });
  }

  #isRefused(credentials: Credentials): boolean {
    return this.#refused.some((refused) => refused.equals(credentials));
  }

  #refuse(): void {
    const state = this.#state;
    if (!state.credentials) return;
    this.#refused.push(state.credentials);
    // A mistyped password is not tried with the next request; what setUser() has set is the caller's word.
    if (state.isProvisional) state.credentials = undefined;
  }
}

/** @returns undefined for what takes hash functions, where there are none */
function responderFor(offer: Offer, { tools, responder }: SessionState): Responder | undefined {
  if (offer.scheme === 'basic') return new BasicResponder(offer);
  return tools.hashes.schemes?.responderFor(offer, tools, responder);
}
