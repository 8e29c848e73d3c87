import { randomBytes } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { interceptors } from 'undici';
import type { QHttp } from '../../../src/index.js';
import { heldSink } from '../../support/held-sink.js';
import { answered, intercepted, opened, outcome } from '../../support/intercepted.js';
import { RawServer } from '../../support/raw-server.js';
import { takenAtRest } from '../../support/taken-at-rest.js';

const { decompress } = interceptors;
const plain = 'hello '.repeat(10_000);

function coded(coding: string, body: Uint8Array): Buffer {
  const head = `HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\nX-Own: yes\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

describe("undici's decompress()", () => {
  test.each([
    ['gzip', gzipSync(plain)],
    ['x-gzip', gzipSync(plain)],
    ['deflate', deflateSync(plain)],
    ['br', brotliCompressSync(plain)],
    ['zstd', zstdCompressSync(plain)],
    ['deflate, gzip', gzipSync(deflateSync(plain))],
  ])('gives a body in %s as it was, on a connection that is kept', async (coding, body) => {
    const server = await RawServer.answering(() => coded(coding, body));

    const seen = await outcome(intercepted(server, [decompress()]), (http) => {
      http.get('/');
      http.get('/');
    });

    expect([seen.line, seen.body === plain, server.connections.length]).toEqual([
      `S1 ${opened} ${answered} F1 S2 Sending q Reading ${answered} F2 DONE`,
      true,
      1,
    ]);
  });

  test('says nothing of the coded length: not in the head, and not in the progress', async () => {
    const server = await RawServer.answering(() => coded('gzip', gzipSync(plain)));
    const client = intercepted(server, [decompress()]);
    const totals = new Set<number>();
    const done: number[] = [];
    client.http.dataReadProgress$.subscribe((progress) => {
      totals.add(progress.total);
      done.push(progress.done);
    });

    await outcome(client, (http) => http.get('/'));

    expect([client.http.lastResponse().keys(), [...totals], done.at(-1)]).toEqual([['X-Own'], [0], plain.length]);
  });

  test('leaves alone what is not coded, and codings that it does not know', async () => {
    const server = await RawServer.answering(({ path }) =>
      path === '/' ? 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nplain' : coded('compress', Buffer.from('as it is')),
    );
    const client = intercepted(server, [decompress()]);

    const seen = [await outcome(client, (http) => http.get('/')), await outcome(client, (http) => http.get('/c'))];

    expect(seen.map(({ body }) => body)).toEqual(['plain', 'as it is']);
    expect(client.http.lastResponse().value('content-encoding')).toBe('compress');
  });

  test('stops the server while the destination is full, and goes on when it has room', async () => {
    const size = 24 * 1024 * 1024; // far more than the buffers of two sockets hold
    const body = gzipSync(randomBytes(size), { level: 0 });
    const server = await RawServer.listen(async (connection) => {
      await connection.head();
      connection.send(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`);
      await connection.sendAsTaken(body);
    });
    const { http, recorder } = intercepted(server, [decompress()]);
    const sink = heldSink();
    http.get('/', sink.writable);
    await recorder.until(() => recorder.line.endsWith('p'));

    const atRest = await takenAtRest(server);
    sink.release();
    await recorder.settled();

    expect([atRest < size / 2, sink.taken(), recorder.line]).toEqual([
      true,
      size,
      `S1 ${opened} H200 p Connected F1 DONE`,
    ]);
  });

  test('follows a redirect of what it decodes, in either order', async () => {
    const server = await RawServer.answering(({ path }) =>
      path === '/a'
        ? Buffer.concat([
            Buffer.from('HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Encoding: gzip\r\nContent-Length: '),
            Buffer.from(`${gzipSync('gone').length}\r\n\r\n`),
            gzipSync('gone'),
          ])
        : coded('gzip', gzipSync('hello')),
    );
    const redirect = interceptors.redirect({ maxRedirections: 1 });
    const get = (http: QHttp) => http.get('/a');

    const inside = await outcome(intercepted(server, [decompress(), redirect]), get);
    const outside = await outcome(intercepted(server, [redirect, decompress()]), get);

    expect([inside.body, outside.body]).toEqual(['hello', 'hello']);
  });
});
