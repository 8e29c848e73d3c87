import type { BodyReceiver } from '../body/body-receiver.js';
import type { ByteSource } from '../body/byte-source.js';
import type { HeaderField } from '../headers/header-field.js';
import type { HttpRequestHeader } from '../headers/http-request-header.js';
import { keepAlive } from '../headers/plain-request.js';
import type { DispatchOptions } from './dispatch-like.js';
import { hostField, isForwarded, originOf, type Target } from './target.js';

/** One request, ready to be sent to whatever host is set when its turn comes. */
export interface RequestPlan extends OutgoingRequest {
  readonly receiver: BodyReceiver;
}

/** What is sent. */
export interface OutgoingRequest {
  /** As it is sent, but for `Host`, which is added when the request starts unless the caller gave one. */
  readonly header: HttpRequestHeader;
  readonly source: ByteSource | undefined;
}

/** What is dispatched: opens the body, and adds the Host field unless the caller gave one. */
export function dispatchOptions(
  request: OutgoingRequest,
  target: Target,
  more: readonly HeaderField[],
): DispatchOptions {
  const { header, source } = request;
  if (!header.hasKey('host')) header.addValue('Host', hostField(target));
  const headers: string[] = [];
  let reset = false;
  for (const field of header.values()) {
    if (isConnectionField(field)) {
      if (field[1] === keepAlive) continue; // each dispatcher says so by itself
      reset ||= /close/i.test(field[1]);
    }
    if (more.length === 0 || !isAmong(more, field[0])) headers.push(field[0], field[1]);
  }
  for (const field of more) headers.push(field[0], field[1]);
  const body = (source?.open() ?? null) as DispatchOptions['body']; // a DispatchBody, as its type says
  return new Outgoing(originOf(target), requestTarget(request, target), header.method(), headers, body, reset);
}

/** Nothing stands behind it: a polluted `Object.prototype` has no say in what a dispatcher reads of it. */
class Outgoing implements DispatchOptions {
  servername: string | undefined = undefined;
  blocking: boolean;

  constructor(
    readonly origin: string,
    readonly path: string,
    readonly method: string,
    readonly headers: string[],
    readonly body: Uint8Array | null,
    readonly reset: boolean,
  ) {
    this.blocking = method !== 'HEAD'; // as undici has it
  }
}
Object.setPrototypeOf(Outgoing.prototype, null);

function isConnectionField([name]: HeaderField): boolean {
  return name.length === 10 && name.toLowerCase() === 'connection';
}

function isAmong(fields: readonly HeaderField[], key: string): boolean {
  return fields.some(([name]) => name.toLowerCase() === key.toLowerCase());
}

/**
 * The same without its body. A server that is only asked to go on with a handshake has no use for it, and would have to
 * be sent it once more.
 */
export function withoutBody(request: OutgoingRequest): OutgoingRequest {
  const header = request.header.clone();
  header.setContentLength(0);
  return { header, source: undefined };
}

/** The path; to a proxy that forwards, the absolute URI (RFC 9112, 3.2.2). */
export function requestTarget({ header }: OutgoingRequest, target: Target): string {
  const path = header.path();
  return isForwarded(target) && path.startsWith('/') ? originOf(target) + withoutDotSegments(path) : path;
}

/** RFC 3986, 5.2.4: an absolute URI is sent without them, as the real class does (recorded). */
function withoutDotSegments(path: string): string {
  const query = path.search(/[?#]/);
  const segments = (query < 0 ? path : path.slice(0, query)).split('/');
  if (!segments.includes('.') && !segments.includes('..')) return path;
  const kept: string[] = [];
  segments.forEach((segment, index) => {
    const isLast = index === segments.length - 1;
    if (segment === '..' && kept.length > 1) kept.pop();
    if (segment !== '.' && segment !== '..') kept.push(segment);
    else if (isLast) kept.push('');
  });
  return kept.join('/') + (query < 0 ? '' : path.slice(query));
}

/** The size of a request by its parts, in bytes, where no socket shows it; undefined when its body has no length. */
export function requestBytes({ header, source }: OutgoingRequest): number | undefined {
  if (source && source.length === undefined) return undefined;
  const line = `${header.method()} ${header.path()} HTTP/1.1\r\n`.length;
  const fields = header.values().reduce((sum, [key, value]) => sum + key.length + value.length + 4, 2);
  return line + fields + (source?.length ?? 0);
}

/**
 * Whether the request may be sent again when the server closed the connection without a byte of an answer:
 * idempotent (RFC 9110, 9.2.2), and with a body that can be produced again.
 */
export function isRepeatable({ header, source }: OutgoingRequest): boolean {
  return idempotentMethods.has(header.method()) && (source?.isRepeatable ?? true);
}

/**
 * Whether another request may be sent before its answer has come: safe methods without a body (RFC 9112, 9.3.2), unless it
 * is the last of its connection (9.6).
 */
export function canBeFollowed({ header, source }: OutgoingRequest): boolean {
  return !source && (header.method() === 'GET' || header.method() === 'HEAD') && !isLast(header);
}

/** Whether one that is marked can be sent before its turn; what it expects is looked after in its turn alone. */
export function canBeEarly({ header }: OutgoingRequest): boolean {
  return !isLast(header) && !header.hasKey('expect');
}

function isLast(header: HttpRequestHeader): boolean {
  return /close/i.test(header.value('connection'));
}

const idempotentMethods = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);
