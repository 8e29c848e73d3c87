import { ErrorCode } from '../values/error-code.js';
import { Failure } from '../values/failure.js';
import type { TlsOptions } from '../values/tls-options.js';
import type { InterceptedOptions } from './interceptor.js';
import { originOf, targetFrom, type Target } from './target.js';

/** Where an interceptor sends a request. */
export interface HopTarget {
  readonly target: Target;
  /** Two with the same key can go over the same connection. */
  readonly key: string;
  /** How TLS is made there: another origin gets no certificate of ours, and has to be good for its own name. */
  tls(own: TlsOptions): TlsOptions;
}

/**
 * @param own - the host that was set; its proxy counts for every other one too
 * @throws Failure for an origin that is not one of http or https
 */
export function hopTarget(options: InterceptedOptions, own: Target): HopTarget {
  const target = options.origin === undefined ? own : targetOf(String(options.origin), own);
  // By an address of the same host: what undici's `dns` makes of a name.
  const name = Object.hasOwn(options, 'servername') ? (options.servername ?? undefined) : undefined;
  const isOwn = target === own || (name === own.host && target.mode === own.mode && target.port === own.port);
  return {
    target,
    key: `${originOf(target)} ${name ?? ''}`,
    tls: ({ cert, key, pfx, passphrase, servername, ...rest }) => {
      const named = name === undefined ? rest : { ...rest, servername: name };
      return isOwn ? { ...named, ...given({ cert, key, pfx, passphrase, servername }) } : named;
    },
  };
}

function targetOf(origin: string, own: Target): Target {
  if (origin === originOf(own)) return own;
  const url = URL.parse(origin);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '' || url.password !== '') {
    throw new Failure(ErrorCode.UnknownError, 'An interceptor sent the request to something that is no http(s) origin');
  }
  const target = targetFrom(url.hostname, url.protocol === 'https:' ? 'https' : 'http', Number(url.port));
  const isOwn = originOf(target) === originOf({ ...own, host: own.host.toLowerCase() });
  return isOwn ? own : { ...target, proxy: own.proxy };
}

/** Without the properties that are undefined. */
function given<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> }; // what is left of the same
}
