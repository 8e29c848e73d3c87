import { Readable } from 'node:stream';
import { HttpRequestHeader, type Progress, type QHttp, type RequestData } from '../../src/index.js';
import { giving } from '../body/source-bytes.js';
import { ok } from '../support/answers.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

const step = 64 * 1024;

/** The send progress of one command, and how many bytes the server received of it, head included. */
async function progressOf(send: (http: QHttp) => void): Promise<{ progress: Progress[]; wireBytes: number }> {
  const server = await RawServer.answering(() => ok());
  const http = httpTo(server);
  const recorder = new Recorder(http);
  const progress: Progress[] = [];
  http.dataSendProgress$.subscribe((value) => progress.push(value));
  send(http);
  await recorder.settled();
  return { progress, wireBytes: server.lastRequest.wireBytes };
}

function withLength(length: number): HttpRequestHeader {
  const header = new HttpRequestHeader('POST', '/');
  header.setContentLength(length);
  return header;
}

/** The steps between two values, the first one from nothing. */
function steps(progress: readonly Progress[]): number[] {
  return progress.map(({ done }, i) => done - (progress[i - 1]?.done ?? 0));
}

describe('dataSendProgress', () => {
  test('counts the head of a request without data', async () => {
    const { progress, wireBytes } = await progressOf((http) => http.get('/'));

    expect(progress).toEqual([{ done: wireBytes, total: wireBytes }]);
  });

  test('tells head and a small body as one', async () => {
    const { progress, wireBytes } = await progressOf((http) => http.post('/', 'abc'));

    expect(progress).toEqual([{ done: wireBytes, total: wireBytes }]);
  });

  test.each([step - 1, step, step + 1, 2 * step])('ends with all of %i bytes and the head', async (size) => {
    const { progress, wireBytes } = await progressOf((http) => http.post('/', new Uint8Array(size)));

    expect(progress.at(-1)).toEqual({ done: wireBytes, total: wireBytes });
  });

  const size = 1_000_000;
  const large = new Uint8Array(size);
  const form = new FormData();
  form.append('file', new Blob([large]));

  const known: readonly (readonly [string, (http: QHttp) => void])[] = [
    ['bytes', (http) => http.post('/', large)],
    ['a string', (http) => http.post('/', 'x'.repeat(size))],
    ['a Blob', (http) => http.post('/', new Blob([large]))],
    ['FormData', (http) => http.post('/', form)],
    ['URLSearchParams', (http) => http.post('/', new URLSearchParams({ a: 'x'.repeat(size) }))],
    ['a Readable with a Content-Length', (http) => http.request(withLength(size), Readable.from([large]))],
    ['a ReadableStream with a Content-Length', (http) => http.request(withLength(size), new Blob([large]).stream())],
    ['an AsyncIterable with a Content-Length', (http) => http.request(withLength(size), giving(large))],
  ];

  test.each(known)(
    'of a large body of %s goes forward in steps of at most 64 KiB up to its total',
    async (_what, send) => {
      const { progress, wireBytes } = await progressOf(send);
      const sizes = steps(progress);

      expect({
        last: progress.at(-1)?.done,
        totals: [...new Set(progress.map(({ total }) => total))],
        forward: Math.min(...sizes) > 0,
        small: Math.max(...sizes) <= step,
      }).toEqual({ last: wireBytes, totals: [wireBytes], forward: true, small: true });
    },
  );

  const unknown: readonly (readonly [string, () => RequestData])[] = [
    ['a Readable', () => Readable.from([large])],
    ['a ReadableStream', () => new Blob([large]).stream()],
    ['an AsyncIterable', () => giving(large)],
  ];

  test.each(unknown)(
    'of a large body of %s without a length has no total, and counts every byte',
    async (_what, data) => {
      const { progress, wireBytes } = await progressOf((http) => http.post('/', data()));
      const sizes = steps(progress);

      expect({
        last: progress.at(-1)?.done,
        totals: [...new Set(progress.map(({ total }) => total))],
        forward: Math.min(...sizes) > 0,
        small: Math.max(...sizes) <= step,
      }).toEqual({ last: wireBytes, totals: [0], forward: true, small: true });
    },
  );

  test('begins anew with each request', async () => {
    const server = await RawServer.answering(() => ok());
    const http = httpTo(server);
    const recorder = new Recorder(http);
    const progress: Progress[] = [];
    http.dataSendProgress$.subscribe((value) => progress.push(value));

    http.post('/', 'abc');
    http.get('/');
    await recorder.settled();

    expect(progress).toEqual(server.requests.map(({ wireBytes }) => ({ done: wireBytes, total: wireBytes })));
  });

  test('tells of no more than has left while the server does not read', async () => {
    const server = await RawServer.listen((connection) => connection.head());
    const http = httpTo(server);
    const recorder = new Recorder(http);
    let last = 0;
    http.dataSendProgress$.subscribe(({ done, total }) => {
      last = done / total;
    });

    http.post('/', new Uint8Array(50_000_000));
    await recorder.until(() => last > 0);
    http.abort();
    await recorder.settled();

    expect([recorder.line, last < 1]).toEqual(['S1 Connecting Sending q F1!Aborted DONE! Closing Unconnected', true]);
  });
});
