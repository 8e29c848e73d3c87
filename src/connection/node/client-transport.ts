import type { Duplex } from 'node:stream';
import { Client } from 'undici';
import { ownProperties } from '../../values/own-properties.js';
import type { ConnectionSettings } from '../connection-settings.js';
import type {
  ConnectionListener,
  DispatchHandler,
  DispatchOptions,
  EarlyHandler,
  Transport,
} from '../dispatch-like.js';
import type { Target } from '../target.js';
import { ObservedSocket } from './observed-socket.js';
import { Opening } from './opening.js';

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
  readonly #settings: ClientSettings;
  #listener: ConnectionListener | undefined;
  /** Of the connection in use. */
  #opening: Opening | undefined;
  /** The same, once it stands. */
  #socket: ObservedSocket | undefined;
  #isDestroyed = false;
  /** Requests were sent early over the connection that stands, and no other one since. */
  #hasEarly = false;
  #bodyBytes: number | undefined = 0;
  /** The field by which the request wants to be told that its body is wanted. */
  #expectation: string | undefined;

  constructor(target: Target, settings: ClientSettings) {
    this.#target = target;
    this.#settings = settings;
    // The connector knows where to go; a URL could not name every host that a socket can reach.
    this.#client = new Client(
      'http://localhost',
      ownProperties<Client.Options>({
        connect: (_options, callback) => {
          this.#connect(callback as Connected); // undici takes any Duplex
        },
        pipelining: 1,
        headersTimeout: 0,
        bodyTimeout: 0,
        keepAliveTimeout: longest,
        keepAliveMaxTimeout: longest,
        keepAliveTimeoutThreshold: -longest - 1,
        maxHeaderSize: Math.max(1, Math.min(Math.floor(settings.limits.headerBytes), longest)),
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
    options.servername = noServer;
    options.blocking = false;
    this.#hasEarly = false;
    // With more than one undici writes a request while it still reads what may follow the answer before.
    if (this.#client.pipelining !== 1) this.#client.pipelining = 1;
    const at = expectationIn(options.headers);
    this.#expectation = at < 0 ? undefined : options.headers.slice(at, at + 2).join(': ');
    this.#bodyBytes =
      body === null ? 0 : body instanceof Uint8Array ? body.byteLength : declaredLength(options.headers);
    this.#socket?.expectRequest(this.#bodyBytes, this.#expectation);
    // undici refuses the field: the socket adds it.
    const headers = at < 0 ? options.headers : options.headers.toSpliced(at, 2);
    return this.#client.dispatch(at < 0 ? options : ownProperties({ ...options, headers }), handler);
  }

  dispatchEarly(options: DispatchOptions, handler: EarlyHandler): void {
    this.#hasEarly = true;
    options.servername = noServer;
    options.blocking = false;
    if (this.#client.pipelining !== this.#settings.pipelining) this.#client.pipelining = this.#settings.pipelining;
    this.#socket?.expectEarly((bytes) => {
      handler.onWritten(bytes);
    });
    this.#client.dispatch(options, handler);
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    const opening = this.#opening;
    opening?.destroy();
    // Not at once: inside a call of undici's own, such as the writing of a request, it would lose count of its queue.
    queueMicrotask(() => {
      if (!opening) this.#listener?.onClosed();
      this.#client.destroy().catch(() => undefined); // what was on its way has been told that it ended
    });
  }

  release(): void {
    this.#opening?.release();
  }

  #connect(callback: Connected): void {
    if (this.#hasEarly) {
      // undici would send again what was sent early; we do that ourselves, in its turn.
      callback(Object.assign(new Error('other side closed'), { code: 'ECONNRESET' }), null);
      return;
    }
    const { tls, limits, timer, timeouts } = this.#settings;
    const { headerBytes } = limits;
    const opening = new Opening(this.#target, { tls, headerBytes }, () => this.#listener, {
      onOpen: (stream) => {
        const watch = { headerBytes, timer, tellsBytes: (timeouts?.idle ?? 0) > 0 };
        const observed = new ObservedSocket(stream, watch, () => this.#listener);
        observed.expectRequest(this.#bodyBytes, this.#expectation);
        this.#socket = observed;
        callback(null, stream);
      },
      onFailed: (error) => {
        callback(error, null);
      },
      onClosed: () => {
        if (this.#opening === opening) this.#opening = this.#socket = undefined;
        this.#listener?.onClosed();
      },
    });
    this.#opening = opening;
    opening.open();
  }
}

type ClientSettings = Pick<ConnectionSettings, 'limits' | 'timeouts' | 'tls' | 'timer' | 'pipelining'>;

type Connected = (...result: [error: null, stream: Duplex] | [error: Error, stream: null]) => void;

/** Of no use without TLS, and a whole pattern cheaper for undici than to look into the Host field for one. */
const noServer = 'localhost';

/** Where among names and values `Expect: 100-continue` stands (RFC 9110, 10.1.1); -1 where it does not. */
function expectationIn(headers: readonly string[]): number {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i];
    if (name?.length === 6 && name.toLowerCase() === 'expect' && headers[i + 1]?.toLowerCase() === '100-continue')
      return i;
  }
  return -1;
}

/** The length that the Content-Length field declares; undefined where the body goes in chunks. */
function declaredLength(headers: readonly string[]): number | undefined {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]?.toLowerCase() === 'content-length') return Number(headers[i + 1]);
  }
  return undefined;
}
