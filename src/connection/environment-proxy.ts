import type { ConnectionMode } from '../values/connection-mode.js';
import type { NetworkProxy } from '../values/network-proxy.js';
import { isExcluded } from './no-proxy.js';
import { proxyFromUrl } from './proxy-url.js';
import type { Target } from './target.js';

type Environment = ReadonlyMap<string, string | undefined>;

const names: Readonly<Record<ConnectionMode, readonly string[]>> = {
  http: ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'],
  https: ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'],
};

/**
 * The proxy that the variables of the environment name for a host: `http_proxy` or `https_proxy` by its mode, else
 * `all_proxy`, unless `no_proxy` has the host; each in lower or in upper case, of which lower case wins, and one that is
 * empty counts as unset.
 *
 * A value is `[SCHEME://][USER[:PASSWORD]@]HOST[:PORT]`, as {@link proxyFromUrl} reads it.
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
  return proxyFromUrl(own.get(variable)?.trim() ?? '', `The environment variable ${variable}`);
}

/** In CGI `HTTP_PROXY` is the header field `Proxy` of a request, and so the word of a stranger (CVE-2016-5385). */
function isUsable(name: string, environment: Environment): boolean {
  if (name === 'HTTP_PROXY' && environment.get('REQUEST_METHOD') !== undefined) return false;
  return isSet(name, environment);
}

function isSet(name: string, environment: Environment): boolean {
  return (environment.get(name) ?? '').trim() !== '';
}
