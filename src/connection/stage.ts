import type { AnswerHead } from './answer-head.js';
import type { Target } from './target.js';

/** How far an exchange has come: what decides on the meaning of an error. */
export class Stage {
  /** TCP stands. */
  isConnected = false;
  /** The connection to a proxy stands, which has yet to open the way. */
  isAtProxy = false;
  /** A connection is being opened for the request, or its first byte is about to be written. */
  isUnderWay = false;
  /** A byte of the request has gone to the socket. */
  hasSent = false;
  /** The request has been written to its end. */
  isSent = false;
  /** A byte of the answer has come. */
  hasAnswer = false;
  /** The connection has closed. */
  hasClosed = false;
  /** By which the socket failed. */
  socketError: Error | undefined;
  /** As it came; undefined before, and where the dispatcher does not show it. */
  statusLine: string | undefined;
  /** Undefined until the head of the answer is whole. */
  head: AnswerHead | undefined;
  /** The answer is none to the request: {@link Dialogue}. Decided once, as those who are told of a head may change it. */
  isForUs = false;
  /** What it asks for has been found already. */
  isAnswered = false;
  /** In bytes, out of the transfer coding. */
  received = 0;

  /** @param isConnected - the connection stands already */
  constructor(
    readonly target: Target | undefined,
    isConnected = false,
  ) {
    this.isConnected = isConnected;
  }

  /**
   * Whether no other request can follow over the connection, as it is now. An answer that comes before the request has been
   * sent leaves the rest of it without a meaning.
   */
  get endsConnection(): boolean {
    return (this.head?.endsConnection ?? false) || this.hasClosed || !this.isSent;
  }
}
