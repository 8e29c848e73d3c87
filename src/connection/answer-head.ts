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
  const { length, isFramed, saysClose } = framingOf(fields);
  const hasNoBody = method === 'HEAD' || statusCode === 204 || statusCode === 304;
  return {
    header,
    expected: hasNoBody ? 0 : length,
    isFramed: hasNoBody || isFramed,
    endsConnection: !(hasNoBody || isFramed) || saysClose,
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
  /** In bytes; 0 where it is not known. */
  readonly length: number;
  readonly isFramed: boolean;
  readonly saysClose: boolean;
}

const unframed: Framing = { length: 0, isFramed: false, saysClose: false };
let lastFramedFields: readonly HeaderField[] = [];
let lastFraming = unframed;

/** All that the fields say about the body and the connection, looked for in one pass; what was found last is kept. */
function framingOf(fields: readonly HeaderField[]): Framing {
  if (fields === lastFramedFields) return lastFraming;
  let coding: string | undefined; // the last
  let contentLength: string | undefined; // the first
  let saysClose = false;
  for (const field of fields) {
    const key = field[0];
    const value = field[1];
    if (isField(key, 'transfer-encoding')) coding = value;
    else if (isField(key, 'content-length')) contentLength ??= value;
    else if (isField(key, 'connection')) saysClose ||= /(?:^|,)[\t ]*close[\t ]*(?:,|$)/i.test(value);
  }
  lastFramedFields = fields;
  lastFraming = { ...lengthFrom(coding, contentLength), saysClose };
  return lastFraming;
}

/** RFC 9112, 6.3: a transfer coding that is not chunked in the end goes on until the connection closes. */
function lengthFrom(coding: string | undefined, contentLength: string | undefined): Omit<Framing, 'saysClose'> {
  if (coding !== undefined) return { length: 0, isFramed: /(?:^|,)[\t ]*chunked[\t ]*$/i.test(coding) };
  const isFramed = contentLength !== undefined && /^\d+$/.test(contentLength);
  return { length: isFramed ? Number(contentLength) : 0, isFramed };
}

function isField(key: string, lower: string): boolean {
  return key.length === lower.length && key.toLowerCase() === lower;
}

/** A server says much the same each time: fields as they came last are not made again, nor is a list of them all. */
let lastFields: readonly HeaderField[] = [];

function fieldsFromRaw(raw: readonly unknown[]): readonly HeaderField[] {
  const known = lastFields;
  let fields: HeaderField[] | undefined;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const field = known[i >> 1];
    if (field && isText(raw[i], field[0]) && isText(raw[i + 1], field[1])) {
      fields?.push(field);
    } else {
      fields ??= known.slice(0, i >> 1);
      fields.push([text(raw[i]), trimmed(text(raw[i + 1]))]);
    }
  }
  if (!fields && known.length === raw.length >> 1) return known;
  return (lastFields = fields ?? known.slice(0, raw.length >> 1));
}

/** Whether these are the very bytes of a text in Latin-1. */
function isText(part: unknown, known: string): boolean {
  if (!(part instanceof Uint8Array)) return part === known;
  if (part.length !== known.length) return false;
  for (let i = 0; i < known.length; i++) if (part[i] !== known.charCodeAt(i)) return false;
  return true;
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
