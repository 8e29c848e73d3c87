import type { BodyReceiver } from '../body/body-receiver.js';
import type { ByteSource } from '../body/byte-source.js';
import type { HttpRequestHeader } from '../headers/http-request-header.js';

/** One request, ready to be sent to whatever host is set when its turn comes. */
export interface RequestPlan {
  /** As it is sent, but for `Host`, which is added when the request starts unless the caller gave one. */
  readonly header: HttpRequestHeader;
  readonly source: ByteSource | undefined;
  readonly receiver: BodyReceiver;
}

/**
 * Whether the request may be sent again when the server closed the connection without a byte of an answer:
 * idempotent (RFC 9110, 9.2.2), and with a body that can be produced again.
 */
export function isRepeatable(plan: RequestPlan): boolean {
  return idempotentMethods.has(plan.header.method()) && (plan.source?.isRepeatable ?? true);
}

const idempotentMethods = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);
