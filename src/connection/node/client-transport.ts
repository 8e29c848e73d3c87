import type { Socket } from 'node:net';
import { Client } from 'undici';
import type { Limits } from '../../values/limits.js';
import { ownProperties } from '../../values/own-properties.js';
import type { TlsOptions } from '../../values/tls-options.js';
import type { ConnectionListener, DispatchHandler, DispatchOptions, Transport } from '../dispatch-like.js';
import type { Target } from '../target.js';
import { AnswerScanner } from './answer-scanner.js';
import { connectSocket, needsLookup } from './connect-socket.js';

/** The largest delay of a timer; undici takes the longest keep-alive from it (one more would close at once). */
const longest = 2 ** 31 - 1;

/**
 * The own connection: an undici `Client` behind a connector that shows what the socket does.
 *
 * The Client is told that the scheme is http also for TLS, which the connector does by itself: for https undici
 * would take the name to check from the Host field, which a caller may set to anything.
 */
export class ClientTransport implements Transport {
  readonly #client: Client;
  readonly #target: Target;
  readonly #limits: Limits;
  readonly #tls: TlsOptions;
  #listener: ConnectionListener | undefined;
  #socket: ObservedSocket | undefined;
  #isDestroyed = false;
  #bodyBytes: number | undefined = 0;

  constructor(target: Target, limits: Limits, tls: TlsOptions) {
    this.#target = target;
    this.#limits = limits;
    this.#tls = tls;
    // The connector knows where to go; a URL could not name every host that a socket can reach.
    this.#client = new Client(
      'http://localhost',
      ownProperties<Client.Options>({
        connect: (_options, callback) => {
          this.#connect(callback);
        },
        pipelining: 1,
        headersTimeout: 0,
        bodyTimeout: 0,
        keepAliveTimeout: longest,
        keepAliveMaxTimeout: longest,
        keepAliveTimeoutThreshold: -longest - 1,
        maxHeaderSize: Math.max(1, Math.min(Math.floor(limits.headerBytes), longest)),
      }),
    );
  }

  observe(listener: ConnectionListener): () => void {
    this.#listener = listener;
    return () => {
      this.#listener = undefined;
    };
  }

  dispatch(options: DispatchOptions, handler: DispatchHandler): boolean {
    const { body } = options;
    this.#bodyBytes =
      body === null ? 0 : body instanceof Uint8Array ? body.byteLength : declaredLength(options.headers);
    this.#socket?.expectRequest(this.#bodyBytes);
    return this.#client.dispatch(options, handler);
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    const socket = this.#socket;
    socket?.destroy();
    // Not at once: inside a call of undici's own, such as the writing of a request, it would lose count of its queue.
    queueMicrotask(() => {
      if (!socket) this.#listener?.onClosed();
      this.#client.destroy().catch(() => undefined); // what was on its way has been told that it ended
    });
  }

  #connect(callback: (...result: [error: null, socket: Socket] | [error: Error, socket: null]) => void): void {
    const socket = connectSocket(
      this.#target,
      this.#tls,
      {
        onLookup: () => this.#listener?.onLookup(),
        onConnecting: () => this.#listener?.onConnecting(),
        onConnected: () => this.#listener?.onConnected(),
        onBytesSent: () => undefined,
        onClosed: () => undefined,
        onTlsErrors: (errors, decide) => {
          if (this.#listener?.onTlsErrors) this.#listener.onTlsErrors(errors, decide);
          else decide(false);
        },
      },
      callback,
    );
    const observed = new ObservedSocket(socket, this.#limits.headerBytes, () => this.#listener);
    observed.expectRequest(this.#bodyBytes);
    this.#socket = observed;
    socket.prependOnceListener('error', (error) => this.#listener?.onSocketError?.(error));
    socket.prependOnceListener('close', () => {
      if (this.#socket === observed) this.#socket = undefined;
      this.#listener?.onClosed();
    });
    if (needsLookup(this.#target)) this.#listener?.onLookup();
    else this.#listener?.onConnecting();
  }
}

/** The length that the Content-Length field declares; undefined where the body goes in chunks. */
function declaredLength(headers: readonly string[]): number | undefined {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]?.toLowerCase() === 'content-length') return Number(headers[i + 1]);
  }
  return undefined;
}

/** Watches what undici writes to a socket and reads from it. */
class ObservedSocket {
  readonly #socket: Socket;
  readonly #listener: () => ConnectionListener | undefined;
  readonly #scanner: AnswerScanner;
  #awaitsHead = false;
  #bodyBytes: number | undefined = 0;
  #sent = 0;
  #told = 0;
  #total = 0;

  constructor(socket: Socket, headerBytes: number, listener: () => ConnectionListener | undefined) {
    this.#socket = socket;
    this.#listener = listener;
    this.#scanner = new AnswerScanner(
      {
        onFirstByte: () => listener()?.onFirstByte?.(),
        onStatusLine: (line) => listener()?.onStatusLine?.(line),
        onTooLarge: () => {
          socket.destroy(Object.assign(new Error('too many interim answers'), { code: 'UND_ERR_HEADERS_OVERFLOW' }));
        },
        onForeign: () => {
          socket.destroy(Object.assign(new Error('the status line is not of HTTP'), { name: 'HTTPParserError' }));
        },
      },
      headerBytes,
    );
    this.#watchReads();
    this.#watchWrites();
  }

  /** The next write is the head of a request. */
  expectRequest(bodyBytes: number | undefined): void {
    this.#awaitsHead = true;
    this.#bodyBytes = bodyBytes;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #watchReads(): void {
    const socket = this.#socket;
    const read = socket.read.bind(socket) as (size?: number) => Buffer | null; // no encoding is set, so never a string
    socket.read = (size?: number) => {
      for (let chunk = read(size); chunk !== null; chunk = read(size)) {
        if (this.#scanner.isIdle) return chunk;
        const seen = this.#scanner.scan(chunk);
        if (socket.destroyed) return null;
        if (seen) return seen;
      }
      return null;
    };
  }

  #watchWrites(): void {
    const socket = this.#socket;
    const write = socket.write.bind(socket) as Write;
    const watched: Write = (chunk, encoding, callback) => {
      const length = typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.byteLength;
      const isHead = this.#awaitsHead;
      if (isHead) {
        this.#beginRequest(length);
        if (socket.destroyed) return false;
      }
      // Where a body follows, it does in the same breath: head and first piece are told as one.
      const isTold = !isHead || !this.#isFollowed(chunk);
      return write(chunk, encoding, (error) => {
        if (!error) this.#count(length, isTold);
        callback?.(error);
      });
    };
    socket.write = watched as Socket['write']; // undici calls it in these forms only
  }

  #beginRequest(headBytes: number): void {
    this.#awaitsHead = false;
    this.#sent = this.#told = 0;
    this.#total = this.#bodyBytes === undefined ? 0 : headBytes + this.#bodyBytes;
    this.#scanner.begin();
    this.#listener()?.onSending?.();
  }

  /** Whether a body follows this head. One in chunks leaves the head open, and its first chunk ends it. */
  #isFollowed(head: string | Uint8Array): boolean {
    if (this.#bodyBytes !== undefined) return this.#bodyBytes > 0;
    return typeof head === 'string' && !head.endsWith('\r\n\r\n');
  }

  #count(bytes: number, isTold: boolean): void {
    this.#sent += bytes;
    if (!isTold) return;
    while (this.#sent - this.#told > stepBytes) this.#tell(this.#told + stepBytes);
    this.#tell(this.#sent);
  }

  #tell(sent: number): void {
    this.#told = sent;
    this.#listener()?.onBytesSent(sent, this.#total);
  }
}

/** The largest step of the send progress, in bytes. */
const stepBytes = 64 * 1024;

type Write = (
  chunk: string | Uint8Array,
  encoding?: BufferEncoding,
  callback?: (error?: Error | null) => void,
) => boolean;
