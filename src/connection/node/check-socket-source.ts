import type { SocketSource } from '../socket-source.js';

/** @throws TypeError for what cannot be a connection, and for one that has ended */
export function checkSocketSource(source: SocketSource): void {
  if (typeof source === 'function') return;
  const wanted = ['read', 'write', 'on', 'destroy'] as const;
  if (typeof source !== 'object' || (source as unknown) === null || wanted.some((name) => !(name in source))) {
    throw new TypeError('The socket must be a net.Socket, a Duplex or a connector');
  }
  const { destroyed, readableEnded, writableEnded } = source as StreamState; // of all Node streams
  if (destroyed || readableEnded || writableEnded) throw new TypeError('The socket has ended or has been destroyed');
}

interface StreamState {
  readonly destroyed?: boolean;
  readonly readableEnded?: boolean;
  readonly writableEnded?: boolean;
}
