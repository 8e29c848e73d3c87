import { checkUser } from '../../auth/credentials.js';
import { targetFrom } from '../target.js';
import type { NetworkProxy } from '../../values/network-proxy.js';
import { ownProperties } from '../../values/own-properties.js';

const types: ReadonlySet<string> = new Set<NetworkProxy['type']>([
  'none',
  'http',
  'httpCaching',
  'socks5',
  'environment',
]);

/**
 * Tells `(host, port, user?, password?)` and `(proxy)` apart.
 *
 * @returns undefined for no proxy: an empty host, or the type `none`
 * @throws TypeError or RangeError for what cannot be a proxy
 */
export function proxyFromArguments(
  proxyOrHost: NetworkProxy | string,
  port = 0,
  user = '',
  password = '',
): NetworkProxy | undefined {
  const proxy: NetworkProxy =
    typeof proxyOrHost === 'string'
      ? ownProperties<NetworkProxy>({ type: 'http', host: proxyOrHost, port, ...(user !== '' && { user, password }) })
      : ownProperties(proxyOrHost);
  if (!types.has(proxy.type)) {
    throw new TypeError(`The type of the proxy must be one of ${[...types].join(', ')}`);
  }
  if (proxy.type === 'environment') return { type: 'environment', host: '', port: 0 };
  if (proxy.type === 'none' || proxy.host === '') return undefined;
  if (proxy.user !== undefined) checkUser(proxy.user, proxy.password);
  const { host, port: checked } = targetFrom(proxy.host, 'http', proxy.port === 0 ? defaultPort : proxy.port);
  return ownProperties<NetworkProxy>({ ...proxy, host, port: checked });
}

/** Of Qt's QNetworkProxy, for a port that was left out. */
const defaultPort = 1080;
