import type { HeaderField } from '../headers/header-field.js';
import type { HttpResponseHeader } from '../headers/http-response-header.js';
import type { AnswerFields } from './answer-handler.js';
import { isChallenge, requestAuthentication, type Authentication } from './authentication.js';
import type { CredentialStore } from './credential-store.js';
import { withoutBody, type OutgoingRequest } from './request-plan.js';
import { isForwarded, type Target } from './target.js';

/** What is sent of a request, and what is added to it, until the answer is one to the whole of it. */
export class Dialogue {
  readonly authentication: Authentication;
  readonly #request: OutgoingRequest;
  readonly #target: Target;
  /** What was sent last: the request, or the same without its body. */
  #sent: OutgoingRequest;
  #hasCredentials = false;
  /** The server, or the proxy, has asked for credentials for this very request. */
  #isChallenged = false;
  /** A request without its body was answered as if it were the whole: from now on it goes whole. */
  #needsBody = false;

  constructor(store: CredentialStore, request: OutgoingRequest, target: Target) {
    this.authentication = requestAuthentication(store, request, target);
    this.#request = this.#sent = request;
    this.#target = target;
  }

  get sent(): OutgoingRequest {
    return this.#sent;
  }

  /** Goes on to the next try, in which {@link Dialogue.sent} is sent; gives the fields to add. */
  next(): readonly HeaderField[] {
    const fields = this.authentication.fields();
    this.#hasCredentials = fields.some(([name]) => name === 'Authorization');
    if (isForwarded(this.#target)) fields.unshift(['Proxy-Connection', 'keep-alive']); // as recorded, for old proxies
    this.#sent = this.#leavesBodyOut() ? withoutBody(this.#request) : this.#request;
    return fields;
  }

  /** It goes on with such an answer. */
  goOn(header: HttpResponseHeader): void {
    this.#isChallenged = true;
    if (!isChallenge(header)) this.#needsBody = true;
  }

  /** What interceptors see of an answer: not the credentials that were sent, yet a cache must know that there were some. */
  shown(fields: AnswerFields): AnswerFields {
    return this.#hasCredentials ? personal(fields) : fields;
  }

  /**
   * Whether the body stays here while a handshake begins. Where the server has not asked for one, it might take the
   * request without its body for the whole: then only a body that can be sent but once is kept for the right moment.
   */
  #leavesBodyOut(): boolean {
    const { source } = this.#request;
    if (!source || !this.authentication.isNegotiating || this.#needsBody) return false;
    return this.#isChallenged || !source.isRepeatable;
  }
}

/** RFC 9111, 3.5: an answer to a request with credentials is not for everybody, unless it says so. */
function personal(fields: AnswerFields): AnswerFields {
  const control = [fields['cache-control'] ?? []].flat();
  const isForAll = control.some((value) => /(?:^|,)\s*(?:public|must-revalidate|s-maxage)\b/i.test(value));
  return isForAll ? fields : { ...fields, 'cache-control': [...control, 'no-store'].join(', ') };
}
