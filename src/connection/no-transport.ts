import { noHashes } from '../auth/hashes.js';
import type { Environment } from './connection-settings.js';
import type { TransportFactory } from './connection.js';

/** Where there are no sockets: a dispatcher has to be handed in. */
export const createTransport: TransportFactory = () => {
  throw new TypeError('There is no transport here: give the option `dispatcher`');
};

/** Basic is the only way to authenticate. */
export const hashes = noHashes;

/** There is no environment. */
export const environment = (): Environment => ({});
