import { platform } from '#transport';
import type { BodyReceiver } from '../body/body-receiver.js';
import type { ByteSource } from '../body/byte-source.js';
import { deviceOf, sourceFrom, type RequestData } from '../body/source-from.js';
import type { RequestPlan } from '../connection/request-plan.js';
import type { HttpRequestHeader } from '../headers/http-request-header.js';
import { isPlain } from '../headers/plain-request.js';

/** A request, and what it was made of. */
export interface PlannedRequest extends RequestPlan {
  /** The object that the body comes from. */
  readonly from: object | null;
  /** The object that the body of the answer goes to. */
  readonly to: object | null;
  /** Whether it may be sent before its turn. */
  readonly isEarly: boolean;
}

/**
 * Makes a request ready to be sent.
 *
 * @param header - one that nobody else changes: it becomes the one that is sent
 * @throws TypeError for anything that HTTP forbids, and for data that cannot be sent
 */
export function planRequest(
  header: HttpRequestHeader,
  data: RequestData | null | undefined,
  receiver: BodyReceiver,
  to: object | null = null,
  isEarly = false,
): PlannedRequest {
  return { header, source: prepareRequest(header, data, isEarly), receiver, from: deviceOf(data), to, isEarly };
}

/**
 * Completes the header by what the data says of itself.
 *
 * @returns undefined where there is no body
 * @throws TypeError for anything that HTTP forbids, and for data that cannot be sent
 */
export function prepareRequest(
  header: HttpRequestHeader,
  data: RequestData | null | undefined,
  isEarly: boolean,
): ByteSource | undefined {
  if (!header.isValid() || header.method() === '')
    throw new TypeError('The header is not valid: it has no request line');
  checkMethod(header.method());
  const path = requestTarget(header.path());
  if (path !== header.path()) header.setRequest(header.method(), path);
  if (isEarly && !isSafe(header.method(), data)) {
    throw new TypeError('Only a GET or HEAD without a body can be sent early');
  }
  const hasBody = data !== undefined && data !== null;
  platform.checkRequest(header, hasBody);
  if (!hasBody && isPlain(header)) return undefined;
  for (const field of header.values()) checkField(field[0], field[1]);
  checkSingle(header, 'host');
  checkSingle(header, 'content-length');
  const source = sourceFrom(data);
  if (source?.contentType !== undefined && !header.hasContentType()) header.setContentType(source.contentType);
  if (source?.length !== undefined) header.setContentLength(source.length);
  const declared = header.value('content-length');
  if (header.hasContentLength() && !/^\d+$/.test(declared)) {
    throw new TypeError(`The Content-Length must be a number of bytes, not ${JSON.stringify(declared)}`);
  }
  if (!source && header.hasContentLength() && Number(declared) > 0) {
    throw new TypeError('The header has a Content-Length, but there is no data');
  }
  return source;
}

function checkSingle(header: HttpRequestHeader, name: string): void {
  if (header.allValues(name).length > 1) throw new TypeError(`The header has more than one ${name} field`);
}

/** RFC 9110, 9.1: a method is a token. */
function checkMethod(method: string): void {
  if (ownMethods.has(method)) return;
  if (!isToken(method)) throw new TypeError(`The method must be a token, not ${JSON.stringify(method)}`);
  if (method === 'CONNECT') throw new TypeError('The method CONNECT is for proxies: see setProxy()');
}

/** RFC 9110, 9.2.1 and 9112, 9.3.2: what a server may be asked twice, and before it has answered what was asked before. */
function isSafe(method: string, data: RequestData | null | undefined): boolean {
  return (method === 'GET' || method === 'HEAD') && (data === undefined || data === null);
}

const ownMethods = new Set(['GET', 'POST', 'HEAD']);

/**
 * The path as it is sent: an empty one means `/`, a leading `%2F` is read as `/`, and a relative one gets a `/` in
 * front (both stand in the examples of Qt's documentation).
 */
function requestTarget(path: string): string {
  if (path.startsWith('/') && isPath.test(path)) return path;
  const bad = /[^\x21-\xff]|\x7f/.exec(path)?.[0];
  if (bad !== undefined) {
    throw new TypeError(`The path must not contain ${JSON.stringify(bad)}: encode it with encodeURI()`);
  }
  if (/^https?:\/\//i.test(path)) return path;
  const rooted = path.replace(/^%2f/i, '/');
  return rooted.startsWith('/') ? rooted : `/${rooted}`;
}

const isPath = /^[\x21-\x7e\x80-\xff]*$/;

/** RFC 9110, 5.1 and 5.5: a name is a token, a value has no CR, LF or NUL and is Latin-1. */
function checkField(name: string, value: string): void {
  if (!isToken(name)) throw new TypeError(`The field name must be a token, not ${JSON.stringify(beginning(name))}`);
  if (typeof value !== 'string') throw new TypeError(`The field ${name} must be a string, not ${typeof value}`);
  const bad = /[^\t\x20-\x7e\x80-\xff]/.exec(value)?.[0];
  if (bad !== undefined) throw new TypeError(`The field ${name} must not contain ${JSON.stringify(bad)}`);
  const refused = refusedFields.get(name.toLowerCase());
  if (refused !== undefined) throw new TypeError(`The field ${name} cannot be set: ${refused}`);
}

/** Fields by which a caller would change how the connection itself works. */
const refusedFields = new Map([
  ['transfer-encoding', 'a body of unknown length is sent in chunks by itself'],
  ['keep-alive', 'the connection is kept open by itself'],
  ['upgrade', 'the connection cannot change its protocol'],
]);

/** As far as it can be a name: what comes behind may be a value, and a secret. */
function beginning(name: string): string {
  const end = name.search(/[^!#$%&'*+\-.^_`|~\w]/);
  return end < 0 || end === name.length - 1 ? name : `${name.slice(0, end + 1)}…`;
}

/** RFC 9110, 5.6.2. */
function isToken(text: string): boolean {
  return /^[!#$%&'*+\-.^_`|~\w]+$/.test(text);
}
