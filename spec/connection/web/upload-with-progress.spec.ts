import { FetchDispatcher } from '../../../src/connection/web/fetch-dispatcher.js';
import { QHttp } from '../../../src/index.js';
import { atEnd } from '../../support/at-end.js';
import { Recorder } from '../../support/recorder.js';

/** The parts of an XMLHttpRequest that are used, moved by the test. */
class FakeRequest {
  static readonly HEADERS_RECEIVED = 2;
  static last: FakeRequest;
  readonly upload: { onprogress?: (event: { loaded: number; total: number }) => void; onload?: () => void } = {};
  onreadystatechange?: () => void;
  onload?: () => void;
  onerror?: () => void;
  onloadend?: () => void;
  readyState = 0;
  status = 0;
  statusText = '';
  responseType = '';
  response: ArrayBuffer | null = null;
  withCredentials = false;
  sent: unknown;
  isAborted = false;
  readonly fields: [string, string][] = [];

  constructor() {
    FakeRequest.last = this;
  }

  open(): void {
    this.readyState = 1;
  }

  setRequestHeader(name: string, value: string): void {
    this.fields.push([name, value]);
  }

  getAllResponseHeaders(): string {
    return 'content-type: text/plain\r\nx-two: a\r\nX-Two: b\r\n';
  }

  send(body: unknown): void {
    this.sent = body;
  }

  abort(): void {
    this.isAborted = true;
  }

  answer(status: number): void {
    this.status = status;
    this.readyState = 2;
    this.onreadystatechange?.();
  }

  end(text: string): void {
    this.response = new TextEncoder().encode(text).buffer;
    this.onload?.();
    this.onloadend?.();
  }
}

/** A turn for what waits in microtasks. */
const turn = (): Promise<void> => new Promise(setImmediate);

async function posting(options = {}): Promise<{ http: QHttp; recorder: Recorder; xhr: FakeRequest }> {
  const globals = globalThis as { XMLHttpRequest?: unknown };
  globals.XMLHttpRequest = FakeRequest;
  const http = new QHttp('host', { dispatcher: new FetchDispatcher({ uploadProgressFrom: 10, ...options }) });
  atEnd(() => {
    delete globals.XMLHttpRequest;
    http.destroy();
  });
  const recorder = new Recorder(http);
  http.post('/up', 'ten bytes!');
  await turn();
  return { http, recorder, xhr: FakeRequest.last };
}

describe('An upload by XMLHttpRequest', () => {
  test('tells its steps as they happen, then the answer', async () => {
    const { http, recorder, xhr } = await posting();

    xhr.upload.onprogress?.({ loaded: 4, total: 10 });
    xhr.upload.onprogress?.({ loaded: 10, total: 10 });
    xhr.upload.onload?.();
    xhr.answer(201);
    await turn();
    xhr.end('made');
    await recorder.settled();

    const head = 'POST /up HTTP/1.1\r\nConnection: Keep-Alive\r\nContent-Length: 10\r\nHost: host\r\n\r\n';
    const size = head.length - 'Connection: Keep-Alive\r\n'.length; // which the browser writes as it likes
    const sent = recorder.signals.filter(({ type }) => type === 'dataSendProgress');
    expect(sent).toEqual([4, 10].map((done) => ({ type: 'dataSendProgress', done: size + done, total: size + 10 })));
    expect(recorder.line).toBe('S1 Sending q Reading H201 p y Connected F1 DONE');
    expect(http.lastResponse().values()).toEqual([
      ['content-type', 'text/plain'],
      ['x-two', 'a, b'],
    ]);
    expect([xhr.fields, xhr.withCredentials, xhr.responseType]).toEqual([[], false, 'arraybuffer']);
  });

  test('lets cookies go along where they are to', async () => {
    const { xhr } = await posting({ credentials: 'include' });
    expect(xhr.withCredentials).toBe(true);
  });

  test.each([
    { credentials: 'omit' },
    { redirect: 'error' },
    { mode: 'same-origin' },
    { keepalive: true },
    { referrerPolicy: 'no-referrer' },
  ])('is left to fetch with %j, which it cannot do', async (options) => {
    const own = globalThis.fetch;
    const fetch = jest.fn(() => new Promise<Response>(() => undefined));
    globalThis.fetch = fetch;
    atEnd(() => {
      globalThis.fetch = own;
    });
    await posting(options);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['before', 'F1!UnknownError'],
    ['behind', 'Reading H200 F1!UnexpectedClose'],
  ])('fails %s the head of its answer', async (when, end) => {
    const { recorder, xhr } = await posting();

    xhr.upload.onload?.();
    if (when === 'behind') xhr.answer(200);
    await turn();
    xhr.onerror?.();
    xhr.onloadend?.();
    await recorder.settled();

    expect(recorder.line).toBe(`S1 Sending q ${end} DONE! Closing Unconnected`);
  });

  test('is given up by the browser when it is aborted', async () => {
    const { http, recorder, xhr } = await posting();

    http.abort();
    await turn();

    expect(recorder.line).toBe('S1 Sending F1!Aborted DONE! Closing Unconnected');
    expect(xhr.isAborted).toBe(true);
  });
});
