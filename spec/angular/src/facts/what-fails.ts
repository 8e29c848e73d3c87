import { HttpRequest } from '@angular/common/http';
import type { Chapter, Fact } from './fact.ts';
import { asking } from './telling.ts';

type ResponseType = HttpRequest<unknown>['responseType'];

function answered(query: Record<string, string>, responseType: ResponseType = 'json'): Fact['run'] {
  return asking((origin) => new HttpRequest('GET', `${origin}/answer?${new URLSearchParams(query)}`, { responseType }));
}

function at(path: string, init: { responseType?: ResponseType; timeout?: number } = {}): Fact['run'] {
  return asking((origin) => new HttpRequest('GET', `${origin}${path}`, { responseType: 'text', ...init }));
}

const itsOwn = 'its `code` and its text say what is known';

export const whatFails: Chapter = {
  title: 'What fails',
  facts: [
    {
      what: '400 with a text',
      run: answered({ status: '400', body: 'wrong' }, 'text'),
      fetch: 'sent, fails: 400 Bad Request "wrong"',
    },
    {
      what: '404 with JSON',
      run: answered({ status: '404', body: '{"a":1}' }),
      fetch: 'sent, fails: 404 Not Found {"a":1}',
    },
    {
      what: "500 with JSON behind `)]}',`",
      run: answered({ status: '500', body: `)]}',\n{"a":1}` }),
      fetch: 'sent, fails: 500 Internal Server Error {"a":1}',
    },
    {
      what: '500 with what is no JSON, where JSON is wanted',
      run: answered({ status: '500', body: '<p>' }),
      fetch: 'sent, fails: 500 Internal Server Error "<p>"',
    },
    {
      what: '503 with nothing',
      run: answered({ status: '503', reason: 'Later' }),
      fetch: 'sent, fails: 503 Later null',
    },
    {
      what: '404, for a Blob',
      run: answered({ status: '404', body: 'no', type: 'text/plain' }, 'blob'),
      fetch: 'sent, fails: 404 Not Found Blob of "text/plain" "no"',
    },
    {
      what: '401, which nobody answers',
      run: answered({ status: '401', body: '"who"' }),
      fetch: 'sent, fails: 401 Unauthorized "who"',
    },
    {
      what: 'the challenge of a 401',
      run: asking(
        (origin) => new HttpRequest('GET', `${origin}/answer?status=401`),
        ({ headers }) => headers?.get('WWW-Authenticate') ?? 'none',
      ),
      fetch: 'Basic realm="site"',
    },
    {
      what: '304, which nobody asked for',
      run: answered({ status: '304' }),
      fetch: 'sent, fails: 304 Not Modified null',
    },
    {
      what: '200 with what is no JSON, where JSON is wanted',
      run: answered({ body: '{"a"' }),
      fetch: 'sent, fails: 200 OK SyntaxError',
      xhr: 'sent, fails: 200 OK { error: SyntaxError, text: "{\\"a\\"" }',
      qhttp: 'sent, fails: 200 OK { error: SyntaxError, text: "{\\"a\\"" }',
      why: 'as HttpXhrBackend: the text is there',
    },
    {
      what: 'a server that hangs up before it answers',
      run: at('/hangs-up'),
      fetch: 'sent, fails: 0 Unknown Error TypeError',
      xhr: 'sent, fails: 0 Unknown Error ProgressEvent',
      qhttp: 'sent, fails: 0 Unknown Error QHttpError',
      why: itsOwn,
    },
    {
      what: 'a body that breaks off',
      run: at('/breaks-off'),
      fetch: 'sent, fails: 0 Unknown Error TypeError',
      xhr: 'sent, fails: 0 Unknown Error ProgressEvent',
      qhttp: 'sent, fails: 0 Unknown Error QHttpError',
      why: itsOwn,
    },
    {
      what: 'nobody there',
      // Browsers may ask this port, and nobody listens there.
      run: asking(() => new HttpRequest('GET', 'http://127.0.0.1:2/', { responseType: 'text' })),
      fetch: 'sent, fails: 0 Unknown Error TypeError',
      xhr: 'sent, fails: 0 Unknown Error ProgressEvent',
      qhttp: 'sent, fails: 0 Unknown Error QHttpError',
      why: itsOwn,
    },
    {
      what: 'the URL of a request without an answer',
      run: asking(
        (origin) => new HttpRequest('GET', `${origin}/hangs-up`),
        ({ url }, origin) => (url ?? 'none').replace(origin, ''),
      ),
      fetch: '/hangs-up',
    },
    {
      what: 'another origin that does not allow it',
      run: at('/closed-to-others'),
      fetch: 'sent, fails: 0 Unknown Error TypeError',
      xhr: 'sent, fails: 0 Unknown Error ProgressEvent',
      qhttp: 'sent, fails: 0 Unknown Error QHttpError',
      why: itsOwn,
      onServer: {
        fetch: 'sent, 200 OK "hello"',
        qhttp: 'sent, 200 OK "hello"',
        why: 'there are no other origins on a server',
      },
    },
    {
      what: '`timeout`, before the answer',
      run: at('/silent', { timeout: 50 }),
      fetch: 'sent, fails: 0 Unknown Error TimeoutError',
      xhr: 'sent, fails: 0 Request timeout TimeoutError',
      qhttp: 'sent, fails: 0 Request timeout TimeoutError',
      why: 'as HttpXhrBackend',
    },
    {
      what: '`timeout`, within the body',
      run: at('/begins', { timeout: 200 }),
      fetch: 'sent, fails: 0 Unknown Error TimeoutError',
      xhr: 'sent, fails: 0 Request timeout TimeoutError',
      qhttp: 'sent, fails: 0 Request timeout TimeoutError',
      why: 'as HttpXhrBackend',
    },
    { what: '`timeout`, and an answer in time', run: at('/hello', { timeout: 60_000 }), fetch: 'sent, 200 OK "hello"' },
    {
      what: 'a URL that is none',
      run: asking(() => new HttpRequest('GET', 'http://[')),
      fetch: 'sent, fails: 0 Unknown Error TypeError',
      xhr: 'fails: SyntaxError',
      qhttp: 'fails: 0 Unknown Error TypeError',
      why: 'it is refused before anything is sent',
    },
    {
      what: 'a redirect to itself without end',
      run: at('/round'),
      fetch: 'sent, fails: 0 Unknown Error TypeError',
      xhr: 'sent, fails: 0 Unknown Error ProgressEvent',
      qhttp: 'sent, fails: 0 Unknown Error QHttpError',
      why: itsOwn,
    },
  ],
};
