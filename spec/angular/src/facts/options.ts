import { HttpRequest } from '@angular/common/http';
import type { Chapter, Fact } from './fact.ts';
import type { Seen } from './seen.ts';
import { asking } from './telling.ts';

type Init = NonNullable<ConstructorParameters<typeof HttpRequest<unknown>>[3]>;

/** Whether a cookie that the server has set goes along with a request with these options. */
function withCookie(init: Init): Fact['run'] {
  return async (backend, origin) => {
    await fetch(`${origin}/answer?cookie=${encodeURIComponent('a=1; SameSite=Lax')}`, { credentials: 'include' });
    return asking(
      () => new HttpRequest('GET', `${origin}/echo`, null, init),
      ({ body, line }) => (body instanceof Object ? ((body as Seen).headers['cookie'] ?? 'no cookie') : line),
    )(backend, origin);
  };
}

function asked(path: string, init: Init): Fact['run'] {
  return asking((origin) => new HttpRequest('GET', `${origin}${path}`, null, { responseType: 'text', ...init }));
}

function field(name: string, init: Init): Fact['run'] {
  return asking(
    (origin) => new HttpRequest('GET', `${origin}/echo`, null, init),
    ({ body, line }) => (body instanceof Object ? ((body as Seen).headers[name] ?? 'none') : line),
  );
}

const referrer = (init: Init): Fact['run'] =>
  asking(
    (origin) => new HttpRequest('GET', `${origin}/echo`, null, init),
    ({ body, line }) => (body instanceof Object ? ((body as Seen).headers['referer'] ? 'the page' : 'none') : line),
  );

const itsOwn = 'its `code` and its text say what is known';

const refused = 'it is refused, as it would have no effect here';

const noCookies = { fetch: 'no cookie', qhttp: 'no cookie', why: 'a server keeps no cookies' };

export const options: Chapter = {
  title: 'Options of a request',
  facts: [
    { what: 'cookies of another origin, without an option', run: withCookie({}), fetch: 'no cookie' },
    { what: '`withCredentials: true`', run: withCookie({ withCredentials: true }), fetch: 'a=1', onServer: noCookies },
    {
      what: "`credentials: 'include'`",
      run: withCookie({ credentials: 'include' }),
      fetch: 'a=1',
      xhr: 'no cookie',
      onServer: noCookies,
    },
    { what: "`credentials: 'omit'`", run: withCookie({ credentials: 'omit' }), fetch: 'no cookie' },
    { what: '`keepalive: true`', run: asked('/hello', { keepalive: true }), fetch: 'sent, 200 OK "hello"' },
    {
      what: "`cache: 'no-cache'`",
      run: field('cache-control', { cache: 'no-cache' }),
      fetch: 'max-age=0',
      xhr: 'none',
      onServer: { qhttp: 'none', why: 'undici has no cache' },
    },
    { what: "`priority: 'high'`", run: asked('/hello', { priority: 'high' }), fetch: 'sent, 200 OK "hello"' },
    {
      what: "`mode: 'same-origin'`, and another origin",
      run: asked('/hello', { mode: 'same-origin' }),
      fetch: 'sent, fails: 0 Unknown Error TypeError',
      xhr: 'sent, 200 OK "hello"',
      qhttp: 'sent, fails: 0 Unknown Error QHttpError',
      why: itsOwn,
      onServer: {
        fetch: 'sent, 200 OK "hello"',
        qhttp: 'sent, 200 OK "hello"',
        why: 'there are no other origins on a server',
      },
    },
    {
      what: "`redirect: 'error'`, and a redirect",
      run: asked('/elsewhere', { redirect: 'error' }),
      fetch: 'sent, fails: 0 Unknown Error TypeError',
      xhr: 'sent, 200 OK "hello"',
      qhttp: 'sent, fails: 0 Unknown Error QHttpError',
      why: itsOwn,
    },
    {
      what: "`referrer: ''`",
      run: referrer({ referrer: '' }),
      fetch: 'none',
      xhr: 'the page',
    },
    {
      what: "`referrerPolicy: 'no-referrer'`",
      run: referrer({ referrerPolicy: 'no-referrer' }),
      fetch: 'none',
      xhr: 'the page',
    },
    {
      what: '`integrity` that does not fit',
      run: asked('/hello', { integrity: 'sha256-AAAA' }),
      fetch: 'sent, fails: 0 Unknown Error TypeError',
      xhr: 'sent, 200 OK "hello"',
      qhttp: 'fails: 0 Unknown Error TypeError',
      why: refused,
    },
  ],
};
