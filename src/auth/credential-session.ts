import type { AuthRequest } from './auth-request.js';
import type { AuthTools } from './auth-tools.js';
import { CredentialAttempt } from './credential-attempt.js';
import { checkUser, Credentials } from './credentials.js';
import type { Hashes } from './hashes.js';
import type { SessionState } from './session-state.js';
import { ownProperties } from '../values/own-properties.js';

export interface SessionOptions {
  /** Without any only Basic is known. */
  readonly hashes: Hashes;
  /** `scheme://host:port` of the server; leave it out for a proxy. */
  readonly origin?: string;
  /** Random bytes that cannot be foretold. */
  readonly random?: (length: number) => Uint8Array;
  /** In milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * What is known about authenticating to one server or proxy, over one connection at a time.
 *
 * Credentials that were accepted once go with all later requests at once; after `setUser` those of the new user.
 */
export class CredentialSession {
  readonly #state: SessionState;

  constructor(options: SessionOptions) {
    const { hashes, origin, random = randomBytes, now = Date.now } = ownProperties(options);
    const tools: AuthTools = { hashes, origin, random, now };
    this.#state = {
      tools,
      credentials: undefined,
      responder: undefined,
      isProvisional: false,
      isHidden: false,
      dueAt: undefined,
    };
  }

  /**
   * Replaces the credentials; with an empty user and password there are none.
   *
   * @throws TypeError for control characters in the user
   */
  setUser(user: string, password = ''): void {
    checkUser(user);
    const credentials = new Credentials(user, password);
    const state = this.#state;
    if (state.credentials?.equals(credentials)) return;
    state.credentials = credentials.isEmpty ? undefined : credentials;
    state.isProvisional = false;
    state.isHidden = false;
    state.dueAt = undefined;
    state.responder?.reset();
  }

  /** Whether the connection itself has been authenticated, or is about to be: NTLM. */
  get isBound(): boolean {
    return this.#state.responder?.isBound ?? false;
  }

  /** Called once for each request, however often it is sent. */
  begin(request: AuthRequest): CredentialAttempt {
    return new CredentialAttempt(this.#state, request);
  }

  /** The connection has closed. What it was authenticated for has to be done anew: NTLM. */
  disconnected(): void {
    this.#state.responder?.reset();
  }
}

function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}
