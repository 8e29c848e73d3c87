import { checkUser } from '../auth/credentials.js';
import type { ConnectionMode } from '../values/connection-mode.js';
import type { NetworkProxy } from '../values/network-proxy.js';
import { isExcluded } from './no-proxy.js';
import { targetFrom, type Target } from './target.js';

type Environment = ReadonlyMap<string, string | undefined>;

const names: Readonly<Record<ConnectionMode, readonly string[]>> = {
  http: ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'],
  https: ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'],
};

const types: ReadonlyMap<string, NetworkProxy['type']> = new Map([
  ['http', 'http'],
  ['socks5', 'socks5'],
  ['socks5h', 'socks5'],
]);

/**
 * The proxy that the variables of the environment name for a host: `http_proxy` or `https_proxy` by its mode, else
 * `all_proxy`, unless `no_proxy` has the host; each in lower or in upper case, of which lower case wins, and one that is
 * empty counts as unset.
 *
 * A value is `[SCHEME://][USER[:PASSWORD]@]HOST[:PORT]`; the scheme is `http` (the default), `socks5` or `socks5h`, which
 * both let the proxy look up names. User and password are percent-encoded. Without a port it is 1080, as with curl.
 *
 * @param environment - such as `process.env`; only its own properties count
 * @returns undefined where the host is reached without a proxy
 * @throws Error for a value that names no proxy of ours; it says which variable, and shows nothing of the value
 *
 * @example
 * ```ts
 * environmentProxy({ host: 'example.com', port: 443, mode: 'https' }, { https_proxy: 'http://squid:3128' });
 * // { type: 'http', host: 'squid', port: 3128 }
 * ```
 */
export function environmentProxy(
  target: Pick<Target, 'host' | 'port' | 'mode'>,
  environment: Readonly<Record<string, string | undefined>>,
): NetworkProxy | undefined {
  // By the very names that are there: on Windows `http_proxy` would be answered with the value of `HTTP_PROXY`.
  const own: Environment = new Map(Object.entries(environment));
  const variable = names[target.mode].find((name) => isUsable(name, own));
  const exceptions = ['no_proxy', 'NO_PROXY'].find((name) => isSet(name, own)) ?? '';
  if (variable === undefined || isExcluded(target, own.get(exceptions) ?? '')) return undefined;
  return proxyFrom(own.get(variable)?.trim() ?? '', variable);
}

/** In CGI `HTTP_PROXY` is the header field `Proxy` of a request, and so the word of a stranger (CVE-2016-5385). */
function isUsable(name: string, environment: Environment): boolean {
  if (name === 'HTTP_PROXY' && environment.get('REQUEST_METHOD') !== undefined) return false;
  return isSet(name, environment);
}

function isSet(name: string, environment: Environment): boolean {
  return (environment.get(name) ?? '').trim() !== '';
}

/** Not by `URL`, which forgets a port that is the default of its scheme, and quotes the value in its errors. */
function proxyFrom(value: string, variable: string): NetworkProxy {
  const [, scheme = 'http', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(value) ?? [];
  const type = types.get(scheme.toLowerCase());
  if (type === undefined) {
    throw new Error(`The environment variable ${variable} names a proxy of a kind that is not supported: ${expected}`);
  }
  const at = rest.lastIndexOf('@');
  try {
    return { type, ...peerFrom(rest.slice(at + 1)), ...credentialsFrom(rest.slice(0, Math.max(0, at))) };
  } catch {
    // What was thrown may quote the value, in which a password may stand.
    throw new Error(`The environment variable ${variable} names no proxy: ${expected}`);
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
