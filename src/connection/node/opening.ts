import type { LookupFunction, Socket, TcpNetConnectOpts } from 'node:net';
import type { Duplex } from 'node:stream';
import { ConnectionMode } from '../../values/connection-mode.js';
import { ErrorCode } from '../../values/error-code.js';
import { Failure } from '../../values/failure.js';
import { ownProperties } from '../../values/own-properties.js';
import { reasonOf } from '../../values/reason-of.js';
import type { TlsOptions } from '../../values/tls-options.js';
import type { ConnectionListener } from '../dispatch-like.js';
import { isUnconnected, type SocketConnector } from '../socket-source.js';
import { isForwarded, peerOf, type Target } from '../target.js';
import { BorrowedSocket } from './borrowed-socket.js';
import { dns, net } from './builtins.js';
import { callConnector, isDuplex } from './call-connector.js';
import { HttpTunnel } from './http-tunnel.js';
import { nothingInherited } from './nothing-inherited.js';
import { secure } from './secure.js';
import { SocksTunnel } from './socks-tunnel.js';
import type { Tunnel, TunnelListener } from './tunnel.js';

/** Who is told what became of the opening: once, and never before `open()` has returned. */
export interface OpeningListener {
  onOpen(stream: Duplex): void;
  onFailed(error: Error): void;
  /** The stream has closed, whatever had become of it. */
  onClosed(): void;
}

export interface OpeningSettings {
  readonly tls: TlsOptions;
  /** In bytes, for the head of an answer to CONNECT. */
  readonly headerBytes: number;
}

/**
 * The way to a connection over which requests can go: TCP, then the tunnel through a proxy where there is one, then TLS
 * where the mode says so. Tells its way as it goes, and what is wrong with the certificate before a byte of a request
 * has left.
 */
export class Opening {
  readonly #target: Target;
  readonly #settings: OpeningSettings;
  readonly #connection: () => ConnectionListener | undefined;
  readonly #listener: OpeningListener;
  /** The outermost so far. */
  #stream: Duplex | undefined;
  #tunnel: Tunnel | undefined;
  #borrowed: BorrowedSocket | undefined;
  #isOver = false;

  constructor(
    target: Target,
    settings: OpeningSettings,
    connection: () => ConnectionListener | undefined,
    listener: OpeningListener,
  ) {
    this.#target = target;
    this.#settings = settings;
    this.#connection = connection;
    this.#listener = listener;
  }

  open(): void {
    const { socket } = this.#target;
    if (socket === undefined || (socket instanceof net.Socket && socket.destroyed && connectedByUs.has(socket))) {
      const own = net.connect(this.#address());
      this.#take(own);
      this.#awaitConnection(own, own);
    } else if (typeof socket === 'function') this.#callConnector(socket);
    else if (isDuplex(socket)) this.#borrow(socket);
  }

  /** Closes what has been opened so far. */
  destroy(): void {
    this.#isOver = true;
    if (this.#stream) this.#stream.destroy();
    else {
      queueMicrotask(() => {
        this.#listener.onClosed();
      });
    }
  }

  /** Lets go of a socket that was handed in, which stays open. */
  release(): void {
    this.#borrowed?.release();
  }

  #address(): TcpNetConnectOpts {
    const { host, port } = peerOf(this.#target);
    return ownProperties({ ...nothingInherited(), host, port, lookup: lookUp, noDelay: true, keepAlive: true });
  }

  /** Uses what was handed in as it is; where it leads nowhere yet, it is connected. */
  #borrow(inner: Duplex): void {
    const borrowed = (this.#borrowed = new BorrowedSocket(inner));
    this.#take(borrowed);
    if (inner instanceof net.Socket && isUnconnected(inner) && !inner.destroyed) {
      connectedByUs.add(inner);
      this.#awaitConnection(inner.connect(this.#address()), borrowed);
    } else if (inner instanceof net.Socket && inner.connecting) this.#awaitConnection(inner, borrowed, true);
    else {
      queueMicrotask(() => {
        if (!inner.destroyed) this.#stand(borrowed);
        else borrowed.destroy(new Failure(ErrorCode.UnexpectedClose, 'The socket that was handed in has closed'));
      });
    }
  }

  #callConnector(connector: SocketConnector): void {
    this.#connection()?.onConnecting();
    callConnector(connector, this.#target, this.#settings.tls, (error, stream) => {
      if (this.#isOver) stream?.destroy();
      else if (error) {
        this.#fail(error);
        this.#listener.onClosed();
      } else {
        this.#take(stream);
        this.#arrive(stream);
      }
    });
  }

  /** Tells of the connecting of a socket, over which the stream goes. */
  #awaitConnection(socket: Socket, stream: Duplex, isUnderWay = false): void {
    const onLookup = (error: Error | null) => {
      if (error) return;
      socket.off('lookup', onLookup); // one for each address of the name
      this.#connection()?.onConnecting();
    };
    const onConnect = () => {
      this.#stand(stream);
    };
    // Of one that was connecting already nobody knows where it goes, nor whether a name is still looked up.
    const isName = !isUnderWay && net.isIP(peerOf(this.#target).host) === 0;
    if (isName) socket.prependListener('lookup', onLookup);
    socket.prependOnceListener('connect', onConnect);
    stream.once('close', () => {
      socket.off('lookup', onLookup).off('connect', onConnect);
    });
    if (isName) this.#connection()?.onLookup();
    else this.#connection()?.onConnecting();
  }

  /** From now on this is the stream; one that it replaces, or stands upon, has nothing more to say. */
  #take(stream: Duplex): void {
    this.#stream = stream;
    stream.on('error', (error: Error) => {
      if (stream !== this.#stream || this.#tunnel?.outlivesStream) return;
      this.#connection()?.onSocketError?.(error);
      this.#fail(error);
    });
    stream.once('close', () => {
      if (stream !== this.#stream) return;
      if (this.#tunnel?.outlivesStream && !this.#isOver) {
        this.#stream = undefined;
        this.#tunnel.lose();
        return;
      }
      this.#fail(Object.assign(new Error('the connection closed while it was opened'), { code: 'ECONNRESET' }));
      this.#listener.onClosed();
    });
  }

  /** TCP stands. */
  #stand(stream: Duplex): void {
    if (this.#isOver) return;
    const { proxy } = this.#target;
    if (!proxy || isForwarded(this.#target)) {
      this.#arrive(stream);
      return;
    }
    this.#connection()?.onProxyReached?.();
    const listener: TunnelListener = {
      onOpen: () => {
        this.#arrive(stream);
      },
      onFailed: (error) => {
        this.#giveUp(error);
      },
      onOpenAnew: () => {
        if (this.#isOver) return;
        this.#stream = undefined;
        stream.destroy();
        this.open();
      },
    };
    this.#tunnel =
      proxy.type === 'socks5'
        ? new SocksTunnel(stream, this.#target, this.#connection, listener)
        : new HttpTunnel(this.#settings.headerBytes, stream, this.#target, this.#connection, listener);
    this.#tunnel.open();
  }

  /** What stands leads to the host. */
  #arrive(stream: Duplex): void {
    this.#connection()?.onConnected();
    if (this.#isOver) return;
    const isReady = this.#target.mode === ConnectionMode.Http || ('encrypted' in stream && stream.encrypted === true);
    if (isReady) this.#succeed(stream);
    else this.#secure(stream);
  }

  #secure(stream: Duplex): void {
    try {
      const socket = secure(stream, this.#target, this.#settings.tls, this.#connection, (error) => {
        if (error) this.#giveUp(error);
        else this.#succeed(socket);
      });
      this.#take(socket);
    } catch (error) {
      // Node throws where it cannot read a certificate or a key.
      this.#giveUp(error instanceof Error ? error : new Error(reasonOf(error)));
    }
  }

  #succeed(stream: Duplex): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#listener.onOpen(stream);
  }

  #fail(error: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#listener.onFailed(error);
  }

  #giveUp(error: Error): void {
    this.#fail(error);
    this.#stream?.destroy();
  }
}

/** As Node does it by itself, but for what a polluted `Object.prototype` would add to the options. */
const lookUp: LookupFunction = (name, options, callback) => {
  dns.lookup(name, ownProperties(options), callback);
};

/**
 * Sockets that were handed in unconnected. When such a one has closed, others of our own take its place: Node can connect
 * it again, but then does not tell any more that it is readable (measured).
 */
const connectedByUs = new WeakSet<Socket>();
