import { HttpRequest, type HttpResponse } from '@angular/common/http';
import type { Chapter, Fact } from './fact.ts';
import { asking } from './telling.ts';

type ResponseType = HttpRequest<unknown>['responseType'];

/** GET of what the server is told to answer. */
function answered(query: Record<string, string>, responseType: ResponseType = 'json'): Fact['run'] {
  return asking((origin) => new HttpRequest('GET', `${origin}/answer?${new URLSearchParams(query)}`, { responseType }));
}

const prefix = ")]}',\n";

const asXhr = 'as HttpXhrBackend: there is no body';

const nobody = 'there is no body';
const encoded = 'nobody has asked for it, as undici does not; a server that compresses all the same is not understood';

export const whatComes: Chapter = {
  title: 'What comes',
  facts: [
    { what: 'a text', run: answered({ body: 'hello ü' }, 'text'), fetch: 'sent, 200 OK "hello ü"' },
    { what: 'JSON: an object', run: answered({ body: '{"a":1}' }), fetch: 'sent, 200 OK {"a":1}' },
    { what: 'JSON: a text', run: answered({ body: '"text"' }), fetch: 'sent, 200 OK "text"' },
    { what: 'JSON: null', run: answered({ body: 'null' }), fetch: 'sent, 200 OK null' },
    { what: "JSON behind `)]}',`", run: answered({ body: `${prefix}{"a":1}` }), fetch: 'sent, 200 OK {"a":1}' },
    { what: 'JSON behind a byte order mark', run: answered({ hex: 'efbbbf7b7d' }), fetch: 'sent, 200 OK {}' },
    { what: 'nothing, for JSON', run: answered({ body: '' }), fetch: 'sent, 200 OK null' },
    { what: 'nothing, for a text', run: answered({ body: '' }, 'text'), fetch: 'sent, 200 OK ""' },
    {
      what: 'nothing, for a Blob',
      run: answered({ body: '', type: 'image/png' }, 'blob'),
      fetch: 'sent, 200 OK Blob of "image/png" ""',
    },
    {
      what: 'nothing, for an ArrayBuffer',
      run: answered({ body: '' }, 'arraybuffer'),
      fetch: 'sent, 200 OK ArrayBuffer ""',
    },
    {
      what: 'a Blob with the type of the answer',
      run: answered({ body: 'pdf', type: 'application/pdf' }, 'blob'),
      fetch: 'sent, 200 OK Blob of "application/pdf" "pdf"',
    },
    {
      what: 'a Blob of an answer that says no type',
      run: answered({ body: 'x' }, 'blob'),
      fetch: 'sent, 200 OK Blob of "" "x"',
      xhr: 'sent, 200 OK Blob of "text/xml" "x"',
    },
    {
      what: 'an ArrayBuffer',
      run: answered({ body: 'bytes' }, 'arraybuffer'),
      fetch: 'sent, 200 OK ArrayBuffer "bytes"',
    },
    { what: 'in chunks', run: answered({ body: '{"a":1}', length: 'no' }), fetch: 'sent, 200 OK {"a":1}' },
    {
      what: 'a letter that comes in two pieces',
      run: asking((origin) => new HttpRequest('GET', `${origin}/in-two?body=%C3%BC&at=1`, { responseType: 'text' })),
      fetch: 'sent, 200 OK "ü"',
    },
    {
      what: 'a text in the charset that the answer names',
      run: answered({ hex: 'fc', type: 'text/plain; charset=iso-8859-1' }, 'text'),
      fetch: 'sent, 200 OK "ü"',
    },
    {
      what: 'a text in a charset that nobody knows',
      run: answered({ body: 'ü', type: 'text/plain; charset=klingon' }, 'text'),
      fetch: 'sent, 200 OK "ü"',
    },
    {
      what: 'contents that were compressed',
      run: asking((origin) => new HttpRequest('GET', `${origin}/zipped`, { responseType: 'text' })),
      fetch: 'sent, 200 OK "hello, zipped"',
      onServer: { qhttp: 'sent, 200 OK still compressed', why: encoded },
    },
    {
      what: '201 and its reason',
      run: answered({ status: '201', reason: 'Made', body: '1' }),
      fetch: 'sent, 201 Made 1',
    },
    { what: 'no reason', run: answered({ status: '299', reason: '', body: '1' }), fetch: 'sent, 299 OK 1' },
    { what: '204, for JSON', run: answered({ status: '204' }), fetch: 'sent, 204 No Content null' },
    {
      what: '204, for a text',
      run: answered({ status: '204' }, 'text'),
      fetch: 'sent, 204 No Content ""',
      xhr: 'sent, 204 No Content null',
      qhttp: 'sent, 204 No Content null',
      why: asXhr,
      onServer: { fetch: 'sent, 204 No Content null', why: nobody },
    },
    {
      what: '204, for a Blob',
      run: answered({ status: '204' }, 'blob'),
      fetch: 'sent, 204 No Content Blob of "" ""',
      xhr: 'sent, 204 No Content null',
      qhttp: 'sent, 204 No Content null',
      why: asXhr,
      onServer: { fetch: 'sent, 204 No Content null', why: nobody },
    },
    {
      what: 'HEAD',
      run: asking((origin) => new HttpRequest('HEAD', `${origin}/answer?body=hello`, { responseType: 'text' })),
      fetch: 'sent, 200 OK ""',
      onServer: { fetch: 'sent, 200 OK null', why: nobody },
    },
    {
      what: 'fields of the answer, by names in any case; a repeated one',
      run: asking(
        (origin) => new HttpRequest('GET', `${origin}/answer?body=1`),
        ({ headers }) => `${headers?.get('X-ONE')}; ${JSON.stringify(headers?.getAll('x-two'))}`,
      ),
      fetch: 'first; ["a, b"]',
      onServer: { qhttp: 'first; ["a","b"]', why: 'undici does not join them' },
    },
    {
      what: 'the URL of the answer',
      run: asking(
        (origin) => new HttpRequest('GET', `${origin}/answer?body=1#there`),
        ({ url }, origin) => (url ?? 'none').replace(origin, ''),
      ),
      fetch: '/answer?body=1',
    },
    {
      what: 'an answer from elsewhere (302): its body, its URL, `redirected`',
      run: asking(
        (origin) => new HttpRequest('GET', `${origin}/elsewhere?to=/hello`, { responseType: 'text' }),
        ({ line, url, redirected }, origin) => `${line}; ${(url ?? 'none').replace(origin, '')}; ${redirected}`,
      ),
      fetch: 'sent, 200 OK "hello"; /hello; true',
      xhr: 'sent, 200 OK "hello"; /hello; undefined',
      qhttp: 'sent, 200 OK "hello"; /elsewhere?to=/hello; undefined',
      why: 'the browser follows redirects by itself, and where they led is no part of an answer here',
    },
    {
      what: '`redirected` and `responseType` of an answer that came from where it was asked',
      run: async (backend, origin) => {
        let told = '';
        await backend.handle(new HttpRequest('GET', `${origin}/answer?body=1`)).forEach((event) => {
          const { redirected, responseType } = event as HttpResponse<unknown>; // the last one is
          told = `${redirected}, ${responseType}`;
        });
        return told;
      },
      fetch: 'false, cors',
      xhr: 'undefined, undefined',
      qhttp: 'undefined, undefined',
      why: 'they are of `fetch`; HttpXhrBackend has none either',
      onServer: { fetch: 'false, basic', why: 'there are no other origins on a server' },
    },
  ],
};
