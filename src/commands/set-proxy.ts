import { Observable } from 'rxjs';
import type { NetworkProxy } from '../values/network-proxy.js';
import type { CommandFactory } from './command-context.js';

/** Names the proxy for the hosts that are set from now on; none switches it off at once. */
export const setProxy: CommandFactory<NetworkProxy | undefined> = ({ connection }, proxy) =>
  new Observable((subscriber) => {
    connection.route.setProxy(proxy);
    subscriber.complete();
  });
