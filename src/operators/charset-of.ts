import type { HttpResponseHeader } from '../headers/http-response-header.js';

/** The charset of a Content-Type (RFC 9110, 8.3.1 and 5.6.6); undefined where there is none. */
export function charsetOf(header: HttpResponseHeader): string | undefined {
  for (const [, name = '', quoted, token] of header.value('content-type').matchAll(parameter)) {
    if (name.toLowerCase() !== 'charset') continue;
    const charset = quoted?.replace(/\\(.)/g, '$1') ?? token;
    return charset === '' ? undefined : charset;
  }
  return undefined;
}

const parameter = /;[\t ]*([^\s;="]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g;
