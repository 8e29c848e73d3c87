import { gunzipSync, gzipSync } from 'node:zlib';
import { interceptors } from 'undici';
import type { QHttpOptions } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { heldSink } from '../support/held-sink.js';
import { intercepted, opened, outcome } from '../support/intercepted.js';
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

async function taken(server: RawServer, options: QHttpOptions = {}) {
  const client = intercepted(server, [interceptors.decompress()], options);
  const totals = new Set<number>();
  client.http.dataReadProgress$.subscribe(({ total }) => totals.add(total));
  const seen = await outcome(client, (http) => http.get('/'));
  const told = [...totals];
  const next = await outcome(client, (http) => http.get('/next'));
  return { ...seen, totals: told, next: next.body };
}

describe('a body that decompress() cannot be done with', () => {
  const bomb = gzipSync(new Uint8Array(64 * mib));

  test('a bomb is stopped at limits.bodyBytes, counted as decoded', async () => {
    const server = await sending('gzip', bomb);

    const seen = await taken(server, { limits: { bodyBytes: mib } });

    expect({ ...seen, body: seen.body.length <= mib }).toEqual({
      line: `S1 ${opened} H200 p y F1!UnknownError DONE! Closing Unconnected`,
      body: true,
      error: `The body from 127.0.0.1:${server.port} is larger than the limit of ${mib} bytes`,
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
        line: `S1 ${opened} F1!UnknownError DONE! Closing Unconnected`,
        body: '',
        error:
          `The answer from 127.0.0.1:${server.port} failed: ` +
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
      line: `S1 ${opened} H200 p y F1!UnknownError DONE! Closing Unconnected`,
      body: true,
      error: expect.stringMatching(/^The answer from 127\.0\.0\.1:\d+ failed: incorrect data check$/) as string,
      totals: [0],
      next: '/next',
    });
  });

  test('cut off, with a length that fits what came: an error after what was delivered', async () => {
    const seen = await taken(await sending('gzip', whole.subarray(0, 150_000)));

    expect({ ...seen, body: seen.body.length > 0 }).toEqual({
      line: `S1 ${opened} H200 p y F1!UnknownError DONE! Closing Unconnected`,
      body: true,
      error: expect.stringMatching(/^The answer from 127\.0\.0\.1:\d+ failed: unexpected end of file$/) as string,
      totals: [0],
      next: '/next',
    });
  });

  test('cut off before the length that was declared: WrongContentLength, of the coded bytes', async () => {
    const seen = await taken(await sending('gzip', whole.subarray(0, 150_000), whole.length));

    expect({ ...seen, body: seen.body.length > 0 }).toEqual({
      line: `S1 ${opened} H200 p y F1!WrongContentLength DONE! Closing Unconnected`,
      body: true,
      error: expect.stringMatching(
        /^The body from 127\.0\.0\.1:\d+ ended after 150000 of \d+ bytes, before it was whole$/,
      ) as string,
      totals: [0],
      next: '/next',
    });
  });

  test('no gzip at all', async () => {
    const seen = await taken(await sending('gzip', Buffer.from('this is plain text')));

    expect(seen).toMatchObject({
      line: `S1 ${opened} H200 F1!UnknownError DONE! Closing Unconnected`,
      error: expect.stringMatching(/failed: incorrect header check$/) as string,
      next: '/next',
    });
  });
});
