import type { HttpRequestHeader } from '../../headers/http-request-header.js';

/** Fields that belong to the browser (Fetch Standard, "forbidden request-header"); it drops them without a word. */
const forbiddenFields = new Set([
  'accept-charset',
  'accept-encoding',
  'access-control-request-headers',
  'access-control-request-method',
  'connection',
  'content-length',
  'cookie',
  'cookie2',
  'date',
  'dnt',
  'expect',
  'host',
  'keep-alive',
  'origin',
  'referer',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
]);

/** Of the same standard, "forbidden method". CONNECT is refused everywhere. */
const forbiddenMethods = new Set(['TRACE', 'TRACK']);

/** Whether the browser writes this field by itself, and lets nobody else do it. */
export function isForbiddenField(name: string): boolean {
  const key = name.toLowerCase();
  return forbiddenFields.has(key) || key.startsWith('proxy-') || key.startsWith('sec-');
}

/** @throws TypeError for what a browser would drop without a word, or refuse when it is sent */
export function checkWebRequest(header: HttpRequestHeader, hasBody: boolean): void {
  const method = header.method();
  if (forbiddenMethods.has(method.toUpperCase())) throw new TypeError(`A browser does not send ${method}`);
  if (hasBody && (method === 'GET' || method === 'HEAD')) {
    throw new TypeError(`A browser sends no data with ${method}`);
  }
  if (!header.path().startsWith('/')) throw new TypeError('A browser sends no absolute URI: set the host');
  for (const [name, value] of header.values()) {
    if (!isForbiddenField(name)) continue;
    const key = name.toLowerCase();
    if (key === 'content-length') continue; // it has been counted, or is compared with what is sent
    if (key === 'connection' && value.toLowerCase() === 'keep-alive') continue; // get() and its like say so
    throw new TypeError(`A browser does not let anybody set the field ${name}`);
  }
}
