import type { Progress } from '../../src/index.js';
import { ok, okInChunks } from '../support/answers.js';
import { httpTo, text } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

/** The read progress of one GET, the signals, and what was read. */
async function readingOf(...parts: readonly (string | Uint8Array)[]) {
  const server = await RawServer.listen(async (connection) => {
    await connection.head();
    connection.end(...parts);
  });
  const http = httpTo(server);
  const recorder = new Recorder(http);
  const progress: Progress[] = [];
  http.dataReadProgress$.subscribe((value) => progress.push(value));
  http.get('/');
  await recorder.settled();
  return { progress, signals: recorder.line, body: http.readAll() };
}

describe('dataReadProgress', () => {
  test('counts up to a known length', async () => {
    const { progress, body } = await readingOf(ok('hello'));

    expect([progress, text(body)]).toEqual([[{ done: 5, total: 5 }], 'hello']);
  });

  test('is not told for an empty body', async () => {
    const { progress, body } = await readingOf(ok());

    expect([progress, body.length]).toEqual([[], 0]);
  });

  test('has no total for chunks, and counts what comes out of them', async () => {
    const { progress, body } = await readingOf(okInChunks('abc', 'de'));

    expect([progress.map(({ total }) => total), progress.at(-1)?.done, text(body)]).toEqual([[0, 0], 5, 'abcde']);
  });

  test('has no total for a body until close', async () => {
    const { progress, signals, body } = await readingOf('HTTP/1.1 200 OK\r\n\r\nhello');

    expect([progress, signals, text(body)]).toEqual([
      [{ done: 5, total: 0 }],
      'S1 Connecting Sending q Reading H200 p y Closing Unconnected F1 DONE',
      'hello',
    ]);
  });

  test('never goes back through a megabyte, and tells of bytes that can be read', async () => {
    const size = 1_000_000;
    const { progress, body } = await readingOf(
      `HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`,
      new Uint8Array(size),
    );

    const isForward = progress.every(({ done }, i) => done > (progress[i - 1]?.done ?? 0));
    expect([isForward, progress.at(-1), body.length]).toEqual([true, { done: size, total: size }, size]);
  });

  test('comes before readyRead, when the bytes are there', async () => {
    const server = await RawServer.answering(() => ok('hello'));
    const http = httpTo(server);
    const recorder = new Recorder(http);
    const available: number[] = [];
    http.dataReadProgress$.subscribe(() => available.push(http.bytesAvailable()));
    http.readyRead$.subscribe(() => available.push(http.readAll().length));

    http.get('/');
    await recorder.settled();

    expect(available).toEqual([5, 5]);
  });
});
