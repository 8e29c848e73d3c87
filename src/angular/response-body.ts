import type { HttpRequest } from '@angular/common/http';
import { charsetOf } from '../operators/charset-of.js';
import type { HttpResponseHeader } from '../headers/http-response-header.js';

/** What a body has been read as. */
export interface ReadBody {
  readonly body: unknown;
  /** Why it could not be read; undefined where it could. */
  readonly error?: unknown;
}

/** Statuses of answers that have no body (Fetch Standard, "null body status"). */
const bodiless = new Set([101, 103, 204, 205, 304]);

/**
 * The body of an answer as the call wants it, by the rules of Angular's backends: null where there can be none, JSON
 * without the prefix against its theft, text by the charset that the answer names where somebody knows it.
 */
export function readBody(
  responseType: HttpRequest<unknown>['responseType'],
  header: HttpResponseHeader,
  bytes: Uint8Array<ArrayBuffer>,
): ReadBody {
  if (bodiless.has(header.statusCode())) return { body: null };
  switch (responseType) {
    case 'arraybuffer':
      return { body: bytes.buffer };
    case 'blob':
      return { body: new Blob([bytes], { type: header.value('content-type') }) };
    case 'text':
      return { body: textDecoder(header).decode(bytes) };
    case 'json':
      return readJson(new TextDecoder().decode(bytes));
  }
}

/** By the charset of the answer; UTF-8 where it names none that is known. */
export function textDecoder(header: HttpResponseHeader): TextDecoder {
  try {
    return new TextDecoder(charsetOf(header));
  } catch {
    return new TextDecoder(); // an unknown label
  }
}

/** What a server may put in front of JSON, so that other pages cannot run it as a script. */
const xssiPrefix = /^\)\]\}',?\n/;

function readJson(text: string): ReadBody {
  const json = text.replace(xssiPrefix, '');
  if (json === '') return { body: null };
  try {
    return { body: JSON.parse(json) as unknown };
  } catch (error) {
    return { body: text, error };
  }
}
