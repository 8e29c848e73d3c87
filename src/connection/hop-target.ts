import { ErrorCode } from '../values/error-code.js';
import { Failure } from '../values/failure.js';
import type { ExchangeHost } from './exchange-host.js';
import { fieldsOf, type InterceptedOptions } from './interceptor.js';
import { originOf, targetFrom, type Target } from './target.js';

/**
 * Where an interceptor sends a request: to the host that was set, or elsewhere; by a name, or by an address that it has
 * looked up.
 *
 * @param own - the host that was set
 * @param ownHost - the Host field of the caller's, if there is one
 * @throws Failure for an origin that is not one of http or https, or that cannot be reached
 */
export function hopTarget(
  options: InterceptedOptions,
  own: Target,
  ownHost: string,
  host: Pick<ExchangeHost, 'proxyFor'>,
): Target {
  if (options.origin === undefined || options.origin === originOf(own)) return own;
  const url = URL.parse(String(options.origin));
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '' || url.password !== '') {
    throw new Failure(ErrorCode.UnknownError, 'An interceptor sent the request to something that is no http(s) origin');
  }
  const mode = url.protocol === 'https:' ? 'https' : 'http';
  const there = targetFrom(url.hostname, mode, Number(url.port));
  const named = nameOf(options, there, own, ownHost);
  const target = named ?? there;
  const at = named && { host: there.host, port: there.port };
  if (originOf(target) === originOf({ ...own, host: own.host.toLowerCase() })) return at ? { ...own, at } : own;
  return foreign(at ? { ...target, at } : target, own, host);
}

/**
 * The host whose address it is: undici's `dns` puts the address into the origin, and the name into `servername` and the
 * Host field. After a redirect of undici the former is still that of the first host, the latter is not.
 */
function nameOf(options: InterceptedOptions, there: Target, own: Target, ownHost: string): Target | undefined {
  const { servername } = options;
  if (!Object.hasOwn(options, 'servername') || typeof servername !== 'string' || !isAddress(there.host))
    return undefined;
  const field = fieldsOf(options.headers).find(([name]) => name.toLowerCase() === 'host')?.[1];
  if (field === undefined) return undefined;
  if (field === ownHost && servername === own.host.toLowerCase() && there.mode === own.mode) return own;
  const url = URL.parse(`${there.mode}://${field}`);
  return url?.hostname === servername ? targetFrom(url.hostname, there.mode, Number(url.port)) : undefined;
}

function foreign(target: Target, own: Target, host: Pick<ExchangeHost, 'proxyFor'>): Target {
  const { socket } = own;
  if (socket && typeof socket !== 'function') {
    throw new Failure(
      ErrorCode.UnknownError,
      'The socket that was handed in leads to one host, and the request to another',
    );
  }
  return { ...target, isForeign: true, socket, proxy: socket ? undefined : host.proxyFor(target) };
}

function isAddress(host: string): boolean {
  return host.includes(':') || /^\d+\.\d+\.\d+\.\d+$/.test(host);
}
