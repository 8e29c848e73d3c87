import type { ColdOptions } from './cold-options.js';
import { HttpRequestHeader } from './headers/http-request-header.js';

/** The header of get(), post() and head(), and of their cold forms. */
export function ownHeader(method: string, path: string, headers: ColdOptions['headers'] = {}): HttpRequestHeader {
  if (typeof path !== 'string') throw new TypeError(`The path must be a string, not ${typeof path}`);
  const header = new HttpRequestHeader(method, path);
  header.setValue('Connection', 'Keep-Alive');
  for (const [name, value] of Symbol.iterator in headers ? headers : Object.entries(headers))
    header.setValue(name, value);
  return header;
}
