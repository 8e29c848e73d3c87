import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';

const loopback = /^https?:\/\/(?:localhost|[\w-]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/;

/**
 * What lets pages of this machine ask, whatever their port is, and see the fields that a download manager needs. Pages
 * of other machines get nothing.
 */
export function permissionFor(request: IncomingMessage): OutgoingHttpHeaders {
  const { origin } = request.headers;
  if (origin === undefined || !loopback.test(origin)) return { vary: 'Origin' };
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'Content-Length, Content-Disposition, WWW-Authenticate',
  };
}

/** The answer to a preflight (Fetch Standard, CORS protocol). */
export function preflightFor(request: IncomingMessage): OutgoingHttpHeaders {
  return {
    ...permissionFor(request),
    'access-control-allow-methods': 'GET, HEAD, POST, PUT',
    'access-control-allow-headers': 'Authorization, Content-Type, Content-Disposition, Range',
    'access-control-max-age': '600',
    'content-length': '0',
  };
}
