import type { Socket } from 'node:net';
import { connect as connectPlain, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { ConnectionMode } from '../../values/connection-mode.js';
import { ownProperties } from '../../values/own-properties.js';
import type { TlsOptions } from '../../values/tls-options.js';
import type { ConnectionListener } from '../dispatch-like.js';
import { isForwarded, peerOf, type Target } from '../target.js';
import { HttpTunnel } from './http-tunnel.js';
import { nothingInherited, secure } from './secure.js';
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
    const { host, port } = peerOf(this.#target);
    const socket = connectPlain(ownProperties({ ...nothingInherited, host, port, noDelay: true, keepAlive: true }));
    this.#take(socket);
    this.#tellConnecting(socket);
    socket.prependOnceListener('connect', () => {
      this.#stand(socket);
    });
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

  #tellConnecting(socket: Socket): void {
    if (isIP(peerOf(this.#target).host) !== 0) {
      this.#connection()?.onConnecting();
      return;
    }
    this.#connection()?.onLookup();
    const onLookup = (error: Error | null) => {
      if (error) return;
      socket.off('lookup', onLookup); // one for each address of the name
      this.#connection()?.onConnecting();
    };
    socket.prependListener('lookup', onLookup);
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
    const { proxy } = this.#target;
    if (!proxy || isForwarded(this.#target)) {
      this.#arrive(stream);
      return;
    }
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
    if (this.#target.mode === ConnectionMode.Http) this.#succeed(stream);
    else {
      const socket = secure(stream, this.#target, this.#settings.tls, this.#connection, (error) => {
        if (error) this.#giveUp(error);
        else this.#succeed(socket);
      });
      this.#take(socket);
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
