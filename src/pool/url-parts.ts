import { targetFromArguments } from '../host-arguments.js';
import type { ConnectionMode } from '../values/connection-mode.js';

/** What a URL says, as a connection and a request need it. */
export interface UrlParts {
  /** Scheme, host and port, the port only where it is not the default. */
  readonly origin: string;
  readonly host: string;
  readonly mode: ConnectionMode;
  /** 0 means the default of the mode. */
  readonly port: number;
  /** Path and query; never the fragment (RFC 9110, 7.1). */
  readonly path: string;
}

const modes: Readonly<Record<string, ConnectionMode>> = { 'http:': 'http', 'https:': 'https' };

/**
 * Takes a URL apart. No message has any part of the URL but its scheme: there may be a password in it.
 *
 * @throws TypeError for what is no absolute URL, has another scheme than http and https, or a user
 */
export function urlParts(url: string | URL): UrlParts {
  const { origin, protocol, username, password, hostname: host, port: digits, pathname, search } = parse(url);
  const mode = modes[protocol];
  if (mode === undefined) throw new TypeError(`The URL must be one of http or https, not of ${protocol}`);
  if (username !== '' || password !== '') throw new TypeError('The URL must not have a user or a password');
  const port = Number(digits);
  targetFromArguments(host, mode, port); // a URL allows more in a host than HTTP does
  return { origin, host, mode, port, path: pathname + search };
}

function parse(url: string | URL): URL {
  try {
    return new URL(url);
  } catch {
    throw new TypeError('The URL is not valid: it must be an absolute one, such as http://example.org/');
  }
}
