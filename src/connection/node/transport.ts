import { nodeHashes } from '../../auth/node/node-hashes.js';
import { checkTlsOptions, impersonal } from '../../values/tls-options.js';
import { EarlyRequests } from '../early-requests.js';
import { environmentProxy } from '../environment-proxy.js';
import type { Platform } from '../platform.js';
import { checkSocketSource } from './check-socket-source.js';
import { ClientTransport } from './client-transport.js';
import { proxyFromArguments } from './proxy-arguments.js';

/** Node: an undici `Client` for each connection. */
export const platform: Platform = {
  connections: {
    createTransport: (target, settings) =>
      new ClientTransport(target, target.isForeign ? { ...settings, tls: impersonal(settings.tls) } : settings),
    earlyRequests: (onSpoilt) => new EarlyRequests(onSpoilt),
    environmentProxy: (target) => environmentProxy(target, process.env),
    proxyFrom: proxyFromArguments,
    checkSocket: checkSocketSource,
  },
  dispatcher: undefined,
  hashes: nodeHashes,
  checkOptions({ tls }) {
    checkTlsOptions(tls);
  },
  checkRequest() {
    // whatever HTTP allows
  },
};
