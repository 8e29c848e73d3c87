import type { ColdOptions } from './cold-options.js';
import { HttpRequestHeader } from './headers/http-request-header.js';
import { plainRequest } from './headers/plain-request.js';

/** The header of get(), post() and head(), and of their cold forms. */
export function ownHeader(method: string, path: string, headers?: ColdOptions['headers']): HttpRequestHeader {
  if (typeof path !== 'string') throw new TypeError(`The path must be a string, not ${typeof path}`);
  const header = plainRequest(method, path);
  if (!headers) return header;
  for (const [name, value] of Symbol.iterator in headers ? headers : Object.entries(headers))
    header.setValue(name, value);
  return header;
}

/** @throws TypeError for anything but a header of a request */
export function copyOfHeader(header: HttpRequestHeader): HttpRequestHeader {
  if (!(header instanceof HttpRequestHeader)) throw new TypeError('The header must be an HttpRequestHeader');
  return header.clone();
}
