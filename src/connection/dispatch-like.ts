import type { HeaderField } from '../headers/header-field.js';
import type { HttpResponseHeader } from '../headers/http-response-header.js';
import type { SslError } from '../values/ssl-error.js';

/** What is sent: the subset of undici's dispatch options that the library uses. */
export interface DispatchOptions {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Begins with `/`, or is an absolute http(s) URI. */
  readonly path: string;
  readonly method: string;
  /** Names and values in turn. */
  readonly headers: string[];
  /** In truth a {@link DispatchBody}: undici takes any iterable of bytes, and only its types leave them out. */
  readonly body: Uint8Array | null;
  /** False keeps the connection open after the answer, also for HEAD. */
  readonly reset: boolean;
  /** The name to check in TLS, where undici is not to take it from the Host field. */
  servername?: string | undefined;
  /** False lets another request be written before the answer to this one has begun. */
  blocking?: boolean;
}

/** All bytes at once, or pieces as they are wanted. Pieces of what is a Blob as a whole have that as their `blob`. */
export type DispatchBody = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** What a handler may do with the exchange that it is told of. */
export interface DispatchController {
  pause(): void;
  resume(): void;
  abort(reason: Error): void;
  /** Names and values in turn, with order, case and duplicates. */
  readonly rawHeaders?: unknown;
}

/** Who is told of one exchange; the methods of undici's handlers. */
export interface DispatchHandler {
  onRequestStart(controller: DispatchController, context: unknown): void;
  /**
   * Bytes of the request have gone, as {@link ConnectionListener.onBytesSent}: for a dispatcher that sees this, and nothing
   * else of its connection. One that does not tell it is taken to have sent everything with `onRequestSent`.
   */
  onBytesSent?(done: number, total: number): void;
  onRequestSent(): void;
  onResponseStart(
    controller: DispatchController,
    statusCode: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
    statusMessage?: string,
  ): void;
  onResponseData(controller: DispatchController, chunk: Uint8Array): void;
  onResponseEnd(controller: DispatchController, trailers: unknown): void;
  onResponseError(controller: DispatchController, error: Error): void;
}

/** Who is told of a request that is sent early; the listener of the connection is not. */
export interface EarlyHandler extends DispatchHandler {
  /** It has been written. */
  onWritten(bytes: number): void;
}

/** A user with a password. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

/** Who is told what the connection under a dispatcher does, as it happens. */
export interface ConnectionListener {
  /** A name is being looked up. */
  onLookup(): void;
  /** A connection is being opened. */
  onConnecting(): void;
  /** TCP stands. */
  onConnected(): void;
  /** TCP stands to a proxy, which has yet to open the way. */
  onProxyReached?(): void;
  /**
   * Bytes of the present request have gone to the socket.
   *
   * @param done - so far, head and body together
   * @param total - head and body together; 0 when the length of the body is unknown
   */
  onBytesSent(done: number, total: number): void;
  /** The connection has closed; also after one that never stood. */
  onClosed(): void;
  /** The socket failed. A body that only the close ends may look whole all the same. */
  onSocketError?(error: Error): void;
  /** The first byte of a request is about to be written. */
  onSending?(): void;
  /** Whether a body, whose head has gone, is held back until the server wants it. */
  onBodyHeld?(isHeld: boolean): void;
  /** The answer came before the body was wanted: the body is not sent, and no request can follow over the connection. */
  onBodyWithheld?(): void;
  /** Bytes have come, whatever they are. Told where silence counts (`timeouts.idle`). */
  onBytesReceived?(): void;
  /** The first byte of an answer has come. */
  onFirstByte?(): void;
  /**
   * TLS stands, and the other side cannot be trusted. The connection waits for `decide`.
   *
   * @param decide - false closes the connection before a byte of a request has left
   */
  onTlsErrors?(errors: readonly SslError[], decide: (isAccepted: boolean) => void): void;
  /**
   * An HTTP proxy is about to be asked for a way to the host. The connection waits for `go`.
   *
   * @param refusal - its answer to the last time, where that was a 407
   * @param go - takes the fields that go to the proxy alone
   */
  onTunnel?(refusal: HttpResponseHeader | undefined, go: (fields: readonly HeaderField[]) => void): void;
  /** The HTTP proxy has opened the way. */
  onTunnelled?(answer: HttpResponseHeader): void;
  /** A SOCKS proxy wants a user and a password that nobody has given. The connection waits for `go`. */
  onLogin?(go: (login: Login) => void): void;
  /** It did not take them. */
  onLoginRefused?(): void;
  /** The status line of an answer, as it came (without its line end). */
  onStatusLine?(line: string): void;
}

/**
 * The seam to the ecosystem: every undici `Dispatcher` is one. A dispatcher that has `observe` shows what its
 * connection does; without it the states are `Sending`, `Reading` and `Connected` only.
 */
export interface DispatchLike {
  dispatch(options: DispatchOptions, handler: DispatchHandler): boolean;
  /** @returns a function that ends the observation */
  observe?(listener: ConnectionListener): () => void;
}

/** A dispatcher of our own, over one connection to one origin. */
export interface Transport extends DispatchLike {
  observe(listener: ConnectionListener): () => void;
  /** Sends a request without a body while another one, which was sent whole, is still to be answered. */
  dispatchEarly(options: DispatchOptions, handler: EarlyHandler): void;
  /** Closes the connection, whatever is on its way; ends with `onClosed`. */
  destroy(): void;
  /** Lets go of a socket that was handed in: it stays open when the connection is closed, which is still to be done. */
  release(): void;
}
