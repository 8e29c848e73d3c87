import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { atEnd } from './at-end.js';

const channel = 'net.client.socket';

/** The sockets that are opened in this test from now on, in their order. */
export function clientSockets(): readonly Socket[] {
  const sockets: Socket[] = [];
  const hear = (message: unknown) => sockets.push((message as { readonly socket: Socket }).socket); // as Node documents
  subscribe(channel, hear);
  atEnd(() => unsubscribe(channel, hear));
  return sockets;
}
