import { MockAgent, type Dispatcher } from 'undici';
import {
  toText,
  QHttp,
  QHttpPool,
  State,
  type InterceptedOptions,
  type DispatchController,
  type Interceptor,
  type QHttpOptions,
} from '../../../src/index.js';
import { firstValueFrom } from 'rxjs';
import { ok } from '../../support/answers.js';
import { atEnd } from '../../support/at-end.js';
import { answered, intercepted, opened, outcome } from '../../support/intercepted.js';
import { turn } from '../../support/turn.js';
import { RawServer } from '../../support/raw-server.js';

/** Adds a field to each request. */
function marking(name: string, value: string): Interceptor {
  return (dispatch) => (request, handler) => {
    const headers = Array.isArray(request.headers) ? request.headers : [];
    return dispatch({ ...request, headers: [...headers, name, value] }, handler);
  };
}

/** Hands over the controller of each request. */
function controlled(take: (controller: DispatchController) => void): Interceptor {
  return (dispatch) => (request, handler) =>
    dispatch(request, {
      onRequestStart: (controller, context) => {
        take(controller);
        handler.onRequestStart?.(controller, context);
      },
      onRequestSent: () => handler.onRequestSent?.(),
      onResponseStart: (...head) => handler.onResponseStart?.(...head),
      onResponseData: (...data) => handler.onResponseData?.(...data),
      onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
      onResponseError: (...error) => handler.onResponseError?.(...error),
    });
}

describe('the option interceptors', () => {
  test.each([null, {}, 'redirect', [undefined], [{}], [followed()]])('cannot be %p', (interceptors) => {
    expect(() => new QHttp({ interceptors } as unknown as QHttpOptions)).toThrow(
      new TypeError('The option interceptors must be an array of functions'),
    );
  });

  test('excludes a dispatcher, which can be composed with them', () => {
    const dispatcher = new MockAgent();
    expect(() => new QHttp({ dispatcher, interceptors: [] })).toThrow(
      new TypeError(
        'The options dispatcher and interceptors exclude each other: compose the dispatcher with the interceptors yourself',
      ),
    );
  });

  test('an empty list is as none', async () => {
    const server = await RawServer.answering(() => ok('hello'));

    const seen = await outcome(intercepted(server, []), (http) => http.get('/'));

    expect(seen.line).toBe(`S1 ${opened} ${answered} F1 DONE`);
  });

  test('the last one sees a request first, as with compose()', async () => {
    const server = await RawServer.answering(({ head }) => ok(head));
    const client = intercepted(server, [marking('X-Order', 'first'), marking('X-Order', 'last')]);

    const seen = await outcome(client, (http) => http.get('/'));

    expect([...seen.body.matchAll(/x-order: (\w+)/gi)].map(([, value]) => value)).toEqual(['last', 'first']);
  });

  test('one that is changed later changes nothing', async () => {
    const server = await RawServer.answering(({ fields }) => ok(fields['x-mark'] ?? '-'));
    const list = [marking('X-Mark', 'yes')];
    const client = intercepted(server, list);
    list.length = 0;

    expect((await outcome(client, (http) => http.get('/'))).body).toBe('yes');
  });

  test.each<[string, Interceptor, string]>([
    ['throws', () => raise('no more requests'), 'no more requests'],
    ['throws when it dispatches', () => () => raise('not this one'), 'not this one'],
    ['gives no function', () => 1 as never, 'An interceptor must give a function that dispatches'],
    [
      'sends the request nowhere',
      (dispatch) => (request, handler) => dispatch({ ...request, origin: 'file:///etc' }, handler),
      'An interceptor sent the request to something that is no http(s) origin',
    ],
    [
      'makes a body of nothing that can be sent',
      (dispatch) => (request, handler) => dispatch({ ...request, body: 1 }, handler),
      'An interceptor made a body that cannot be sent',
    ],
  ])('one that %s ends the command, and the next one can be asked', async (_, broken, error) => {
    const server = await RawServer.answering(() => ok('hello'));
    let isBroken = true;
    const client = intercepted(server, [(dispatch) => (isBroken ? broken(dispatch) : dispatch)]);

    const first = await outcome(client, (http) => http.get('/'));
    isBroken = false;
    const second = await outcome(client, (http) => http.get('/'));

    expect([first.line, first.error.endsWith(error), second.body]).toEqual(['S1 F1!UnknownError DONE!', true, 'hello']);
  });

  test.each<[string, unknown]>([
    ['a string', 'other'],
    ['bytes', new TextEncoder().encode('other')],
    ['a Blob', new Blob(['other'])],
    ['pieces', piecesOf('ot', 'her')],
  ])('one may put %s in the place of the body', async (_, body) => {
    const server = await RawServer.answering((request) => ok(request.body.toString()));
    const client = intercepted(server, [
      (dispatch) => (request, handler) => dispatch({ ...request, headers: { 'Content-Length': '5' }, body }, handler),
    ]);

    expect((await outcome(client, (http) => http.post('/', 'data'))).body).toBe('other');
  });

  test.each<[string, InterceptedOptions['headers'], string]>([
    ['names and values in turn', ['X-A', '1', 'X-B', '2', 'X-A', '3'], 'x-a: 1, x-b: 2, x-a: 3'],
    [
      'pairs',
      [
        ['X-A', '1'],
        ['X-B', ['2', '3']],
      ],
      'x-a: 1, x-b: 2, x-b: 3',
    ],
    [
      'a Map',
      new Map([
        ['X-A', '1'],
        ['X-B', '2'],
      ]),
      'x-a: 1, x-b: 2',
    ],
    ['Headers', new Headers({ 'X-A': '1' }), 'x-a: 1'],
    ['an object', { 'X-A': ['1', '2'], 'X-B': 3, 'X-C': undefined }, 'x-a: 1, x-a: 2, x-b: 3'],
    ['null', null, ''],
    ['none', undefined, ''],
  ])('one may give the fields as %s', async (_, headers, sent) => {
    const server = await RawServer.answering(({ head }) => ok(head));
    const client = intercepted(server, [
      (dispatch) =>
        ({ origin, path, method }, handler) =>
          dispatch(
            { ...(origin !== undefined && { origin }), path, method, ...(headers !== undefined && { headers }) },
            handler,
          ),
    ]);

    const { body, error } = await outcome(client, (http) => http.get('/'));

    expect(error).toBe('Unknown error');
    expect([...body.matchAll(/^x-.*$/gim)].map(([line]) => line.trim().toLowerCase()).join(', ')).toBe(sent);
  });

  test('one that throws something else than an error ends the command with its text', async () => {
    const server = await RawServer.answering(() => ok());
    const thrown: unknown = 'out of order';
    const client = intercepted(server, [
      (dispatch) => (request, handler) =>
        dispatch(request, {
          onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
          onResponseEnd: () => {
            throw thrown;
          },
          onResponseError: (controller, error) => handler.onResponseError?.(controller, error),
        }),
    ]);

    const seen = await outcome(client, (http) => http.get('/'));

    expect(seen.error).toContain('out of order');
  });

  test('one may ask for two things at once: the second waits for the end of the first', async () => {
    const server = await RawServer.answering(({ path }) => ok(path));
    const order: string[] = [];
    const client = intercepted(server, [
      (dispatch) => (request, handler) => {
        const sent = dispatch(request, handler);
        dispatch({ ...request, path: '/more' }, { onResponseEnd: () => order.push('more') });
        return sent;
      },
    ]);

    const first = await outcome(client, (http) => http.get('/'));
    const second = await outcome(client, (http) => http.get('/next'));

    expect([first.body, second.body, order, server.connections.length]).toEqual(['/', '/next', [], 1]);
  });

  test('one may hold a request back before it has begun, or give it up, and see that it has', async () => {
    const server = await RawServer.answering(({ path }) => ok(path));
    const seen: unknown[] = [];
    const client = intercepted(server, [
      (dispatch) => (request, handler) =>
        dispatch(request, {
          onRequestStart: (given, context) => {
            const controller = given as unknown as Dispatcher.DispatchController; // for which undici's take it
            controller.pause();
            seen.push(controller.paused, controller.aborted, controller.reason);
            controller.resume();
            controller.abort(new Error('not today'));
            controller.abort(new Error('nor tomorrow'));
            seen.push(controller.paused, controller.aborted, controller.reason);
            handler.onRequestStart?.(given, context);
          },
          onResponseError: (controller, error) => handler.onResponseError?.(controller, error),
        }),
    ]);

    const { line, error } = await outcome(client, (http) => http.get('/'));

    expect([line, error, seen, server.connections.length]).toEqual([
      'S1 F1!UnknownError DONE!',
      `The connection to 127.0.0.1:${server.port} failed: not today`,
      [true, false, null, false, true, new Error('not today')],
      0,
    ]);
  });

  test.each<[string, (work: () => void) => void]>([
    ['at once', (work) => work()],
    ['a moment later', queueMicrotask],
  ])('one may give a request up while its connection is being opened, %s', async (_, soon) => {
    const server = await RawServer.answering(({ path }) => ok(path));
    let giveUp = (): void => undefined;
    const client = intercepted(server, [
      controlled((controller) => {
        giveUp = () => controller.abort(new Error('it takes too long'));
      }),
    ]);
    const subscription = client.http.state$.subscribe((state) => {
      if (state === State.Connecting) soon(giveUp);
    });

    const first = await outcome(client, (http) => http.get('/1'));
    subscription.unsubscribe();
    const second = await outcome(client, (http) => http.get('/2'));

    expect([first.line, first.error, second.body]).toEqual([
      'S1 Connecting F1!UnknownError DONE! Closing Unconnected',
      `The connection to 127.0.0.1:${server.port} failed: it takes too long`,
      '/2',
    ]);
  });

  test('one may hold an answer back before its request has gone', async () => {
    const server = await RawServer.answering(({ path }) => ok(path));
    let letGo = (): void => undefined;
    const { http, recorder } = intercepted(server, [
      controlled((controller) => {
        controller.pause();
        letGo = () => controller.resume();
      }),
    ]);
    http.get('/1');
    while (server.requests.length === 0) await turn();
    for (let i = 0; i < 5; i++) await turn();
    const held = recorder.line;
    letGo();
    await recorder.settled();

    expect([held.includes(' p'), recorder.line]).toEqual([false, `S1 ${opened} ${answered} F1 DONE`]);
  });

  test('what they see is the request of the caller, and currentRequest() is what it is without them', async () => {
    const server = await RawServer.answering(() => ok());
    const seen: unknown[] = [];
    const { http, recorder } = intercepted(server, [
      (dispatch) => (request, handler) => {
        seen.push({ ...request });
        return dispatch(request, handler);
      },
    ]);
    const current: string[] = [];
    http.responseHeaderReceived$.subscribe(() => current.push(http.currentRequest().toString()));
    http.post('/a?b', 'data');
    await recorder.settled();

    expect(seen).toEqual([
      {
        origin: `http://127.0.0.1:${server.port}`,
        path: '/a?b',
        method: 'POST',
        headers: ['Connection', 'Keep-Alive', 'content-length', '4'],
        body: new TextEncoder().encode('data'),
      },
    ]);
    expect(current).toEqual([
      `POST /a?b HTTP/1.1\r\nConnection: Keep-Alive\r\ncontent-length: 4\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`,
    ]);
  });

  test('one may change the fields of an answer', async () => {
    const server = await RawServer.answering(() => ok('hello'));
    const client = intercepted(server, [
      (dispatch) => (request, handler) =>
        dispatch(request, {
          onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
          onResponseStart: (controller, statusCode, fields, statusMessage) => {
            Object.assign(controller, { rawHeaders: ['X-Seen', 'yes'] });
            handler.onResponseStart?.(controller, statusCode, { ...fields, 'x-seen': 'yes' }, statusMessage);
          },
          onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
          onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
        }),
    ]);

    const seen = await outcome(client, (http) => http.get('/'));

    expect([seen.line, client.http.lastResponse().values()]).toEqual([
      `S1 ${opened} ${answered} F1 DONE`,
      [['X-Seen', 'yes']],
    ]);
  });

  test('those of a pool stand over each of its connections', async () => {
    const servers = [await marked(), await marked()];
    const pool = new QHttpPool({ interceptors: [marking('X-Mark', 'yes')] });
    atEnd(() => {
      pool.destroy();
    });

    const bodies = await Promise.all(
      servers.map(({ port }) => firstValueFrom(pool.get$(`http://127.0.0.1:${port}/`).pipe(toText()))),
    );
    const own = pool.pipeline('own');
    own.setHost('127.0.0.1', servers[0]?.port);

    expect([...bodies, await firstValueFrom(own.get$('/').pipe(toText()))]).toEqual(['yes', 'yes', 'yes']);
  });

  test('a polluted Object.prototype has no say', async () => {
    const server = await RawServer.answering(({ fields }) => ok(fields['host']));
    const pollution = {
      interceptors: [() => () => raise('polluted')],
      servername: 'polluted',
      origin: 'http://[::1]:1',
    };
    Object.assign(Object.prototype, pollution);
    atEnd(() => {
      for (const name of Object.keys(pollution)) Reflect.deleteProperty(Object.prototype, name);
    });
    const none = await outcome(intercepted(server, []), (http) => http.get('/'));
    const one = await outcome(intercepted(server, [marking('X-Mark', 'yes')]), (http) => http.get('/'));

    expect([none.body, one.body]).toEqual([`127.0.0.1:${server.port}`, `127.0.0.1:${server.port}`]);
  });
});

function marked(): Promise<RawServer> {
  return RawServer.answering(({ fields }) => ok(fields['x-mark'] ?? '-'));
}

/** The result of a call that should have been the function itself. */
function followed(): unknown {
  return { followRedirects: true };
}

function raise(message: string): never {
  throw new Error(message);
}

async function* piecesOf(...pieces: string[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Promise.resolve(new TextEncoder().encode(piece));
}
