import { FetchDispatcher } from '../../../src/connection/web/fetch-dispatcher.js';
import type { FetchDispatcherOptions } from '../../../src/connection/web/fetch-options.js';
import { HttpRequestHeader, QHttp } from '../../../src/index.js';
import { atEnd } from '../../support/at-end.js';
import { Recorder } from '../../support/recorder.js';

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Takes the place of `fetch` during the test. */
function fakeFetch(answer: Fetch): jest.Mock<Promise<Response>, [string, RequestInit]> {
  const own = globalThis.fetch;
  const fake = jest.fn(answer);
  globalThis.fetch = fake as unknown as typeof fetch; // called in one way only
  atEnd(() => {
    globalThis.fetch = own;
  });
  return fake;
}

function recorded(options?: FetchDispatcherOptions): { http: QHttp; recorder: Recorder } {
  const http = new QHttp('host', 8080, { dispatcher: new FetchDispatcher(options) });
  atEnd(() => {
    http.destroy();
  });
  return { http, recorder: new Recorder(http) };
}

function answer(text: string, fields: Record<string, string> = {}): Promise<Response> {
  return Promise.resolve(new Response(text, { headers: fields }));
}

describe('FetchDispatcher', () => {
  test('asks as its options say, without the fields that are the browser’s', async () => {
    const fetch = fakeFetch(() => answer('ok'));
    const manner: FetchDispatcherOptions = {
      credentials: 'include',
      cache: 'no-store',
      redirect: 'error',
      mode: 'same-origin',
      keepalive: true,
      priority: 'low',
      referrerPolicy: 'no-referrer',
    };
    const { http, recorder } = recorded(manner);
    const header = new HttpRequestHeader('PUT', '/path?query');
    header.setValue('X-Own', 'value');

    http.request(header, 'data');
    await recorder.settled();

    expect(recorder.line).toBe('S1 Sending q Reading H200 p y Connected F1 DONE');
    expect(fetch).toHaveBeenCalledTimes(1);
    const [url, { signal, body, ...init }] = fetch.mock.calls[0] ?? ['', {}];
    expect(url).toBe('http://host:8080/path?query');
    expect(signal?.aborted).toBe(false);
    expect(new TextDecoder().decode(body as Uint8Array)).toBe('data');
    expect(init).toEqual({
      method: 'PUT',
      headers: [['X-Own', 'value']],
      ...manner,
    });
  });

  test('by itself asks as a browser does', async () => {
    const fetch = fakeFetch(() => answer(''));
    const { http, recorder } = recorded();

    http.get('/');
    await recorder.settled();

    expect(fetch.mock.calls[0]?.[1]).toMatchObject({
      credentials: 'same-origin',
      cache: 'default',
      redirect: 'follow',
      mode: 'cors',
      keepalive: false,
      priority: 'auto',
      referrerPolicy: '',
    });
  });

  test('asks nothing that a polluted Object.prototype says', async () => {
    const fetch = fakeFetch(() => answer(''));
    const { http, recorder } = recorded();
    const prototype = Object.prototype as { integrity?: string };
    prototype.integrity = 'sha256-x';
    atEnd(() => {
      delete prototype.integrity;
    });

    http.get('/');
    await recorder.settled();

    expect(fetch.mock.calls[0]?.[1].integrity).toBeUndefined();
  });

  test.each([
    [{ credentials: 'all' }, 'The option credentials must be one of same-origin, omit, include, not "all"'],
    [{ cache: 'only-if-cached' }, 'The option cache must be one of default, no-store, reload, no-cache, force-cache'],
    [{ redirect: 'manual' }, 'The option redirect must be one of follow, error, not "manual"'],
    [{ mode: 'no-cors' }, 'The option mode must be one of cors, same-origin, not "no-cors"'],
    [{ keepalive: 1 }, 'The option keepalive must be one of false, true, not 1'],
    [{ uploadProgressFrom: -1 }, 'uploadProgressFrom must be a number of bytes from 0 on, not -1'],
    [{ uploadProgressFrom: NaN }, 'uploadProgressFrom must be a number of bytes from 0 on, not NaN'],
  ])('refuses %j', (options, message) => {
    expect(() => new FetchDispatcher(options as FetchDispatcherOptions)).toThrow(message);
  });

  test('asks nobody when it is aborted in its first state', async () => {
    const fetch = fakeFetch(() => answer(''));
    const { http, recorder } = recorded();
    http.state$.subscribe((state) => {
      if (state === QHttp.Sending) http.abort();
    });

    http.get('/');
    await recorder.settled();

    expect(recorder.line).toBe('S1 Sending F1!Aborted DONE! Closing Unconnected');
    expect(fetch).not.toHaveBeenCalled();
  });

  test('tells the browser when it is aborted while nothing has come', async () => {
    let given: AbortSignal | null | undefined;
    fakeFetch((_url, { signal }) => {
      given = signal;
      return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
    });
    const { http, recorder } = recorded();
    http.dataSendProgress$.subscribe(() => queueMicrotask(() => http.abort()));

    http.get('/');
    await recorder.settled();

    expect(recorder.line).toBe('S1 Sending q F1!Aborted DONE! Closing Unconnected');
    expect(given?.aborted).toBe(true);
  });

  test('sends a stream when all of it has come', async () => {
    const fetch = fakeFetch(() => answer(''));
    const { http, recorder } = recorded();
    const bytes = new Uint8Array(20 * 1024 * 1024);

    http.post('/', new Blob([bytes]).stream());
    await recorder.settled();

    const body = fetch.mock.calls[0]?.[1].body;
    expect(body).toBeInstanceOf(Blob);
    expect((body as Blob).size).toBe(bytes.length);
  });

  test('sends a Blob without reading it', async () => {
    const fetch = fakeFetch(() => answer(''));
    const { http, recorder } = recorded();
    const stream = jest.spyOn(Blob.prototype, 'stream');
    atEnd(() => {
      stream.mockRestore();
    });

    http.post('/', new Blob(['text']));
    await recorder.settled();

    expect(stream).not.toHaveBeenCalled();
    expect(await new Response(fetch.mock.calls[0]?.[1].body).text()).toBe('text');
  });

  test('fails by a stream that fails, and asks nobody', async () => {
    const fetch = fakeFetch(() => answer(''));
    const { http, recorder } = recorded();

    http.post('/', new ReadableStream({ pull: (controller) => controller.error(new Error('disk')) }));
    await recorder.settled();

    expect(recorder.line).toBe('S1 Sending F1!UnknownError DONE! Closing Unconnected');
    expect(http.errorString()).toBe('The body could not be read: disk');
    expect(fetch).not.toHaveBeenCalled();
  });

  test('fails by a Content-Length that the stream does not keep to', async () => {
    const fetch = fakeFetch(() => answer(''));
    const { http, recorder } = recorded();
    const header = new HttpRequestHeader('POST', '/');
    header.setContentLength(5);

    http.request(header, new Blob(['text']).stream());
    await recorder.settled();

    expect(http.errorString()).toBe('The Content-Length says 5 bytes, and the data has 4');
    expect(fetch).not.toHaveBeenCalled();
  });

  test('tells of a decoded body neither how it was coded nor how long it was', async () => {
    fakeFetch(() => answer('decoded', { 'content-encoding': 'gzip', 'content-length': '4', 'x-other': 'kept' }));
    const { http, recorder } = recorded();

    http.get('/');
    await recorder.settled();

    const response = http.lastResponse();
    expect(response.keys()).toEqual(['content-type', 'x-other']);
    expect(recorder.signals).toContainEqual({ type: 'dataReadProgress', done: 7, total: 0 });
  });

  test('says what may be wrong where a browser says nothing', async () => {
    const cause = new TypeError('Failed to fetch');
    fakeFetch(() => Promise.reject(cause));
    const { http, recorder } = recorded();

    http.get('/');
    await recorder.settled();

    expect(recorder.line).toBe('S1 Sending q F1!UnknownError DONE! Closing Unconnected');
    expect(http.errorString()).toBe(
      'No answer from http://host:8080: it cannot be reached, or closed the connection, ' +
        'or does not let pages of other origins ask it (CORS)',
    );
  });

  test('reads no more than is wanted', async () => {
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          controller.enqueue(new Uint8Array(10));
          if (++pulled === 100) controller.close();
        },
      },
      { highWaterMark: 0 },
    );
    fakeFetch(() => Promise.resolve(new Response(body)));
    const http = new QHttp('host', { dispatcher: new FetchDispatcher(), limits: { bufferedBytes: 15 } });
    const recorder = new Recorder(http);

    http.get('/');
    await recorder.until(() => http.bytesAvailable() > 15);
    await new Promise(setImmediate);
    const held = pulled;
    http.readyRead$.subscribe(() => http.readAll());
    http.readAll();
    await recorder.settled();
    http.destroy();

    expect([held, pulled]).toEqual([2, 100]);
  });

  test('tells how a timeout for the head has passed', async () => {
    fakeFetch(
      (_url, { signal }) =>
        new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error))),
    );
    const http = new QHttp('host', { dispatcher: new FetchDispatcher(), timeouts: { headers: 10 } });
    const recorder = new Recorder(http);

    http.get('/');
    await recorder.settled();
    http.destroy();

    expect(recorder.line).toBe('S1 Sending q F1!UnknownError DONE! Closing Unconnected');
    expect(http.errorString()).toContain('10 ms');
  });
});
