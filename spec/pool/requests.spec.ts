import { getEventListeners } from 'node:events';
import { reduce, toArray, type Observable } from 'rxjs';
import { HttpRequestHeader, State, type CommandSignal, type QHttpPool } from '../../src/index.js';
import { HeldDispatcher } from './held-dispatcher.js';
import { answerOk, OriginServer } from './origin-server.js';
import { ended, heard, nameOf, poolOf } from './pool-of.js';

const body = (source$: Observable<CommandSignal>) =>
  ended(
    source$.pipe(
      reduce((text, signal) => (signal.type === 'data' ? text + Buffer.from(signal.chunk).toString() : text), ''),
    ),
  );

const mirror = () =>
  OriginServer.listen((request, response) => {
    let data = '';
    request.setEncoding('latin1').on('data', (chunk: string) => (data += chunk));
    request.on('end', () => response.end([request.method, request.url, request.headers['x-note'], data].join(' ')));
  });

describe('A request of a pool', () => {
  test('tells the signals of its command from requestStarted to requestFinished, and the body', async () => {
    const server = await OriginServer.listen(answerOk);

    const signals = await ended(poolOf().get$(server.origin).pipe(toArray()));

    const words = (signals as CommandSignal[]).map((signal) =>
      signal.type === 'stateChanged' ? State[signal.state] : signal.type,
    );
    expect(words).toEqual([
      'requestStarted',
      'Connecting',
      'Sending',
      'dataSendProgress',
      'Reading',
      'responseHeaderReceived',
      'dataReadProgress',
      'data',
      'Connected',
      'requestFinished',
    ]);
  });

  test('is sent once for each subscription, and not before', async () => {
    const server = await OriginServer.listen(answerOk);
    const request$ = poolOf().get$(`${server.origin}/a`);
    expect(server.requests).toEqual([]);

    await ended(request$);
    await ended(request$);

    expect(server.requests).toEqual(['GET /a', 'GET /a']);
  });

  test('sends method, path with query, fields and data', async () => {
    const { origin } = await mirror();
    const pool = poolOf();
    const headers = { 'X-Note': 'n' };
    const put = new HttpRequestHeader('PUT', '/not-this');
    put.setValue('X-Note', 'own');

    expect(await body(pool.get$(`${origin}/a?b=c%20d`, { headers }))).toBe('GET /a?b=c%20d n ');
    expect(await body(pool.post$(new URL('/p', origin), 'data', { headers: new Headers(headers) }))).toBe(
      'POST /p n data',
    );
    expect(await body(pool.request$(`${origin}/put`, put, 'text'))).toBe('PUT /put own text');
    expect(await body(pool.head$(`${origin}/h`))).toBe('');
  });

  test('takes the path of the header where the URL names an origin alone', async () => {
    const { origin } = await mirror();

    expect(await body(poolOf().request$(origin, new HttpRequestHeader('GET', '/own')))).toBe('GET /own  ');
  });

  test('does not send a fragment', async () => {
    const { origin } = await mirror();

    expect(await body(poolOf().get$(`${origin}/a#part`))).toBe('GET /a  ');
  });

  test('does not see what a caller changes later', async () => {
    const { origin } = await mirror();
    const header = new HttpRequestHeader('GET', '/');
    const headers = { 'X-Note': 'before' };
    const pool = poolOf();
    const first$ = pool.get$(origin, { headers });
    const second$ = pool.request$(`${origin}/a`, header);

    headers['X-Note'] = 'after';
    header.setValue('X-Note', 'after');

    expect([await body(first$), await body(second$)]).toEqual(['GET / before ', 'GET /a  ']);
  });

  test('goes to an IPv6 host', async () => {
    const server = await OriginServer.listen(answerOk, [], '::1');
    expect(server.origin).toMatch('http://[::1]:');

    expect(await body(poolOf().get$(server.origin))).toBe('ok');
  });

  test('stops the socket while a piece of the body is held', async () => {
    const server = await OriginServer.listen((_request, response) => {
      response.end(Buffer.alloc(8_000_000));
    });
    let release: (() => void) | undefined;
    let bytes = 0;
    let onHeld = () => {};
    const held = new Promise<void>((resolve) => (onHeld = resolve));
    const all = new Promise<void>((resolve) => {
      poolOf()
        .get$(server.origin)
        .subscribe({
          next: (signal) => {
            if (signal.type !== 'data') return;
            bytes += signal.chunk.length;
            if (release) return;
            release = signal.hold();
            onHeld();
          },
          complete: resolve,
        });
    });

    await held;
    const seen = bytes;
    await new Promise((resolve) => setImmediate(resolve));
    expect(bytes).toBe(seen);

    release?.();
    await all;
    expect(bytes).toBe(8_000_000);
  });

  test('is cancelled by an AbortSignal with its reason, whether it waits or runs', async () => {
    const server = await OriginServer.listen();
    const pool = poolOf({ connections: 1 });
    const abort = new AbortController();
    const errors: unknown[] = [];
    for (const path of ['/runs', '/waits']) {
      pool
        .get$(server.origin + path, { signal: abort.signal })
        .subscribe({ error: (error: unknown) => errors.push(error) });
    }
    await server.until(() => server.requests.length > 0);

    abort.abort('enough');

    expect(errors).toMatchObject([
      { name: 'QHttpError', cause: 'enough', id: expect.any(Number) as number },
      { name: 'QHttpError', cause: 'enough', id: 0 },
    ]);
    expect(errors.map(nameOf)).toEqual(['Aborted', 'Aborted']);
    expect((errors[0] as { id: number }).id).toBeGreaterThan(0);
    await server.until(() => server.sockets.now === 0);
    expect([server.requests, pool.openConnections(), pool.waitingRequests()]).toEqual([['GET /runs'], 0, 0]);
  });

  test('lets go of its AbortSignal when it is over', async () => {
    const server = await OriginServer.listen(answerOk);
    const pool = poolOf();
    const { signal } = new AbortController();
    const cancelled = pool.get$(server.origin, { signal }).subscribe();
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);

    cancelled.unsubscribe();
    await ended(pool.get$(server.origin, { signal }));

    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('is not sent when its AbortSignal has been aborted before', () => {
    const words = heard(poolOf().get$('http://localhost/', { signal: AbortSignal.abort() }));

    expect(words).toEqual(['error:Aborted']);
  });
});

describe('A pool refuses at the call, with a TypeError,', () => {
  const calls: readonly (readonly [what: string, call: (pool: QHttpPool) => unknown, message: string])[] = [
    ['no URL', (pool) => pool.get$(''), 'The URL is not valid'],
    ['a relative URL', (pool) => pool.get$('/path'), 'The URL is not valid'],
    ['a host alone', (pool) => pool.get$('example.org'), 'The URL is not valid'],
    ['something else', (pool) => pool.get$(undefined as never), 'The URL is not valid'],
    ['another scheme', (pool) => pool.post$('ftp://example.org/', ''), 'one of http or https, not of ftp:'],
    ['a file', (pool) => pool.get$(new URL('file:///etc/passwd')), 'not of file:'],
    ['a user', (pool) => pool.get$('http://me@example.org/'), 'must not have a user or a password'],
    ['a password', (pool) => pool.get$('http://:secret@example.org/'), 'must not have a user or a password'],
    ['a host that HTTP forbids', (pool) => pool.get$('http://a{b/'), 'The host must not contain "{"'],
    ['a field that HTTP forbids', (pool) => pool.get$('http://a/', { headers: { 'X-A': 'a\r\nb' } }), 'The field X-A'],
    ['a header that is none', (pool) => pool.request$('http://a/', {} as never), 'must be an HttpRequestHeader'],
    ['a header without a line', (pool) => pool.request$('http://a/', new HttpRequestHeader()), 'no request line'],
    ['data that is none', (pool) => pool.post$('http://a/', {} as never), 'The data must be'],
  ];

  test.each(calls)('%s', (_what, call, message) => {
    const pool = poolOf();

    expect(() => call(pool)).toThrow(TypeError);
    expect(() => call(pool)).toThrow(message);
    expect(pool.waitingRequests()).toBe(0);
  });

  test('and shows no password', () => {
    for (const url of ['http://me:secret@example.org/', 'http://me:secret@[/']) {
      try {
        poolOf().get$(url);
        throw new Error('not refused');
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
        expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('secret');
      }
    }
  });
});

describe('The options of a pool', () => {
  test.each([
    [{ connections: 0 }, 'connections must be'],
    [{ connections: 1.5 }, 'connections must be'],
    [{ connectionsPerOrigin: -1 }, 'connectionsPerOrigin must be'],
    [{ idleMs: -1 }, 'idleMs must be'],
    [{ idleMs: NaN }, 'idleMs must be'],
    [{ limits: { headerBytes: -1 } }, 'limits.headerBytes must be'],
  ])('%j are refused', (options, message) => {
    expect(() => poolOf(options)).toThrow(RangeError);
    expect(() => poolOf(options)).toThrow(message);
  });

  test('are refused where a QHttp refuses them', () => {
    expect(() => poolOf({ dispatcher: new HeldDispatcher(), tls: {} })).toThrow(TypeError);
  });

  test('hold for every connection: limits', async () => {
    const server = await OriginServer.listen(answerOk);

    await expect(ended(poolOf({ limits: { bodyBytes: 1 } }).get$(server.origin))).rejects.toThrow('larger');
  });

  test('limit how many requests may wait', () => {
    const pool = poolOf({ limits: { pendingCommands: 1 } });
    heard(pool.get$('http://localhost:1/'));

    expect(heard(pool.get$('http://localhost:1/'))).toEqual([
      'error:RangeError: Too many requests wait: the limit is 1',
    ]);
  });
});
