import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ConnectionMode } from '../../values/connection-mode.js';
import type { ConnectionListener } from '../dispatch-like.js';
import type { Target } from '../target.js';

/** What undici wants to be called with. */
export type Connected = (...result: [error: null, socket: Socket] | [error: Error, socket: null]) => void;

/**
 * Opens a connection, over TLS with the platform's normal checks where the mode says so, and tells its way:
 * the name lookup, the connecting, the moment when TCP stands.
 *
 * @param connected - called once, never before this has returned
 */
export function connectSocket(
  target: Target,
  listener: Pick<ConnectionListener, 'onLookup' | 'onConnecting' | 'onConnected'>,
  connected: Connected,
): Socket {
  const address = { host: target.host, port: target.port, noDelay: true, keepAlive: true };
  const isAddress = isIP(target.host) > 0;
  const socket =
    target.mode === ConnectionMode.Https
      ? connectTls({ ...address, ALPNProtocols: ['http/1.1'], ...(isAddress ? {} : { servername: target.host }) })
      : connectPlain(address);
  if (!isAddress) {
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
  const ready = target.mode === ConnectionMode.Https ? 'secureConnect' : 'connect';
  const onReady = () => {
    socket.off('error', onError);
    connected(null, socket);
  };
  const onError = (error: Error) => {
    socket.off(ready, onReady);
    connected(error, null);
  };
  socket.once(ready, onReady);
  socket.once('error', onError);
  return socket;
}

/** Whether the name of the target has to be looked up. */
export function needsLookup(target: Target): boolean {
  return isIP(target.host) === 0;
}
