import type { ConnectionMode } from '../index.js';
import { checkedLogin, type Login } from './login.js';
import { printable } from './printable.js';
import { withoutLogin } from './secrets.js';
import { UsageError } from './usage-error.js';

/** A URL in the parts that a `QHttp` is given. */
export interface TargetUrl {
  /** The URL without its fragment, which is never sent (RFC 9110, section 4.2.5), and without user and password. */
  readonly href: string;
  /** Scheme, host and port: what one pipeline serves. */
  readonly origin: string;
  readonly mode: ConnectionMode;
  /** A name or an address; an IPv6 address without its brackets. */
  readonly host: string;
  readonly port: number;
  /** Path and query, percent-encoded. */
  readonly path: string;
  /** Host and port for messages; an IPv6 address in brackets. */
  readonly hostAndPort: string;
  /** What stood in front of the host. */
  readonly login: Login | undefined;
}

/** Reads an absolute http or https URL; throws a {@link UsageError} for any other. */
export function parseTargetUrl(text: string): TargetUrl {
  const url = URL.parse(text);
  const shown = printable(withoutLogin(text));
  if (url === null) throw new UsageError(`not a URL: ${shown}${text.includes('://') ? '' : hint}`);
  const mode = modeOf(url.protocol);
  if (mode === undefined)
    throw new UsageError(`only http: and https: URLs can be fetched: ${shown}${text.includes('://') ? '' : hint}`);
  if (url.port === '0') throw new UsageError(`port 0 cannot be connected to: ${shown}`);
  const login = loginIn(url, shown);
  url.hash = url.username = url.password = '';
  const port = url.port === '' ? defaultPort(mode) : Number(url.port);
  return {
    href: url.href,
    origin: url.origin,
    mode,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    path: url.pathname + url.search,
    hostAndPort: `${url.hostname}:${port}`,
    login,
  };
}

/** RFC 3986, section 3.2.1: percent-encoded, and the first colon ends the name. */
function loginIn({ username, password }: URL, shown: string): Login | undefined {
  if (username === '' && password === '') return undefined;
  try {
    const decoded = { user: decodeURIComponent(username), password: decodeURIComponent(password) };
    return checkedLogin(password === '' ? { ...decoded, password: undefined } : decoded, shown);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`user and password in a URL have to be percent-encoded: ${shown}`);
  }
}

const hint = ' (does it lack http:// or https:// in front?)';

function modeOf(protocol: string): ConnectionMode | undefined {
  if (protocol === 'http:') return 'http';
  if (protocol === 'https:') return 'https';
  return undefined;
}

function defaultPort(mode: ConnectionMode): number {
  return mode === 'http' ? 80 : 443;
}
