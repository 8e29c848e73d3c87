import type { ConnectionMode } from '../index.js';
import { printable } from './printable.js';
import { UsageError } from './usage-error.js';

/** A URL in the parts that a `QHttp` is given. */
export interface TargetUrl {
  /** The URL without its fragment, which is never sent (RFC 9110, section 4.2.5). */
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
}

/** Reads an absolute http or https URL; throws a {@link UsageError} for any other. */
export function parseTargetUrl(text: string): TargetUrl {
  const url = URL.parse(text);
  const shown = printable(text.replace(/\/\/[^/]*@/, '//…@'));
  if (url === null) throw new UsageError(`not a URL: ${shown}${text.includes('://') ? '' : hint}`);
  const mode = modeOf(url.protocol);
  if (mode === undefined)
    throw new UsageError(`only http: and https: URLs can be fetched: ${shown}${text.includes('://') ? '' : hint}`);
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(`user and password in a URL are not supported: ${shown}`);
  }
  if (url.port === '0') throw new UsageError(`port 0 cannot be connected to: ${shown}`);
  url.hash = '';
  const port = url.port === '' ? defaultPort(mode) : Number(url.port);
  return {
    href: url.href,
    origin: url.origin,
    mode,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    path: url.pathname + url.search,
    hostAndPort: `${url.hostname}:${port}`,
  };
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
