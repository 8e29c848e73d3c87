import { HttpEventType, type HttpClient, HttpRequest, HttpResponse, type HttpEvent } from '@angular/common/http';
import { withPool } from 'rx-qhttp/angular';
import { marbleDispatcher } from 'rx-qhttp/testing';
import { catchError, firstValueFrom, lastValueFrom, map, of, toArray, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { vi, type MockInstance } from 'vitest';
import { application, failureOf, followed, origin } from './going-through.ts';

type Init = ConstructorParameters<typeof HttpRequest<string>>[3];

/** What `fetch` is asked for, from now on; it answers by itself. */
function watchedFetch(): MockInstance<typeof fetch> {
  const watched = vi.spyOn(globalThis, 'fetch');
  watched.mockImplementation(() => Promise.resolve(new Response('null')));
  return watched;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('What is wrong with a call', () => {
  const url = `${origin}/hello`;
  const wrong: readonly (readonly [what: string, method: string, url: string, init: Init, reason: string])[] = [
    ['a scheme', 'GET', 'data:,hello', {}, 'The URL must be one of http or https, not of data:'],
    ['a user in the URL', 'GET', 'http://me@127.0.0.1/', {}, 'The URL must not have a user or a password'],
    ['a URL', 'GET', 'http://:80', {}, 'The URL is not valid'],
    ['a method', 'TRACE', url, {}, 'A browser does not send TRACE'],
    ['JSONP', 'JSONP', url, {}, 'JSONP is no HTTP: give withJsonpSupport() to provideHttpClient()'],
    ['integrity', 'GET', url, { integrity: 'sha256-x' }, 'The option integrity is not possible'],
    ['referrer', 'GET', url, { referrer: '/other' }, 'The option referrer is not possible'],
    ['redirect', 'GET', url, { redirect: 'manual' }, "The option redirect: 'manual' is not possible"],
    ['mode', 'GET', url, { mode: 'no-cors' }, "The option mode: 'no-cors' is not possible"],
    ['cache', 'GET', url, { cache: 'only-if-cached' }, "The option cache: 'only-if-cached' is not possible"],
  ];

  test.each(wrong)('(%s) is told as a failure, and never thrown', async (_what, method, url, init, reason) => {
    const { client } = application();
    const { status, error } = await failureOf(client.request(new HttpRequest(method, url, null, init)));
    expect([status, error]).toEqual([0, expect.any(TypeError)]);
    expect((error as TypeError).message).toContain(reason);
  });

  test('is told of a field that the browser keeps to itself', async () => {
    const { client } = application();
    const { error } = await failureOf(client.get(url, { headers: { Cookie: 'a=1' } }));
    expect(error).toEqual(new TypeError('A browser does not let anybody set the field Cookie'));
  });

  test('is told behind the call, so that whoever tries again at once leaves others their turn', async () => {
    const { client } = application();
    let isSubscribing = true;
    let wasInside: boolean | undefined;
    client.get('data:,hello').subscribe({ error: () => (wasInside = isSubscribing) });
    isSubscribing = false;
    await failureOf(client.get('data:,hello'));
    expect(wasInside).toBe(false);
  });
});

test('A call may take longer than a timer can', async () => {
  const { client } = application();
  expect(await lastValueFrom(client.get(`${origin}/answer?body=1`, { timeout: 2 ** 40 }))).toBe(1);
});

describe('A relative URL', () => {
  test('is relative to the base of the document', async () => {
    const { client } = application();
    const base = document.createElement('base');
    base.href = `${origin}/deep/er/`;
    document.head.append(base);
    try {
      const { url } = await firstValueFrom(
        client.get('../../hello#top', { observe: 'response', responseType: 'text' }),
      );
      expect(url).toBe(`${origin}/hello`);
    } finally {
      base.remove();
    }
  });
});

describe('What a call asks fetch for', () => {
  test.each([
    [{}, {}],
    [{ withCredentials: true }, { credentials: 'include' }],
    [{ withCredentials: true, credentials: 'omit' }, { credentials: 'include' }],
    [
      { credentials: 'omit', cache: 'no-store' },
      { credentials: 'omit', cache: 'no-store' },
    ],
    [
      { mode: 'same-origin', redirect: 'error' },
      { mode: 'same-origin', redirect: 'error' },
    ],
    [
      { keepalive: true, priority: 'low', referrerPolicy: 'no-referrer' },
      { keepalive: true, priority: 'low', referrerPolicy: 'no-referrer' },
    ],
    [{ referrer: '' }, { referrerPolicy: 'no-referrer' }],
    [{ referrer: 'about:client', referrerPolicy: 'origin' }, { referrerPolicy: 'origin' }],
  ] as const)('%j is asked for', async (asked, wanted) => {
    const fetch = watchedFetch();
    const { client } = application();
    await lastValueFrom(client.get(`${origin}/`, asked));
    const usual = { credentials: 'same-origin', cache: 'default', redirect: 'follow', mode: 'cors', keepalive: false };
    expect(fetch.mock.calls[0]?.[1]).toMatchObject({ ...usual, priority: 'auto', referrerPolicy: '', ...wanted });
  });

  test('is asked for by that call alone, and through as few pools as there are ways', async () => {
    const fetch = watchedFetch();
    const { client, pool } = application(withPool({ connectionsPerOrigin: 1 }));
    const ids = new Set<number>();
    pool.signals$.subscribe((signal) => signal.type === 'requestStarted' && ids.add(signal.id));
    const usual = { credentials: 'same-origin', cache: 'default', mode: 'cors', priority: 'auto' } as const;
    const asked = [{}, { withCredentials: true }, usual, { credentials: 'include' }] as const;
    await Promise.all(asked.map((options) => lastValueFrom(client.get(`${origin}/`, options))));
    const credentials = fetch.mock.calls.map(([, init]) => init?.credentials);
    expect(credentials.toSorted()).toEqual(['include', 'include', 'same-origin', 'same-origin']);
    expect(ids.size).toBe(2);
  });

  test('does not need the permission of another origin for large data whose progress nobody wants', async () => {
    const fetch = watchedFetch();
    const open = vi.spyOn(XMLHttpRequest.prototype, 'open');
    const { client } = application();
    const data = 'x'.repeat(100_000);
    await lastValueFrom(client.post(`${origin}/`, data));
    expect([fetch.mock.calls.length, open.mock.calls.length]).toEqual([1, 0]);

    await lastValueFrom(client.post(`${origin}/echo`, data, { reportProgress: true, observe: 'events' }));
    expect([fetch.mock.calls.length, open.mock.calls.length]).toEqual([1, 1]);
  });
});

describe('A dispatcher of the application', () => {
  test('has all the say, and is asked for what it can do alone', () => {
    const told = onVirtualTime({ 'POST /a': 's 50ms h|' }, (_get$, client) => [
      client.post('http://printer/a', 'x'.repeat(100_000)).pipe(map(() => 'answered')),
      client.post('http://printer/a', '', { withCredentials: true }).pipe(
        map(() => 'answered'),
        catchError(({ error }: { error: Error }) => of(error.message)),
      ),
    ]);
    expect(told).toEqual([
      '0 A call cannot choose credentials: the pool has a dispatcher of its own (withPool)',
      '52 answered',
    ]);
  });
});

describe('Progress', () => {
  test.each([
    ['text', 'ä'.repeat(100_000), 200_000],
    ['a Blob', new Blob([new Uint8Array(3_000_000)]), 3_000_000],
    ['a form', form(), undefined],
  ])('of %s that goes only grows, and ends with all of it', async (_what, data, size) => {
    const { client } = application();
    const events = await lastValueFrom(
      client.post(`${origin}/echo`, data, { reportProgress: true, observe: 'events' }).pipe(toArray()),
    );
    const progress = events.flatMap((event) => (event.type === HttpEventType.UploadProgress ? [event] : []));
    const loaded = progress.map((event) => event.loaded);
    const [total] = new Set(progress.map((event) => event.total));

    expect(loaded).toEqual([...new Set(loaded)].toSorted((a, b) => a - b));
    expect(loaded.at(-1)).toBe(total);
    const seen = (events.at(-1) as HttpResponse<{ length: number }>).body;
    expect(total).toBe(size ?? seen?.length);
  });
});

describe('Progress of what goes', () => {
  test('counts the data alone, and once where a request has to be sent again', () => {
    const loaded: number[] = [];
    const scheduler = new TestScheduler(() => undefined);
    scheduler.run(() => {
      // The head is larger than the data: the first pieces are of it alone.
      const routes = { 'PUT /up': ['c-u-u-u-u-u-u-s-#', 'c-u-s-h|'] };
      const { client } = application(withPool({ dispatcher: marbleDispatcher(scheduler, routes), scheduler }));
      client.put('http://host/up', 'x'.repeat(100), { reportProgress: true, observe: 'events' }).subscribe((event) => {
        if (event.type === HttpEventType.UploadProgress) loaded.push(event.loaded);
      });
    });
    expect(loaded.length).toBeGreaterThan(1);
    expect(loaded.filter((bytes) => bytes <= 0)).toEqual([]);
    expect(loaded).toEqual([...new Set(loaded)].toSorted((a, b) => a - b));
    expect(loaded.at(-1)).toBe(100);
  });
});

describe('Progress of data of which an interceptor makes something else', () => {
  test.each([
    ['of unknown length', 0],
    ['that is shorter', 60],
  ])('(%s) does not go beyond the data', async (_what, total) => {
    const { client } = application(
      withPool({
        dispatcher: {
          dispatch(_options, handler) {
            const controller = { rawHeaders: [], abort() {}, pause() {}, resume() {} };
            queueMicrotask(() => {
              handler.onRequestStart(controller, {});
              handler.onBytesSent?.(50, total);
              handler.onBytesSent?.(60, total);
              handler.onRequestSent();
              handler.onResponseStart(controller, 204, {}, 'No Content');
              handler.onResponseEnd(controller, {});
            });
            return true;
          },
        },
      }),
    );
    const call$ = client.post('http://host/up', 'x'.repeat(100), { reportProgress: true, observe: 'events' });
    const events = await lastValueFrom(call$.pipe(toArray()));
    const loaded = events.flatMap((event) => (event.type === HttpEventType.UploadProgress ? [event.loaded] : []));
    expect(loaded.filter((bytes) => bytes > 100)).toEqual([]);
  });
});

function form(): FormData {
  const form = new FormData();
  form.append('name', 'ä');
  form.append('file', new Blob([new Uint8Array(200_000)]), 'film.mp4');
  return form;
}

describe('A call that waits for a connection', () => {
  test('leaves its place without a word when nobody wants it any more', async () => {
    const { client, pool } = application(withPool({ connectionsPerOrigin: 1 }));
    const first = followed();
    const second = followed();
    const running = client.get(`${origin}/silent?key=${first.key}`).subscribe();
    await first.begun();
    const waiting = client.get(`${origin}/silent?key=${second.key}`).subscribe();
    expect(pool.waitingRequests()).toBe(1);
    waiting.unsubscribe();
    expect(pool.waitingRequests()).toBe(0);

    running.unsubscribe();
    expect(await first.gone()).toBe('gone');
    expect(await second.asked()).toBe(0);
  });

  test('has not been sent, and says so when it has', () => {
    const told = onVirtualTime({ 'GET /a': 's 50ms h|' }, (client$) => [client$('/a'), client$('/a')]);
    expect(told).toEqual(['0 sent', '52 sent', '52 answered', '104 answered'].toSorted());
  });

  test('counts the waiting into the time that it may take', () => {
    const told = onVirtualTime({ 'GET /a': 's 50ms h|' }, (client$) => [client$('/a'), client$('/a', 60)]);
    expect(told).toEqual(['0 sent', '52 sent', '52 answered', '60 Request timeout'].toSorted());
  });
});

/** What calls to one connection tell, each with the time. */
function onVirtualTime(
  routes: Parameters<typeof marbleDispatcher>[1],
  calls: (
    client$: (path: string, timeout?: number) => Observable<string>,
    client: HttpClient,
  ) => readonly Observable<string>[],
): string[] {
  const lines: string[] = [];
  const scheduler = new TestScheduler(() => undefined);
  scheduler.run(() => {
    const dispatcher = marbleDispatcher(scheduler, routes);
    const { client } = application(withPool({ dispatcher, scheduler, connectionsPerOrigin: 1 }));
    const client$ = (path: string, timeout?: number): Observable<string> =>
      client.get(`http://printer${path}`, { observe: 'events', ...(timeout && { timeout }) }).pipe(
        map((event: HttpEvent<unknown>) => (event.type === HttpEventType.Sent ? 'sent' : 'answered')),
        catchError(({ statusText }: { statusText: string }) => of(statusText)),
      );
    for (const call$ of calls(client$, client)) call$.subscribe((line) => lines.push(`${scheduler.now()} ${line}`));
  });
  return lines.toSorted();
}
