import { proxyFromUrl } from '../connection/proxy-url.js';
import type { NetworkProxy } from '../index.js';
import { messageOf } from './error-text.js';
import { parseLogin, type Login } from './login.js';
import { UsageError } from './usage-error.js';

/** How servers are reached, and who is said to ask. */
export interface NetworkOrder {
  /** For every origin that is named on the command line. */
  readonly user: Login | undefined;
  /** undefined: what the environment says. */
  readonly proxy: NetworkProxy | undefined;
  /** For the proxy, wherever that is named. */
  readonly proxyUser: Login | undefined;
  /** The netrc file, as it was given; `home` is the one in the home folder. */
  readonly netrc: { readonly kind: 'home' } | { readonly kind: 'file'; readonly path: string } | undefined;
  /** Whether any certificate will do. */
  readonly insecure: boolean;
  /** The file with the roots to trust, as it was given. */
  readonly cacert: string | undefined;
  /** Whether redirects are followed. */
  readonly location: boolean;
  /** Whether the server may compress what it sends. */
  readonly compressed: boolean;
  /** Bytes a second, up and down each; undefined for no limit. */
  readonly limitRate: number | undefined;
  /** Milliseconds until a connection stands; undefined for no limit, as the next one. */
  readonly connectMs: number | undefined;
  /** Milliseconds for each transfer. */
  readonly totalMs: number | undefined;
}

export const networkOptions = {
  user: { type: 'string', short: 'u' },
  netrc: { type: 'boolean', short: 'n' },
  'netrc-file': { type: 'string' },
  proxy: { type: 'string', short: 'x' },
  'proxy-user': { type: 'string' },
  insecure: { type: 'boolean' },
  cacert: { type: 'string' },
  location: { type: 'boolean', short: 'L' },
  compressed: { type: 'boolean' },
  'limit-rate': { type: 'string' },
  'connect-timeout': { type: 'string' },
  'max-time': { type: 'string' },
} as const;

type NetworkValues = {
  readonly [Name in keyof typeof networkOptions]?:
    ((typeof networkOptions)[Name]['type'] extends 'boolean' ? boolean : string) | undefined;
};

/** @throws UsageError that says which option is wrong, and shows nothing of a password */
export function toNetworkOrder(values: NetworkValues): NetworkOrder {
  for (const name of ['netrc-file', 'cacert'] as const) {
    if (values[name] === '') throw new UsageError(`--${name} needs a name`);
  }
  const file = values['netrc-file'];
  return {
    user: values.user === undefined ? undefined : parseLogin(values.user, '--user'),
    proxy: values.proxy === undefined ? undefined : parseProxy(values.proxy),
    proxyUser: values['proxy-user'] === undefined ? undefined : parseLogin(values['proxy-user'], '--proxy-user'),
    netrc: file !== undefined ? { kind: 'file', path: file } : values.netrc === true ? { kind: 'home' } : undefined,
    insecure: values.insecure ?? false,
    cacert: values.cacert,
    location: values.location ?? false,
    compressed: values.compressed ?? false,
    limitRate: values['limit-rate'] === undefined ? undefined : parseRate(values['limit-rate']),
    connectMs: parseSeconds('connect-timeout', values),
    totalMs: parseSeconds('max-time', values),
  };
}

/** Nothing is no proxy, too, as with curl. */
function parseProxy(text: string): NetworkProxy {
  if (text === '' || text === 'none') return { type: 'none', host: '', port: 0 };
  try {
    return proxyFromUrl(text, '--proxy');
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

/** @returns milliseconds */
function parseSeconds(name: 'connect-timeout' | 'max-time', values: NetworkValues): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const seconds = /^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Number(text) : 0;
  if (!(seconds >= 0.001)) throw new UsageError(`--${name} wants seconds, as in 10 or 0.5: not '${text}'`);
  return Math.round(seconds * 1000);
}

const unitExponents: Readonly<Record<string, number | undefined>> = { k: 1, m: 2, g: 3 };

function parseRate(text: string): number {
  const [, digits, unit = ''] = /^(\d{1,15}(?:\.\d{1,15})?)([kmg]?)$/i.exec(text) ?? [];
  const rate = Number(digits) * 1024 ** (unitExponents[unit.toLowerCase()] ?? 0);
  // Also where there are no digits.
  if (!(rate >= 1)) throw new UsageError(`--limit-rate wants bytes a second, as in 500, 200k, 1.5M: not '${text}'`);
  return rate;
}
