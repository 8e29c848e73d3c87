import { checkUser } from '../auth/credentials.js';
import type { NetworkProxy } from '../values/network-proxy.js';
import { ownProperties } from '../values/own-properties.js';
import { targetFrom } from './target.js';

const types: ReadonlyMap<string, NetworkProxy['type']> = new Map([
  ['http', 'http'],
  ['socks5', 'socks5'],
  ['socks5h', 'socks5'],
]);

/**
 * Reads `[SCHEME://][USER[:PASSWORD]@]HOST[:PORT]`: the scheme is `http` (the default), `socks5` or `socks5h`, which both
 * let the proxy look up names; user and password are percent-encoded; without a port it is 1080, as with curl.
 *
 * Not by `URL`, which forgets a port that is the default of its scheme, and quotes the text in its errors.
 *
 * @param source - where the text stands, for the error
 * @throws Error for what names no proxy of ours; it shows nothing of the text, in which a password may stand
 */
export function proxyFromUrl(text: string, source: string): NetworkProxy {
  const [, scheme = 'http', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(text) ?? [];
  const type = types.get(scheme.toLowerCase());
  if (type === undefined) {
    throw new Error(`${source} names a proxy of a kind that is not supported: ${expected}`);
  }
  const at = rest.lastIndexOf('@');
  try {
    const credentials = credentialsFrom(rest.slice(0, Math.max(0, at)));
    return ownProperties<NetworkProxy>({ type, ...peerFrom(rest.slice(at + 1)), ...credentials });
  } catch {
    // What was thrown may quote the text.
    throw new Error(`${source} names no proxy: ${expected}`);
  }
}

/** @throws Error for what is no `HOST[:PORT]`; nothing but one slash may come behind it */
function peerFrom(text: string): Pick<NetworkProxy, 'host' | 'port'> {
  const [, host, port = ''] = /^(\[[^\]]+\]|[^:/?#[\]]+)(?::(\d{0,5}))?\/?$/.exec(text) ?? [];
  if (host === undefined || /^0+$/.test(port)) throw new Error('no host and port');
  const peer = targetFrom(host, 'http', port === '' ? defaultPort : Number(port));
  return { host: peer.host, port: peer.port };
}

/** @throws Error for what has to be percent-encoded, and is not */
function credentialsFrom(userInfo: string): Pick<NetworkProxy, 'user' | 'password'> {
  if (userInfo === '') return {};
  // One of these would end the host in a URL: read otherwise, a piece of the password were the host.
  if (/[/?#]/.test(userInfo)) throw new Error('not percent-encoded');
  const colon = userInfo.indexOf(':');
  const user = decodeURIComponent(colon < 0 ? userInfo : userInfo.slice(0, colon));
  checkUser(user);
  return colon < 0 ? { user } : { user, password: decodeURIComponent(userInfo.slice(colon + 1)) };
}

const expected = 'it has to be [http://|socks5://][USER[:PASSWORD]@]HOST[:PORT], USER and PASSWORD percent-encoded';

/** Of curl, whatever the scheme. */
const defaultPort = 1080;
