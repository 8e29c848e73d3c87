import { HttpErrorResponse } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { inPipeline, injectPipeline, withPipelines, withPool } from 'rx-qhttp/angular';
import { ErrorCode, QHttpError, type QHttp } from 'rx-qhttp/browser';
import { marbleDispatcher, signalLetters } from 'rx-qhttp/testing';
import { catchError, firstValueFrom, lastValueFrom, map, of, retry, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { application, failureOf, followed, origin } from './going-through.ts';

/** What becomes of several calls: `name: body` or `name: status message`, in the order in which they are told. */
function told(calls: Readonly<Record<string, Observable<unknown>>>): { lines: string[]; all: Promise<string[]> } {
  const lines: string[] = [];
  const ends = Object.entries(calls).map(
    ([name, call$]) =>
      new Promise<void>((resolve) => {
        const tell = (line: string) => {
          lines.push(`${name}: ${line}`);
          resolve();
        };
        call$.subscribe({
          next: (body) => tell(JSON.stringify(body)),
          error: (error: unknown) => tell(error instanceof HttpErrorResponse ? outcome(error) : String(error)),
        });
      }),
  );
  return { lines, all: Promise.all(ends).then(() => lines) };
}

function outcome({ status, error }: HttpErrorResponse): string {
  return error instanceof Error ? `${status} ${error.message}` : `${status} ${JSON.stringify(error)}`;
}

function pipeline(name: string): QHttp {
  return TestBed.runInInjectionContext(() => injectPipeline(name));
}

/** The letters of all that a pipeline tells, from now on. */
function lettersOf(http: QHttp): string[] {
  const letters: string[] = [];
  http.signals$.pipe(signalLetters()).subscribe((letter) => letters.push(letter));
  return letters;
}

const printer = { context: inPipeline('printer') };
const answer = (body: string, status = 200): string => `${origin}/answer?status=${status}&body=${JSON.stringify(body)}`;

describe('calls in a pipeline', () => {
  test('run one by one, in the order in which they are subscribed', async () => {
    const { client } = application();
    const letters = lettersOf(pipeline('printer'));
    const calls = { a: client.get(answer('a'), printer), b: client.get(answer('b'), printer) };

    expect(await told({ b: calls.b, a: calls.a }).all).toEqual(['b: "b"', 'a: "a"']);
    expect(letters.filter((letter) => 'sfFdD'.includes(letter)).join('')).toBe('sfsfsfsfd'); // a host and a request each
  });

  test('are dropped where one in front of them gets no answer, each with a word of which', async () => {
    const { client } = application();
    const a$ = client.get(`${origin}/hangs-up?token=secret`, printer);
    const { key, asked } = followed();
    const b$ = client.get(`${origin}/silent?key=${key}`, printer);
    const c$ = client.post(`${origin}/silent?key=${key}`, {}, printer);
    const outcomes = await told({ a: a$, b: b$, c: c$ }).all;

    const reason = `GET ${origin}/hangs-up failed: No answer from ${origin}`;
    expect(outcomes).toEqual([
      expect.stringContaining(`a: 0 No answer from ${origin}`),
      expect.stringContaining(`b: 0 Dropped from the pipeline "printer" before it was sent: ${reason}`),
      expect.stringContaining(`c: 0 Dropped from the pipeline "printer" before it was sent: ${reason}`),
    ]);
    expect(outcomes.join()).not.toContain('secret');
    expect(await asked()).toBe(0);
  });

  test('are dropped where one in front of them is answered by an error, whose body has come', async () => {
    const { client } = application();
    const letters = lettersOf(pipeline('printer'));
    const a$ = client.get(answer('out of paper', 503), printer);
    const { key, asked } = followed();
    const b$ = client.get(`${origin}/silent?key=${key}`, printer);

    expect(await told({ a: a$, b: b$ }).all).toEqual([
      'a: 503 "out of paper"',
      `b: 0 Dropped from the pipeline "printer" before it was sent: GET ${origin}/answer answered 503 Service Unavailable`,
    ]);
    expect(await asked()).toBe(0);
    expect(letters.slice(letters.lastIndexOf('p')).join('')).toBe('p5fD60');
  });

  test('are dropped with an error that says so to programs, too', async () => {
    const { client } = application();
    client.get(answer('', 500), printer).subscribe({ error: () => undefined });
    const { error, status } = await failureOf(client.get(answer('b'), printer));

    expect(status).toBe(0);
    expect(error).toBeInstanceOf(QHttpError);
    const { code, id, cause } = error as QHttpError;
    expect([code, id > 0]).toEqual([ErrorCode.Aborted, true]);
    expect(cause).toMatchObject({ message: `${origin}/answer answered 500 Internal Server Error` });
  });

  test('are not dropped by a body that cannot be read: the server has done what it was asked', async () => {
    const { client } = application();
    const a$ = client.get(`${origin}/answer?body={`, printer);
    const outcomes = await told({ a: a$, b: client.get(answer('b'), printer) }).all;
    expect(outcomes).toEqual([expect.stringContaining('a: 200 {"error":'), 'b: "b"']);
  });

  test('are dropped by the statuses that the pipeline says', async () => {
    const { client } = application(
      withPipelines({ never: { dropOnStatus: false }, conflict: { dropOnStatus: (status) => status === 409 } }),
    );
    const run = async (name: string, status: number): Promise<boolean> => {
      const options = { context: inPipeline(name) };
      const outcomes = await told({ a: client.get(answer('', status), options), b: client.get(answer('b'), options) })
        .all;
      return outcomes[1] !== 'b: "b"';
    };
    expect([await run('never', 500), await run('conflict', 404), await run('conflict', 409)]).toEqual([
      false,
      false,
      true,
    ]);
  });

  test('are dropped where the application cannot say whether an answer is a failure', async () => {
    const dropOnStatus = (): boolean => {
      throw new Error('who knows');
    };
    const { client } = application(withPipelines({ printer: { dropOnStatus } }));
    const reason = 'dropOnStatus has failed: who knows';
    expect(await told({ a: client.get(answer('a'), printer), b: client.get(answer('b'), printer) }).all).toEqual([
      `a: 0 ${reason}`,
      `b: 0 Dropped from the pipeline "printer" before it was sent: GET ${origin}/answer failed: ${reason}`,
    ]);
  });

  test('can be made again by those who were dropped, the failed one first', async () => {
    const { client } = application();
    const { key } = followed();
    // The first time 503, then 200.
    const a$ = client.get(`${origin}/busy-once?key=${key}`, { ...printer, responseType: 'text' }).pipe(retry(1));
    const b$ = client.get(answer('b'), printer).pipe(retry(1));
    const c$ = client.get(answer('c'), printer).pipe(retry(1));
    expect(await told({ a: a$, b: b$, c: c$ }).all).toEqual(['a: "now"', 'b: "b"', 'c: "c"']);
  });

  test('are told of a drop that somebody else has brought about', async () => {
    const { client } = application();
    const http = pipeline('printer');
    const { key, begun } = followed();
    const run = told({ a: client.get(`${origin}/silent?key=${key}`, printer), b: client.get(answer('b'), printer) });
    await begun();
    http.abort();

    expect(await run.all).toEqual([
      'a: 0 Request aborted',
      `b: 0 Dropped from the pipeline "printer" before it was sent: GET ${origin}/silent failed: Request aborted`,
    ]);

    const next = told({ c: client.get(`${origin}/silent`, printer), d: client.get(answer('d'), printer) });
    http.clearPendingRequests();
    expect(await next.all).toEqual([
      'c: 0 Dropped from the pipeline "printer" before it was sent: it was aborted',
      'd: 0 Dropped from the pipeline "printer" before it was sent: it was aborted',
    ]);
  });

  test('are not told of a drop that they were not part of', async () => {
    const { client } = application();
    const http = pipeline('printer');
    let late: Promise<HttpErrorResponse> | undefined;
    http.done$.subscribe((error) => {
      if (!error || late) return;
      late = failureOf(client.get(answer('late'), printer)); // while what waits is dropped
      http.clearPendingRequests();
    });
    await told({ a: client.get(answer('a', 500), printer), b: client.get(answer('b'), printer) }).all;
    expect(((await late)?.error as Error).message).toBe(
      'Dropped from the pipeline "printer" before it was sent: it was aborted',
    );
  });

  test('stand in one line with the commands that the pipeline gets otherwise', async () => {
    const { client } = application();
    const http = pipeline('printer');
    const order: string[] = [];
    const { hostname, port } = new URL(origin);
    http.setHost(hostname, Number(port));
    const id = http.get('/hello');
    http.requestFinished$.subscribe((finished) => finished.id === id && order.push('own'));
    await lastValueFrom(client.get(answer('a'), printer));
    order.push('call');
    expect(order).toEqual(['own', 'call']);
  });

  test('have nothing to do with calls of another name, or of none', async () => {
    const { client } = application();
    const { key, begun } = followed();
    const held = client.get(`${origin}/silent?key=${key}`, printer).subscribe();
    await begun();
    expect(await firstValueFrom(client.get(answer('other'), { context: inPipeline('other') }))).toBe('other');
    expect(await firstValueFrom(client.get(answer('none')))).toBe('none');
    held.unsubscribe();
  });

  test('of a name that was not declared are errors', async () => {
    const { client } = application(withPipelines({ printer: {} }));
    const { error } = await failureOf(client.get(answer('a'), { context: inPipeline('pinter') }));
    expect(error).toMatchObject({ message: expect.stringContaining('There is no pipeline "pinter"') as string });
  });
});

describe('unsubscribing from a call in a pipeline', () => {
  test('cancels one that runs on the wire, and it alone', async () => {
    const { client } = application();
    const letters = lettersOf(pipeline('printer'));
    const { key, begun, gone } = followed();
    const a = client.get(`${origin}/silent?key=${key}`, printer).subscribe();
    const b = told({ b: client.get(answer('b'), printer) });
    await begun();
    a.unsubscribe();

    expect(await b.all).toEqual(['b: "b"']);
    expect(await gone()).toBe('gone');
    expect(letters.filter((letter) => 'sfFdD'.includes(letter)).join('')).toBe('sfsFsfsfd');
  });

  test('takes one that waits out of the line, without a word', async () => {
    const { client } = application();
    const letters = lettersOf(pipeline('printer'));
    const { key, begun } = followed();
    const a = client.get(`${origin}/silent?key=${key}`, printer).subscribe();
    const waiting = followed();
    const b = client.get(`${origin}/silent?key=${waiting.key}`, printer).subscribe();
    await begun();
    b.unsubscribe();
    a.unsubscribe();

    expect(letters.filter((letter) => 'sfFdD'.includes(letter)).join('')).toBe('sfsFD');
    expect(pipeline('printer').hasPendingRequests()).toBe(false);
    expect(await waiting.asked()).toBe(0);
  });
});

describe('the time that a call in a pipeline may take', () => {
  test('counts from its turn on', () => {
    const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
    scheduler.run(({ expectObservable }) => {
      const dispatcher = marbleDispatcher(scheduler, { 'GET /slow': 's 90ms h|', 'GET /slower': 's 120ms h|' });
      const { client } = application(withPool({ dispatcher, scheduler }));
      const call$ = (path: string) =>
        client.get(`http://printer${path}`, { ...printer, timeout: 100 }).pipe(
          map(() => 'answered'),
          catchError((error: HttpErrorResponse) => of(error.statusText)),
        );
      expectObservable(call$('/slow')).toBe('92ms (a|)', { a: 'answered' });
      expectObservable(call$('/slow')).toBe('184ms (a|)', { a: 'answered' });
      expectObservable(call$('/slower')).toBe('284ms (t|)', { t: 'Request timeout' });
    });
  });

  test('drops what waits when it is over, as any failure does', async () => {
    const { client } = application();
    const { key, gone } = followed();
    const a$ = client.get(`${origin}/silent?key=${key}`, { ...printer, timeout: 50 });
    const reason = 'The request was not over within 50 ms';
    expect(await told({ a: a$, b: client.get(answer('b'), printer) }).all).toEqual([
      `a: 0 ${reason}`,
      `b: 0 Dropped from the pipeline "printer" before it was sent: GET ${origin}/silent failed: ${reason}`,
    ]);
    expect(await gone()).toBe('gone');
  });
});

describe('what a pipeline asks the browser for', () => {
  test('is said with its name, and holds for its calls', async () => {
    const { client } = application(withPipelines({ printer: { fetch: { cache: 'no-store' } }, log: {} }));
    expect(await firstValueFrom(client.get(answer('a'), printer))).toBe('a');
    expect(await firstValueFrom(client.get(answer('b'), { ...printer, cache: 'no-store' }))).toBe('b');

    const log = { context: inPipeline('log') };
    const { error } = await failureOf(client.get(answer('c'), { ...log, withCredentials: true }));
    expect(error).toMatchObject({
      message: expect.stringContaining('withPipelines({"log":{"fetch":{"credentials":"include"}}})') as string,
    });
  });

  test('cannot be said where the pool has a dispatcher of its own', async () => {
    const dispatch = (): boolean => true;
    const { client } = application(withPool({ dispatcher: { dispatch } }));
    const { error } = await failureOf(client.get(answer('a'), { withCredentials: true }));
    expect(error).toMatchObject({ message: expect.stringContaining('the pool has a dispatcher of its own') as string });
  });
});
