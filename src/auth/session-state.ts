import type { AuthTools } from './auth-tools.js';
import type { Credentials } from './credentials.js';
import type { Responder } from './responder.js';

/** What the requests of a session have in common. */
export interface SessionState {
  readonly tools: AuthTools;
  credentials: Credentials | undefined;
  /** Answers the last challenge. */
  responder: Responder | undefined;
  /** The credentials came as the answer to a question, and have not been accepted yet. */
  isProvisional: boolean;
  /** The credentials have been sent, and only so that a listener cannot read the password. */
  isHidden: boolean;
  /** The URI of a request that was asked for credentials, had them, and could not be sent again: they go with the next one. */
  dueAt: string | undefined;
}
