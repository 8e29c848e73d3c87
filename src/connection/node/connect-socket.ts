import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { ConnectionMode } from '../../values/connection-mode.js';
import { ownProperties } from '../../values/own-properties.js';
import type { TlsOptions } from '../../values/tls-options.js';
import type { ConnectionListener } from '../dispatch-like.js';
import { peerOf, type Target } from '../target.js';
import { tlsErrors } from './tls-errors.js';

/** What undici wants to be called with. */
export type Connected = (...result: [error: null, socket: Socket] | [error: Error, socket: null]) => void;

/**
 * Opens a connection, over TLS where the mode says so, and tells its way: the name lookup, the connecting, the moment
 * when TCP stands, and what is wrong with the certificate, before a byte of a request has left.
 *
 * @param connected - called once, never before this has returned
 */
export function connectSocket(
  target: Target,
  tls: TlsOptions,
  listener: ConnectionListener,
  connected: Connected,
): Socket {
  const { host, port } = peerOf(target);
  const address = { ...nothingInherited, host, port, noDelay: true, keepAlive: true };
  const isTls = target.mode === ConnectionMode.Https;
  const socket = isTls
    ? connectTls({ ...address, ...tlsConnectionOptions(target, tls) })
    : connectPlain(ownProperties(address));
  tellOpening(socket, target, listener);
  const ready = isTls ? 'secureConnect' : 'connect';
  const onError = (error: Error) => {
    socket.off(ready, onReady);
    connected(error, null);
  };
  const accept = () => {
    socket.off('error', onError);
    connected(null, socket);
  };
  const onReady = () => {
    const errors = isTls ? tlsErrors(socket as TLSSocket, nameOf(target, tls), tls) : []; // it is one in this mode
    if (errors.length === 0) accept();
    else askAbout(errors);
  };
  const askAbout = (errors: ReturnType<typeof tlsErrors>) => {
    const refuse = () => {
      const [first] = errors;
      socket.destroy(Object.assign(new Error(errors.map(({ message }) => message).join('; ')), { code: first?.code }));
    };
    if (!listener.onTlsErrors) refuse();
    else {
      listener.onTlsErrors(errors, (isAccepted) => {
        if (isAccepted && !socket.destroyed) accept();
        else refuse();
      });
    }
  };
  socket.once(ready, onReady);
  socket.once('error', onError);
  return socket;
}

/**
 * Options of Node that would lead a connection elsewhere. Node looks for them also where a polluted `Object.prototype`
 * has them, so they are named as missing.
 */
const nothingInherited = {
  path: undefined,
  lookup: undefined,
  onread: undefined,
  socket: undefined,
  localAddress: undefined,
  localPort: undefined,
  session: undefined,
  secureContext: undefined,
} as unknown as { readonly path?: never }; // Node's types have no undefined there, Node itself has

/** Whether the name of the host, or of its proxy, has to be looked up. */
export function needsLookup(target: Target): boolean {
  return isIP(peerOf(target).host) === 0;
}

function tellOpening(socket: Socket, target: Target, listener: ConnectionListener): void {
  if (needsLookup(target)) {
    const onLookup = (error: Error | null) => {
      if (error) return;
      socket.off('lookup', onLookup); // one for each address of the name
      listener.onConnecting();
    };
    socket.prependListener('lookup', onLookup);
  }
  socket.prependOnceListener('connect', () => {
    listener.onConnected();
  });
}

/** The name that the certificate has to be good for. */
function nameOf(target: Target, { servername }: TlsOptions): string {
  return servername ?? target.host;
}

/**
 * The connection is let through in any case, and judged when it stands; no session is resumed, since a resumed one
 * shows no certificate.
 */
function tlsConnectionOptions(target: Target, tls: TlsOptions): ConnectionOptions {
  const name = nameOf(target, tls);
  return {
    ...(tls as ConnectionOptions), // the same names; PEM as text or bytes
    ...(isIP(name) === 0 ? { servername: name } : {}), // RFC 6066, 3: an address is no server name
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  };
}
