import type { HeaderField } from '../../headers/header-field.js';
import type { DispatchOptions } from '../dispatch-like.js';
import { isForbiddenField } from './forbidden.js';

/** A request as a browser takes it. */
export interface WebRequest {
  readonly method: string;
  readonly url: string;
  /** Without those that are the browser's to write. */
  readonly fields: readonly HeaderField[];
  /** What the Content-Length field said, in bytes; undefined without one. */
  readonly declaredLength: number | undefined;
  /** The size of the head, as it would be written here: a browser does not show its own. */
  readonly headBytes: number;
}

export function webRequest({ origin, path, method, headers }: DispatchOptions): WebRequest {
  const fields: HeaderField[] = [];
  let declaredLength: number | undefined;
  let headBytes = `${method} ${path} HTTP/1.1\r\n\r\n`.length;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const [name = '', value = ''] = headers.slice(i, i + 2);
    headBytes += name.length + value.length + 4;
    if (name.toLowerCase() === 'content-length') declaredLength = Number(value);
    if (!isForbiddenField(name)) fields.push([name, value]);
  }
  return { method, url: path.startsWith('/') ? origin + path : path, fields, declaredLength, headBytes };
}

type Fields = Record<string, string>;

/**
 * The fields of an answer. A browser has undone its Content-Encoding, so that this and the length no longer say anything
 * of the body that is seen; undici's `decompress` leaves both out, too.
 */
export function answerFields(lines: Iterable<HeaderField>): Fields {
  const fields = Object.create(null) as Fields; // so that no name is taken for what every object has
  for (const [name, value] of lines) fields[name] = name in fields ? `${fields[name]}, ${value}` : value;
  if ('content-encoding' in fields) {
    delete fields['content-encoding'];
    delete fields['content-length'];
  }
  return fields;
}
