import { ErrorCode } from '../values/error-code.js';
import { Failure } from '../values/failure.js';
import { ownProperties } from '../values/own-properties.js';
import { fieldsOf, type InterceptedOptions } from './interceptor.js';

/**
 * The request that a redirect asks for.
 *
 * @throws Failure for one that is not followed
 */
export function redirectedRequest(
  request: InterceptedOptions,
  statusCode: number,
  location: string | readonly string[],
  allowDowngrade: boolean,
): InterceptedOptions {
  const url = locationUrl(request, location);
  const from = new URL(String(request.origin));
  if (from.protocol === 'https:' && url.protocol === 'http:' && !allowDowngrade) {
    throw redirectFailure(request, 'leads from https to http');
  }
  const isOther = url.origin !== from.origin;
  const hasNewMethod = changesMethod(statusCode, request.method);
  if (!hasNewMethod && !canBeSentAgain(request.body)) {
    throw redirectFailure(request, 'asks for the body again, which is a stream that cannot be sent again');
  }
  const fields = fieldsOf(request.headers)
    .filter(([name]) => !(hasNewMethod && /^content-/i.test(name)))
    .filter(([name]) => !isOther || mayGoAnywhere.has(name.toLowerCase()));
  const next = {
    path: url.pathname + url.search,
    method: hasNewMethod ? 'GET' : request.method,
    headers: fields.flat(),
    body: hasNewMethod ? null : request.body,
    reset: request.reset ?? false,
  };
  // Whatever else other interceptors have noted, such as the name of a host by whose address it goes, is of this origin.
  return isOther ? ownProperties({ ...next, origin: url.origin }) : ownProperties({ ...request, ...next });
}

/** @param what - goes on from "The redirect of …" */
export function redirectFailure(request: InterceptedOptions, what: string): Failure {
  return new Failure(ErrorCode.UnknownError, `The redirect of ${String(request.origin)} ${what}`);
}

/** Says nothing of the location itself: it is the server's text, and may have secrets in it. */
function locationUrl(request: InterceptedOptions, location: string | readonly string[]): URL {
  if (typeof location !== 'string') throw redirectFailure(request, 'has more than one Location');
  if (location.trim() === '') throw redirectFailure(request, 'has an empty Location');
  // The bytes of a field come as Latin-1; those that are not ASCII, of UTF-8 mostly, are sent back as they are.
  const encoded = location.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
  const url = URL.parse(encoded, urlOf(request));
  if (!url) throw redirectFailure(request, 'has a Location that is no URL');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw redirectFailure(request, `leads to ${url.protocol.slice(0, 40)} and not to http or https`);
  }
  // RFC 9110, 4.2.4: user information in what a server sends is to be taken for an error.
  if (url.username !== '' || url.password !== '') throw redirectFailure(request, 'leads to a URL with a user in it');
  return url;
}

/** Put together, not resolved: a path that begins with two slashes would be taken for a host (RFC 3986, 4.2). */
function urlOf({ origin, path }: InterceptedOptions): URL {
  const { origin: start } = new URL(String(origin));
  return path.startsWith('/') ? new URL(start + path) : new URL(path, start);
}

/** RFC 9110, 15.4.2 to 15.4.4, as Fetch, 4.4 does it. */
function changesMethod(statusCode: number, method: string): boolean {
  if (statusCode === 303) return method !== 'GET' && method !== 'HEAD';
  return (statusCode === 301 || statusCode === 302) && method === 'POST';
}

function canBeSentAgain(body: unknown): boolean {
  return (
    body === undefined ||
    body === null ||
    typeof body === 'string' ||
    body instanceof Uint8Array ||
    body instanceof Blob
  );
}

/**
 * What goes along to another origin: what is wanted, how the connection is used, and what the body is. Everything else may
 * be meant for the first origin alone (RFC 9110, 15.4).
 */
const mayGoAnywhere = new Set([
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'connection',
  'content-encoding',
  'content-language',
  'content-length',
  'content-type',
  'if-range',
  'pragma',
  'range',
  'user-agent',
]);
