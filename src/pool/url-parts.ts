import { targetFromArguments } from '../host-arguments.js';
import type { ConnectionMode } from '../values/connection-mode.js';

/** Where a URL leads. */
export interface Origin {
  /** Scheme, host and port, the port only where it is not the default. */
  readonly name: string;
  readonly host: string;
  readonly mode: ConnectionMode;
  /** 0 means the default of the mode. */
  readonly port: number;
}

/** What a URL says, as a connection and a request need it. */
export interface UrlParts {
  readonly origin: Origin;
  /** Path and query; never the fragment (RFC 9110, 7.1). */
  readonly path: string;
}

const modes: Readonly<Record<string, ConnectionMode>> = { 'http:': 'http', 'https:': 'https' };

/**
 * Origins as they were written in URLs that were taken apart lately: who asks for one path of an origin asks for more, and
 * to take a URL apart costs more than a tenth of a request.
 */
const known = new Map<string, Origin>();
const mostKnown = 1000;

/**
 * Takes a URL apart. No message has any part of the URL but its scheme: there may be a password in it.
 *
 * @throws TypeError for what is no absolute URL, has another scheme than http and https, or a user
 */
export function urlParts(url: string | URL): UrlParts {
  if (typeof url !== 'string') return parse(url);
  const slash = url.indexOf('/', 'https://'.length);
  const written = slash < 0 ? url : url.slice(0, slash);
  const path = slash < 0 ? '/' : url.slice(slash);
  const origin = known.get(written);
  if (origin && isPlainPath(path)) return { origin, path };
  const parts = parse(url);
  if (known.size >= mostKnown) known.clear();
  if (plainOrigin.test(written)) known.set(written, parts.origin);
  return parts;
}

/** What a URL parser ends at the next slash: with more slashes, or fewer, the host may stand behind it. */
const plainOrigin = /^https?:\/\/[\w\-.:[\]]+$/i;

/** Whether a URL parser would leave it as it is: no dot segments, nothing to be encoded, no fragment. */
function isPlainPath(path: string): boolean {
  return plainPath.test(path) && !dots.test(path);
}

const plainPath = /^[\w\-.~!$&()*+,;=:@/%]*(?:\?[\w\-.~!$&()*+,;=:@/?%]*)?$/;
const dots = /\/(?:\.|%2e)/i;

function parse(url: string | URL): UrlParts {
  const { origin, protocol, username, password, hostname: host, port: digits, pathname, search } = parsed(url);
  const mode = modes[protocol];
  if (mode === undefined) throw new TypeError(`The URL must be one of http or https, not of ${protocol}`);
  if (username !== '' || password !== '') throw new TypeError('The URL must not have a user or a password');
  const port = Number(digits);
  targetFromArguments(host, mode, port); // a URL allows more in a host than HTTP does
  return { origin: { name: origin, host, mode, port }, path: pathname + search };
}

function parsed(url: string | URL): URL {
  try {
    return new URL(url);
  } catch {
    throw new TypeError('The URL is not valid: it must be an absolute one, such as http://example.org/');
  }
}
