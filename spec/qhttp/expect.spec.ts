import { Readable } from 'node:stream';
import { HttpRequestHeader, QHttp, type RequestData } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { signed, rootCertificate } from '../support/certificates/certificates.js';
import { httpTo, text } from '../support/http-to.js';
import type { RawConnection } from '../support/raw-connection.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

const goOn = 'HTTP/1.1 100 Continue\r\n\r\n';

function expecting(method = 'POST', value = '100-continue'): HttpRequestHeader {
  const header = new HttpRequestHeader(method, '/firmware');
  header.setValue('Expect', value);
  return header;
}

/** A server that does with the first connection what `serve` says, and answers on the others. */
function server(serve: (connection: RawConnection) => Promise<void>): Promise<RawServer> {
  return RawServer.listen(async (connection, index) => {
    if (index === 0) await serve(connection);
    else {
      const request = await connection.request();
      connection.send(ok(`${request.method} ${request.body.toString()}`));
    }
  });
}

const bodies: [string, () => RequestData][] = [
  ['bytes', () => 'firmware'],
  ['a stream of unknown length', () => Readable.from([Buffer.from('firm'), Buffer.from('ware')])],
];

describe('Expect: 100-continue', () => {
  it.each(bodies)('holds back %s until the server wants it', async (_kind, data) => {
    let before: string | undefined;
    const raw = await server(async (connection) => {
      before = await connection.head();
      connection.send(goOn);
      const isChunked = before.includes('chunked');
      const body = await connection.take(isChunked ? '4\r\nfirm\r\n4\r\nware\r\n0\r\n\r\n'.length : 8);
      connection.send(ok(text(body)));
    });
    const http = httpTo(raw);
    const recorder = new Recorder(http);
    http.request(expecting(), data());

    await recorder.settled();

    expect(recorder.line).toBe('S1 Connecting Sending q Reading Sending q Reading H200 p y Connected F1 DONE');
    expect(before).toMatch(/^POST \/firmware HTTP\/1\.1\r\n(?:[^\r\n]+\r\n)*Expect: 100-continue\r\n\r\n$/i);
    expect(text(http.readAll())).toMatch(/^firmware$|^4\r\nfirm\r\n4\r\nware\r\n0\r\n\r\n$/);
  });

  it.each(bodies)('sends %s on its own where the server says nothing for two seconds', async (_kind, data) => {
    const raw = await RawServer.answering(({ body }) => ok(body.toString()));
    const http = httpTo(raw);
    const recorder = new Recorder(http);
    http.request(expecting(), data());

    await recorder.settled();

    expect([recorder.line, text(http.readAll())]).toEqual([
      'S1 Connecting Sending q Reading H200 p y Connected F1 DONE',
      'firmware',
    ]);
  });

  it.each(bodies)('never sends %s that is refused, and goes on over another connection', async (_kind, data) => {
    let rest = '';
    const raw = await server(async (connection) => {
      await connection.head();
      connection.send('HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno');
      rest = await connection.rest();
    });
    const http = httpTo(raw);
    const recorder = new Recorder(http);
    http.request(expecting(), data());
    http.get('/next');

    await recorder.settled();

    expect([recorder.line, rest, raw.connections.length]).toEqual([
      'S1 Connecting Sending q Reading H413 p y Closing Unconnected F1 ' +
        'S2 Connecting Sending q Reading H200 p y Connected F2 DONE',
      '',
      2,
    ]);
  });

  it('reads from a source no more than it holds, while it holds', async () => {
    let read = 0;
    const source = Readable.from(
      (function* () {
        for (; read < 1000; read++) yield Buffer.alloc(64 * 1024);
      })(),
    );
    const held = Promise.withResolvers<number>();
    const raw = await server(async (connection) => {
      await connection.head();
      for (let turns = 0; turns < 100; turns++) await new Promise(setImmediate);
      held.resolve(read);
      connection.send('HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n');
    });
    const http = httpTo(raw);
    const recorder = new Recorder(http);
    http.request(expecting(), source);

    expect(await held.promise).toBeLessThan(30);
    await recorder.settled();
    expect(recorder.line).toContain('H417');
  });

  it('gives up at once when it is aborted meanwhile, and the next command works', async () => {
    const raw = await server(async (connection) => {
      await connection.head();
      await connection.drain().closed;
    });
    const http = httpTo(raw);
    const recorder = new Recorder(http);
    http.request(expecting(), 'firmware');
    await recorder.until(() => recorder.line.endsWith('q'));
    http.abort();
    await recorder.settled();
    http.post('/', 'b');
    await recorder.settled();

    expect(recorder.line).toBe(
      'S1 Connecting Sending q F1!Aborted DONE! Closing Unconnected ' +
        'S2 Connecting Sending q Reading H200 p y Connected F2 DONE',
    );
  });

  it('is asked again where the server closes a kept connection instead', async () => {
    const raw = await RawServer.listen(async (connection, index) => {
      if (index === 0) {
        await connection.request();
        connection.send(ok());
        await connection.head();
        connection.end();
      } else {
        await connection.head();
        connection.send(goOn);
        connection.send(ok(text(await connection.take(8))));
      }
    });
    const http = httpTo(raw);
    const recorder = new Recorder(http);
    http.get('/');
    http.request(expecting('PUT', '100-Continue'), 'firmware');

    await recorder.settled();

    expect([recorder.line.slice(recorder.line.indexOf('S2')), text(http.readAll())]).toEqual([
      'S2 Sending q Closing Unconnected Connecting Sending q Reading Sending q Reading H200 p y Connected F2 DONE',
      'firmware',
    ]);
  });

  it('works over TLS', async () => {
    const raw = await RawServer.listenTls(signed.localhost, async (connection) => {
      await connection.head();
      connection.send(goOn);
      connection.send(ok(text(await connection.take(8))));
    });
    const http = new QHttp('127.0.0.1', 'https', raw.port, { tls: { ca: rootCertificate } });
    atEnd(() => {
      http.destroy();
    });
    const recorder = new Recorder(http);
    http.request(expecting(), 'firmware');

    await recorder.settled();

    expect([recorder.line, text(http.readAll())]).toEqual([
      'S1 Connecting Sending q Reading Sending q Reading H200 p y Connected F1 DONE',
      'firmware',
    ]);
  });

  it('holds nothing where there is no body', async () => {
    const raw = await RawServer.answering(({ fields }) => ok(fields['expect'] ?? 'none'));
    const http = httpTo(raw);
    const recorder = new Recorder(http);
    http.request(expecting('GET'));

    await recorder.settled();

    expect(recorder.line).toBe('S1 Connecting Sending q Reading H200 p y Connected F1 DONE');
  });

  it('tells the whole of it: the last progress is the size of the request', async () => {
    const raw = await server(async (connection) => {
      const head = await connection.head();
      connection.send(goOn);
      connection.send(ok(`${head.length + (await connection.take(8)).length}`));
    });
    const http = httpTo(raw);
    const recorder = new Recorder(http);
    const progress: number[][] = [];
    http.dataSendProgress$.subscribe(({ done, total }) => progress.push([done, total]));
    http.request(expecting(), 'firmware');

    await recorder.settled();

    const size = Number(text(http.readAll()));
    expect(progress).toEqual([
      [size - 8, size],
      [size, size],
    ]);
  });
});
