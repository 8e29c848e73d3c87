import { gunzipSync, gzipSync } from 'node:zlib';
import { interceptors } from 'undici';
import type { QHttpOptions } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { endsCleanly } from '../support/ends-cleanly.js';
import { heldSink } from '../support/held-sink.js';
import { text } from '../support/http-to.js';
import { intercepted, opened } from '../support/intercepted.js';
import { RawServer } from '../support/raw-server.js';
import { turn } from '../support/turn.js';

const mib = 1024 * 1024;

/** A server whose first answer is `body`, said to be coded so; the second is plain. */
async function sending(coding: string, body: Uint8Array, length = body.length): Promise<RawServer> {
  return RawServer.listen(async (connection, index) => {
    const { path } = await connection.request();
    if (index > 0) connection.send(ok(path));
    else {
      connection.send(`HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\nContent-Length: ${length}\r\n\r\n`);
      connection.end(body);
    }
  });
}

/** What becomes of a request, which has to end cleanly, and of the next one behind it. */
async function taken(server: RawServer, options: QHttpOptions = {}) {
  const { http, recorder } = intercepted(server, [interceptors.decompress()], options);
  const totals: number[][] = [];
  const bodies: string[] = [];
  http.requestStarted$.subscribe(() => totals.push([]));
  http.dataReadProgress$.subscribe(({ total }) => totals.at(-1)?.push(total));
  http.requestFinished$.subscribe(() => bodies.push(text(http.readAll())));
  let line = '';
  http.done$.subscribe(() => (line ||= recorder.line));
  const { error } = await endsCleanly(http, () => http.get('/'));
  return { line, body: bodies[0] ?? '', error, totals: [...new Set(totals[0])], next: bodies[1] };
}

describe('a body that decompress() cannot be done with', () => {
  const bomb = gzipSync(new Uint8Array(64 * mib));

  test('a bomb is stopped at limits.bodyBytes, counted as decoded', async () => {
    const server = await sending('gzip', bomb);

    const seen = await taken(server, { limits: { bodyBytes: mib } });

    expect({ ...seen, body: seen.body.length <= mib }).toEqual({
      line: `S1 ${opened} H200 p y F1!UnknownError DONE!`,
      body: true,
      error: `UnknownError: The body from 127.0.0.1:${server.port} is larger than the limit of ${mib} bytes`,
      totals: [0],
      next: '/next',
    });
  });

  test('a bomb does not fill the memory while a slow destination takes it', async () => {
    const server = await sending('gzip', bomb);
    const { http, recorder } = intercepted(server, [interceptors.decompress()]);
    const sink = heldSink();
    const before = process.memoryUsage().arrayBuffers;
    http.get('/', sink.writable);
    await recorder.until(() => recorder.line.endsWith('p'));
    for (let turns = 0; turns < 100; turns++) await turn();

    const held = process.memoryUsage().arrayBuffers - before;
    sink.release();
    await recorder.settled();

    expect([held < 4 * mib, sink.taken()]).toEqual([true, 64 * mib]);
  });

  test.each([5, 50])('%i codings: no more than five are undone', async (count) => {
    let body: Uint8Array = Buffer.from('hello');
    for (let i = 0; i < count; i++) body = gzipSync(body);
    const server = await sending(Array<string>(count).fill('gzip').join(', '), body);

    const seen = await taken(server);

    if (count === 5) expect(seen.body).toBe('hello');
    else {
      expect(seen).toEqual({
        line: `S1 ${opened} F1!UnknownError DONE!`,
        body: '',
        error:
          `UnknownError: The answer from 127.0.0.1:${server.port} failed: ` +
          'too many content-encodings in response: 50, maximum allowed is 5',
        totals: [],
        next: '/next',
      });
    }
  });

  const long = Buffer.from('hello '.repeat(100_000));
  const random = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 2654435761) % 251));
  const whole = gzipSync(Buffer.concat([random, long]), { level: 0 });

  test('broken in the middle: an error after what was delivered', async () => {
    const broken = Buffer.concat([whole.subarray(0, 90_000), Buffer.from('broken'), whole.subarray(90_006)]);
    broken.writeUInt32LE(0, broken.length - 8);
    expect(() => gunzipSync(broken)).toThrow('incorrect data check');

    const seen = await taken(await sending('gzip', broken));

    expect({ ...seen, body: seen.body.length > 0 }).toEqual({
      line: `S1 ${opened} H200 p y F1!UnknownError DONE!`,
      body: true,
      error: expect.stringMatching(
        /^UnknownError: The answer from 127\.0\.0\.1:\d+ failed: incorrect data check$/,
      ) as string,
      totals: [0],
      next: '/next',
    });
  });

  test('cut off, with a length that fits what came: an error after what was delivered', async () => {
    const seen = await taken(await sending('gzip', whole.subarray(0, 150_000)));

    expect({ ...seen, body: seen.body.length > 0 }).toEqual({
      line: `S1 ${opened} H200 p y F1!UnknownError DONE!`,
      body: true,
      error: expect.stringMatching(
        /^UnknownError: The answer from 127\.0\.0\.1:\d+ failed: unexpected end of file$/,
      ) as string,
      totals: [0],
      next: '/next',
    });
  });

  test('cut off before the length that was declared: WrongContentLength, of the coded bytes', async () => {
    const seen = await taken(await sending('gzip', whole.subarray(0, 150_000), whole.length));

    expect({ ...seen, body: seen.body.length > 0 }).toEqual({
      line: `S1 ${opened} H200 p y F1!WrongContentLength DONE!`,
      body: true,
      error: expect.stringMatching(
        /^WrongContentLength: The body from 127\.0\.0\.1:\d+ ended after 150000 of \d+ bytes, before it was whole$/,
      ) as string,
      totals: [0],
      next: '/next',
    });
  });

  test('no gzip at all', async () => {
    const seen = await taken(await sending('gzip', Buffer.from('this is plain text')));

    expect(seen).toMatchObject({
      line: `S1 ${opened} H200 F1!UnknownError DONE!`,
      error: expect.stringMatching(/failed: incorrect header check$/) as string,
      next: '/next',
    });
  });
});
