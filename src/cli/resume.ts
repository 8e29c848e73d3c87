import type { HttpResponseHeader } from '../index.js';

/** What has to be known about a partial file to go on with it: kept beside it. */
export interface PartNote {
  readonly url: string;
  /** A strong entity tag; a weak one does not promise equal bytes (RFC 9110, section 8.8.3.2). */
  readonly etag?: string;
  /** A `Last-Modified` that is strong enough for `If-Range` (RFC 9110, section 8.8.2.2). */
  readonly lastModified?: string;
  /** The length of the whole in bytes, where the server told it. */
  readonly total?: number;
}

/** Where and under which condition a download goes on. */
export interface ResumePoint {
  /** How many bytes are there already; at least one. */
  readonly at: number;
  /** The value of `If-Range`. */
  readonly validator: string;
  readonly note: PartNote;
}

/** What to do with an answer. */
export type Verdict =
  /** Its body belongs into the file, from byte `at` on; then the file has `total` bytes, if that is known. */
  | { readonly kind: 'store'; readonly at: number; readonly total: number | undefined }
  /** The file was whole before. */
  | { readonly kind: 'complete' }
  /** The rest that it offers does not fit what is there: ask again for the whole. */
  | { readonly kind: 'restart'; readonly reason: string }
  /** It makes no sense, whatever is done. */
  | { readonly kind: 'refuse'; readonly reason: string }
  /** No success: the body is not what was asked for. */
  | { readonly kind: 'discard' };

/** What an answer tells about the representation that is being stored. */
export function noteFrom(url: string, header: HttpResponseHeader): PartNote {
  const etag = strongTag(header);
  const lastModified = strongDate(header);
  const total = lengthOf(header);
  return {
    url,
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
    ...(total === undefined ? {} : { total }),
  };
}

/** Where to go on with a partial file of `size` bytes; undefined where only a new start is safe. */
export function resumePoint(note: PartNote | undefined, size: number, url: string): ResumePoint | undefined {
  const validator = note?.etag ?? note?.lastModified;
  if (note === undefined || validator === undefined || size === 0 || note.url !== url) return undefined;
  if (note.total !== undefined && size > note.total) return undefined;
  return { at: size, validator, note };
}

/**
 * Decides what an answer is good for, so that no wrong byte ever gets into a file.
 *
 * @param resume - where the request wanted to go on; undefined where it asked for the whole
 * @param rangeAsked - the caller set a `Range` of their own and takes any part for the whole
 */
export function judge(header: HttpResponseHeader, resume: ResumePoint | undefined, rangeAsked = false): Verdict {
  const status = header.statusCode();
  if (status === 416 && resume !== undefined) return judgeUnsatisfied(header, resume);
  if (status < 200 || status > 299) return { kind: 'discard' };
  if (status !== 206 || rangeAsked) return { kind: 'store', at: 0, total: lengthOf(header) };
  if (resume === undefined) return { kind: 'refuse', reason: 'the server sent a part that nobody had asked for' };
  return judgePart(header, resume);
}

/** 206 (RFC 9110, section 15.3.7): the part has to begin where the file ends, and to be of the same representation. */
function judgePart(header: HttpResponseHeader, resume: ResumePoint): Verdict {
  const range = contentRange(header);
  if (range === undefined) return restart('the part came without a valid Content-Range');
  if (range.first !== resume.at) return restart(`the part begins at byte ${range.first}, not at ${resume.at}`);
  const changed = representationChanged(header, resume.note);
  if (changed !== undefined) return restart(changed);
  const total = range.total ?? resume.note.total;
  if (total === undefined) return restart('the server does not tell the length of the whole');
  if (resume.note.total !== undefined && resume.note.total !== total) return restart('its length has changed');
  const length = lengthOf(header);
  if (length !== undefined && length !== range.last - range.first + 1)
    return restart('Content-Range and Content-Length disagree');
  if (range.last >= total) return restart('the part ends behind the whole');
  return { kind: 'store', at: resume.at, total };
}

/** 416 (RFC 9110, section 15.5.17): nothing is missing if the whole is as long as the file. */
function judgeUnsatisfied(header: HttpResponseHeader, resume: ResumePoint): Verdict {
  const unsatisfied = /^bytes \*\/(\d{1,15})$/i.exec(single(header, 'content-range') ?? '');
  if (unsatisfied === null) return restart('the server refuses the rest');
  const total = Number(unsatisfied[1]);
  // An error need not carry validators; one that does is taken at its word.
  if (differs(header, 'etag', resume.note.etag) || differs(header, 'last-modified', resume.note.lastModified)) {
    return restart('it has changed');
  }
  if (total !== resume.at || (resume.note.total ?? total) !== total) return restart('its length has changed');
  return { kind: 'complete' };
}

/** A server that does not know `If-Range` sends the part of whatever it has now. */
function representationChanged(header: HttpResponseHeader, note: PartNote): string | undefined {
  // A 206 carries the ETag that a 200 would have had, also under If-Range.
  if (note.etag !== undefined) return strongTag(header) === note.etag ? undefined : 'it has another ETag now';
  const lastModified = single(header, 'last-modified') ?? note.lastModified;
  return lastModified === note.lastModified ? undefined : 'it was modified since';
}

function differs(header: HttpResponseHeader, key: string, noted: string | undefined): boolean {
  return noted !== undefined && header.hasKey(key) && single(header, key) !== noted;
}

function restart(reason: string): Verdict {
  return { kind: 'restart', reason };
}

interface ContentRange {
  readonly first: number;
  readonly last: number;
  /** undefined for `*`. */
  readonly total: number | undefined;
}

// Fifteen digits are below 2^53.
function contentRange(header: HttpResponseHeader): ContentRange | undefined {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/i.exec(single(header, 'content-range') ?? '');
  if (match === null) return undefined;
  const range = {
    first: Number(match[1]),
    last: Number(match[2]),
    total: match[3] === '*' ? undefined : Number(match[3]),
  };
  return range.last >= range.first ? range : undefined;
}

function strongTag(header: HttpResponseHeader): string | undefined {
  const tag = single(header, 'etag');
  return tag !== undefined && /^"[\x21\x23-\x7e\x80-\xff]*"$/.test(tag) ? tag : undefined;
}

/** Strong if the answer was made at least a second later: two changes within one second look the same. */
function strongDate(header: HttpResponseHeader): string | undefined {
  const lastModified = single(header, 'last-modified');
  const age = Date.parse(header.value('date')) - Date.parse(lastModified ?? '');
  return lastModified !== undefined && /^[\x20-\x7e]+$/.test(lastModified) && age >= 1000 ? lastModified : undefined;
}

/** `Content-Length`, which may exceed the 32 bits of `contentLength()`. */
function lengthOf(header: HttpResponseHeader): number | undefined {
  const length = single(header, 'content-length');
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}

/** The value of a field that is there once. */
function single(header: HttpResponseHeader, key: string): string | undefined {
  const values = header.allValues(key);
  return values.length === 1 ? values[0]?.trim() : undefined;
}
