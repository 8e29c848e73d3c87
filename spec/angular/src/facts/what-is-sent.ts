import { HttpHeaders, HttpParams, HttpRequest } from '@angular/common/http';
import type { Chapter, Fact } from './fact.ts';
import type { Seen } from './seen.ts';
import { asking } from './telling.ts';

/** Sends to a server that says what it saw. */
function seen(request: (url: string) => HttpRequest<unknown>, tell: (seen: Seen) => string): Fact['run'] {
  return asking(
    (origin) => request(`${origin}/echo`),
    // The server answers with what it saw; where it did not, the line says why.
    ({ body, line }) => (body instanceof Object ? tell(body as Seen) : line),
  );
}

const post = (body: unknown, headers?: Record<string, string | string[]>): ((url: string) => HttpRequest<unknown>) => {
  return (url) =>
    new HttpRequest('POST', url, body, headers === undefined ? {} : { headers: new HttpHeaders(headers) });
};

const typeAndText = ({ headers, text }: Seen): string => `${headers['content-type'] ?? 'no type'}: ${text}`;

function form(): FormData {
  const data = new FormData();
  data.set('name', 'value');
  return data;
}

const notSent = 'it is refused before anything is sent';

export const whatIsSent: Chapter = {
  title: 'What is sent',
  facts: [
    {
      what: 'the method, the path, the parameters',
      run: seen(
        (url) => new HttpRequest('GET', url, { params: new HttpParams({ fromObject: { a: '1', b: ['x y', 'ü'] } }) }),
        ({ method, url }) => `${method} ${url}`,
      ),
      fetch: 'GET /echo?a=1&b=x%20y&b=%C3%BC',
    },
    {
      what: 'parameters after those of the URL',
      run: seen(
        (url) => new HttpRequest('GET', `${url}?a=1`, { params: new HttpParams({ fromObject: { b: '2' } }) }),
        ({ url }) => url,
      ),
      fetch: '/echo?a=1&b=2',
    },
    {
      what: 'the fragment of a URL',
      run: seen(
        (url) => new HttpRequest('GET', `${url}?a=1#there`),
        ({ url }) => url,
      ),
      fetch: '/echo?a=1',
    },
    {
      what: '`Accept`, where the caller has set none',
      run: seen(
        (url) => new HttpRequest('GET', url),
        ({ headers }) => headers['accept'] ?? 'none',
      ),
      fetch: 'application/json, text/plain, */*',
    },
    {
      what: '`Accept` of the caller',
      run: seen(
        (url) => new HttpRequest('GET', url, { headers: new HttpHeaders({ accept: 'text/html' }) }),
        ({ headers }) => headers['accept'] ?? 'none',
      ),
      fetch: 'text/html',
    },
    {
      what: 'a field of the caller with two values',
      run: seen(post('', { 'X-Test': ['one', 'two'] }), ({ headers }) => headers['x-test'] ?? 'none'),
      fetch: 'one,two',
    },
    {
      what: 'a field of the caller with Latin letters that are not ASCII',
      run: seen(post('', { 'X-Test': 'Grüße' }), ({ headers }) => headers['x-test'] ?? 'none'),
      fetch: 'Grüße',
    },
    { what: 'a text', run: seen(post('text ü'), typeAndText), fetch: 'text/plain: text ü' },
    { what: 'an empty text', run: seen(post(''), typeAndText), fetch: 'text/plain: ' },
    { what: 'an object', run: seen(post({ a: ['ü', 1] }), typeAndText), fetch: 'application/json: {"a":["ü",1]}' },
    { what: 'a list', run: seen(post([1, 2]), typeAndText), fetch: 'application/json: [1,2]' },
    { what: 'a number', run: seen(post(7), typeAndText), fetch: 'application/json: 7' },
    { what: 'false', run: seen(post(false), typeAndText), fetch: 'application/json: false' },
    {
      what: 'URLSearchParams (their type is not seen by Angular)',
      run: seen(post(new URLSearchParams({ a: 'b c' })), typeAndText),
      fetch: 'application/json: a=b+c',
    },
    {
      what: 'HttpParams',
      run: seen(post(new HttpParams({ fromObject: { a: 'b c' } })), typeAndText),
      fetch: 'application/x-www-form-urlencoded;charset=UTF-8: a=b%20c',
    },
    {
      what: 'a form',
      run: seen(post(form()), ({ headers, text }) => {
        const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(headers['content-type'] ?? '')?.[1];
        if (boundary === undefined) return headers['content-type'] ?? 'no type';
        return text.replaceAll(boundary, 'B').replaceAll('\r\n', ' ').trim();
      }),
      fetch: '--B Content-Disposition: form-data; name="name"  value --B--',
    },
    {
      what: 'a Blob with a type',
      run: seen(post(new Blob(['blob'], { type: 'image/png' })), typeAndText),
      fetch: 'image/png: blob',
    },
    { what: 'a Blob without one', run: seen(post(new Blob(['blob'])), typeAndText), fetch: 'no type: blob' },
    {
      what: 'an ArrayBuffer',
      run: seen(post(new TextEncoder().encode('bytes').buffer), typeAndText),
      fetch: 'no type: bytes',
    },
    {
      what: 'a Uint8Array (Angular takes it for an object)',
      run: seen(post(new Uint8Array([7])), typeAndText),
      fetch: 'application/json: {"0":7}',
    },
    {
      what: 'no body',
      run: seen(
        post(null),
        ({ headers, length }) =>
          `${headers['content-type'] ?? 'no type'}, length ${headers['content-length']}, ${length}`,
      ),
      fetch: 'no type, length 0, 0',
    },
    {
      what: '`Content-Type` of the caller',
      run: seen(post({ a: 1 }, { 'Content-Type': 'application/vnd.api+json' }), typeAndText),
      fetch: 'application/vnd.api+json: {"a":1}',
    },
    {
      what: 'PUT',
      run: seen(
        (url) => new HttpRequest('PUT', url, 'x'),
        ({ method, text }) => `${method} ${text}`,
      ),
      fetch: 'PUT x',
    },
    {
      what: 'PATCH',
      run: seen(
        (url) => new HttpRequest('PATCH', url, 'x'),
        ({ method, text }) => `${method} ${text}`,
      ),
      fetch: 'PATCH x',
    },
    {
      what: 'DELETE with a body',
      run: seen(
        (url) => new HttpRequest('DELETE', url, 'x', {}),
        ({ method, text }) => `${method} ${text}`,
      ),
      fetch: 'DELETE x',
    },
    {
      what: 'OPTIONS',
      run: seen(
        (url) => new HttpRequest('OPTIONS', url),
        ({ method }) => method,
      ),
      fetch: 'OPTIONS',
    },
    {
      what: 'a method of its own',
      run: seen(
        (url) => new HttpRequest('PURGE', url, null),
        ({ method }) => method,
      ),
      fetch: 'PURGE',
    },
    {
      what: 'GET with a body',
      run: seen(
        (url) => new HttpRequest('get', url, 'x', {}),
        ({ method, length }) => `${method}, ${length} bytes`,
      ),
      fetch: 'sent, fails: 0 Unknown Error TypeError',
      xhr: 'GET, 0 bytes',
      qhttp: 'fails: 0 Unknown Error TypeError',
      why: notSent,
      onServer: { qhttp: 'GET, 1 bytes', why: 'HTTP allows it, and so does Node' },
    },
    {
      what: 'data that cannot be written as JSON',
      run: seen(post({ self: 1n }), typeAndText),
      fetch: 'fails: 0 Unknown Error TypeError',
      xhr: 'fails: TypeError',
    },
  ],
};
