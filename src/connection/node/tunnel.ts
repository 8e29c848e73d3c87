import type { Duplex } from 'node:stream';
import { ErrorCode } from '../../values/error-code.js';
import { Failure } from '../../values/failure.js';
import type { ConnectionListener } from '../dispatch-like.js';
import { hostAndPort, peerOf, type Target } from '../target.js';
import { HandshakeReader } from './handshake-reader.js';

/** Who is told what became of a way through a proxy: once. */
export interface TunnelListener {
  /** The stream leads to the host. */
  onOpen(): void;
  onFailed(error: Error): void;
  /** Not over this connection to the proxy, but over another. */
  onOpenAnew(): void;
}

/** A way through a proxy, over a connection to it that stands: what the kinds of proxy have in common. */
export abstract class Tunnel {
  protected readonly stream: Duplex;
  protected readonly reader: HandshakeReader;
  protected readonly target: Target;
  /** Whom to ask for credentials. */
  protected readonly connection: () => ConnectionListener | undefined;
  /** No handshake can follow over this connection. */
  protected isUsedUp = false;
  /** The handshake was begun again, over the same connection, and nothing has come since: that may have been closing. */
  protected isRepeating = false;
  readonly #listener: TunnelListener;
  #isOver = false;
  #isWaiting = false;

  constructor(
    stream: Duplex,
    target: Target,
    connection: () => ConnectionListener | undefined,
    listener: TunnelListener,
  ) {
    this.stream = stream;
    this.target = target;
    this.connection = connection;
    this.reader = new HandshakeReader(stream);
    this.#listener = listener;
    stream.once('end', this.#onEnd);
  }

  /** Begins the handshake. */
  abstract open(): void;

  /** Whether the connection may close meanwhile: another is opened when it is needed. */
  get outlivesStream(): boolean {
    return !this.#isOver && (this.#isWaiting || this.isRepeating);
  }

  /** The connection has closed, which the tunnel outlives. */
  lose(): void {
    if (!this.#isWaiting) this.#openAnew();
  }

  protected get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * Holds the handshake until an answer is there.
   *
   * @param ask - is given what to call with the answer; it may do so at once
   * @param goOn - over this connection, unless that has come to its end meanwhile
   */
  protected wait<A>(ask: (answer: (answer: A) => void) => void, goOn: (answer: A) => void): void {
    this.#isWaiting = true;
    ask((answer) => {
      if (this.#isOver) return;
      this.#isWaiting = false;
      if (this.isUsedUp || this.stream.destroyed || this.stream.readableEnded) {
        this.#openAnew();
      } else goOn(answer);
    });
  }

  protected succeed(): void {
    if (this.#isOver) return;
    // Neither TLS nor HTTP has the server speak first.
    if (this.#leave()) this.#tellFailed(ErrorCode.UnknownError, 'sent bytes of its own into the tunnel');
    else this.#listener.onOpen();
  }

  /** @param what - goes on from the name of the proxy */
  protected fail(code: ErrorCode, what: string): void {
    if (this.#isOver) return;
    this.#leave();
    this.#tellFailed(code, what);
  }

  readonly #onEnd = () => {
    if (this.outlivesStream) this.lose();
    else this.fail(ErrorCode.UnexpectedClose, 'closed the connection before the tunnel stood');
  };

  #openAnew(): void {
    this.#leave();
    this.#listener.onOpenAnew();
  }

  #tellFailed(code: ErrorCode, what: string): void {
    this.#listener.onFailed(new Failure(code, `The proxy ${hostAndPort(peerOf(this.target))} ${what}`));
  }

  /** Whether there were bytes behind the last message. */
  #leave(): boolean {
    this.#isOver = true;
    this.#isWaiting = false;
    this.stream.off('end', this.#onEnd);
    return this.reader.stop();
  }
}
