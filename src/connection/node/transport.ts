import { nodeHashes } from '../../auth/node/node-hashes.js';
import { environmentProxy } from '../environment-proxy.js';
import type { Platform } from '../platform.js';
import { ClientTransport } from './client-transport.js';

/** Node: an undici `Client` for each connection. */
export const platform: Platform = {
  createTransport: (target, settings) => new ClientTransport(target, settings),
  dispatcher: undefined,
  hashes: nodeHashes,
  environmentProxy: (target) => environmentProxy(target, process.env),
  checkOptions() {
    // all of them have their effect
  },
  checkRequest() {
    // whatever HTTP allows
  },
};
