import type { HeaderField } from '../headers/header-field.js';
import { HttpResponseHeader } from '../headers/http-response-header.js';

/** What the head of an answer says about the body and the connection. */
export interface AnswerHead {
  readonly header: HttpResponseHeader;
  /** In bytes; 0 if unknown. */
  readonly expected: number;
  /** The body has a length or chunks, or there is none. */
  readonly isFramed: boolean;
  /** The connection ends with the answer (RFC 9112, 9.6 and 6.3). */
  readonly endsConnection: boolean;
}

/**
 * @param rawHeaders - names and values in turn, Buffers or strings; falls back on `headers`
 * @param statusLine - as it came; undefined where the dispatcher does not show it
 */
export function answerHead(
  method: string,
  statusCode: number,
  statusMessage: string | undefined,
  statusLine: string | undefined,
  rawHeaders: unknown,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): AnswerHead {
  const fields = Array.isArray(rawHeaders) ? fieldsFromRaw(rawHeaders) : fieldsFromRecord(headers);
  const line = statusLine === undefined ? null : /^HTTP\/(\d)\.(\d) \d{3}[ \t]*(.*?)[ \t]*$/.exec(statusLine);
  const major = line ? Number(line[1]) : 1;
  const minor = line ? Number(line[2]) : 1;
  const reason = line ? (line[3] ?? '') : (statusMessage ?? '');
  const header = HttpResponseHeader.fromFields(statusCode, reason, major, minor, fields);
  const hasNoBody = method === 'HEAD' || statusCode === 204 || statusCode === 304;
  // RFC 9112, 6.3: a transfer coding that is not chunked in the end goes on until the connection closes.
  const isChunked = /(?:^|,)[\t ]*chunked[\t ]*$/i.test(header.allValues('transfer-encoding').at(-1) ?? '');
  const length = /^\d+$/.exec(header.value('content-length'))?.[0];
  const hasCoding = header.hasKey('transfer-encoding');
  const isFramed = hasNoBody || isChunked || (length !== undefined && !hasCoding);
  return {
    header,
    expected: hasNoBody || hasCoding || length === undefined ? 0 : Number(length),
    isFramed,
    endsConnection: !isFramed || saysClose(header),
  };
}

function saysClose(header: HttpResponseHeader): boolean {
  return header.allValues('connection').some((value) => /(?:^|,)[\t ]*close[\t ]*(?:,|$)/i.test(value));
}

function fieldsFromRaw(raw: readonly unknown[]): HeaderField[] {
  const fields: HeaderField[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) fields.push([text(raw[i]), text(raw[i + 1])]);
  return fields;
}

function fieldsFromRecord(headers: Readonly<Record<string, string | string[] | undefined>>): HeaderField[] {
  const fields: HeaderField[] = [];
  for (const [key, value] of Object.entries(headers)) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) fields.push([key, one]);
  }
  return fields;
}

/** Bytes of a head are Latin-1 (RFC 9110, 5.5). */
function text(part: unknown): string {
  if (typeof part === 'string') return part;
  if (part instanceof Uint8Array) return latin1.decode(part);
  return String(part);
}

// The label "latin1" means windows-1252 to a TextDecoder, which differs from 0x80 to 0x9f; this does not.
const latin1 = {
  decode(bytes: Uint8Array): string {
    let out = '';
    for (const byte of bytes) out += String.fromCharCode(byte);
    return out;
  },
};
