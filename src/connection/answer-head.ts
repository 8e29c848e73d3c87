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
  const { major, minor, reason = statusMessage ?? '' } = statusLine === undefined ? unseen : readStatusLine(statusLine);
  const header = HttpResponseHeader.fromFields(statusCode, reason, major, minor, fields);
  const { coding, contentLength, saysClose } = framingOf(fields);
  const hasNoBody = method === 'HEAD' || statusCode === 204 || statusCode === 304;
  // RFC 9112, 6.3: a transfer coding that is not chunked in the end goes on until the connection closes.
  const isChunked = coding !== undefined && /(?:^|,)[\t ]*chunked[\t ]*$/i.test(coding);
  const length = contentLength !== undefined && /^\d+$/.test(contentLength) ? contentLength : undefined;
  const hasCoding = coding !== undefined;
  const isFramed = hasNoBody || isChunked || (length !== undefined && !hasCoding);
  return {
    header,
    expected: hasNoBody || hasCoding || length === undefined ? 0 : Number(length),
    isFramed,
    endsConnection: !isFramed || saysClose,
  };
}

interface StatusLine {
  readonly major: number;
  readonly minor: number;
  /** Undefined where it was not shown. */
  readonly reason?: string | undefined;
}

const unseen: StatusLine = { major: 1, minor: 1, reason: undefined };

/** A server says the same most of the time: what was read last is kept. */
let lastLine = '';
let lastRead = unseen;

function readStatusLine(text: string): StatusLine {
  if (text === lastLine) return lastRead;
  const [, major = 1, minor = 1, reason] = /^HTTP\/(\d)\.(\d) \d{3}[ \t]*(.*?)[ \t]*$/.exec(text) ?? [];
  lastLine = text;
  lastRead = { major: Number(major), minor: Number(minor), reason };
  return lastRead;
}

interface Framing {
  /** Of the last Transfer-Encoding. */
  coding: string | undefined;
  /** Of the first. */
  contentLength: string | undefined;
  saysClose: boolean;
}

/** All that the fields say about the body and the connection, looked for in one pass. */
function framingOf(fields: readonly HeaderField[]): Framing {
  const framing: Framing = { coding: undefined, contentLength: undefined, saysClose: false };
  for (const field of fields) {
    const key = field[0];
    const value = field[1];
    if (isField(key, 'transfer-encoding')) framing.coding = value;
    else if (isField(key, 'content-length')) framing.contentLength ??= value;
    else if (isField(key, 'connection')) framing.saysClose ||= /(?:^|,)[\t ]*close[\t ]*(?:,|$)/i.test(value);
  }
  return framing;
}

function isField(key: string, lower: string): boolean {
  return key.length === lower.length && key.toLowerCase() === lower;
}

function fieldsFromRaw(raw: readonly unknown[]): HeaderField[] {
  const fields: HeaderField[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) fields.push([text(raw[i]), trimmed(text(raw[i + 1]))]);
  return fields;
}

function fieldsFromRecord(headers: Readonly<Record<string, string | string[] | undefined>>): HeaderField[] {
  const fields: HeaderField[] = [];
  for (const [key, value] of Object.entries(headers)) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) fields.push([key, one]);
  }
  return fields;
}

/** RFC 9110, 5.5: blanks around a value are no part of it. llhttp leaves those behind it. */
function trimmed(value: string): string {
  let end = value.length;
  while (value[end - 1] === ' ' || value[end - 1] === '\t') end--; // a pattern would be slow on blanks in the middle
  return value.slice(0, end);
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
    if (bytes.byteLength < 1024) return String.fromCharCode.apply(null, bytes as unknown as number[]); // as good as an array to it
    let out = '';
    for (const byte of bytes) out += String.fromCharCode(byte);
    return out;
  },
};
