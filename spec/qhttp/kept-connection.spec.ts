import type { QHttp } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { httpTo, text } from '../support/http-to.js';
import type { RawConnection } from '../support/raw-connection.js';
import { RawServer, type Serve } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

const answer = 'Sending q Reading H200 p y Connected';
const first = `S1 Connecting ${answer} F1`;

async function running(serve: Serve): Promise<{ http: QHttp; recorder: Recorder; server: RawServer }> {
  const server = await RawServer.listen(serve);
  const http = httpTo(server);
  return { http, recorder: new Recorder(http), server };
}

/** Answers so many requests, and then does something else. */
async function answers(connection: RawConnection, count: number): Promise<void> {
  for (let i = 0; i < count; i++) connection.send(ok((await connection.request()).path));
}

describe('a kept connection', () => {
  test('carries one command after the other', async () => {
    const { http, recorder, server } = await running((connection) => answers(connection, 3));

    for (const path of ['/1', '/2', '/3']) http.get(path);
    await recorder.settled();

    expect([recorder.line, server.connections.length]).toEqual([`${first} S2 ${answer} F2 S3 ${answer} F3 DONE`, 1]);
  });

  test('stays however short a time the server means to keep it', async () => {
    const { http, recorder, server } = await running(async (connection) => {
      for (let i = 0; i < 2; i++) {
        await connection.request();
        connection.send('HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 5\r\n\r\nhello');
      }
    });

    http.get('/1');
    http.get('/2');
    await recorder.settled();

    expect([recorder.line, server.connections.length]).toEqual([`${first} S2 ${answer} F2 DONE`, 1]);
  });

  test('of HTTP/1.0 gets no second request, though its state was Connected', async () => {
    const { http, recorder, server } = await running(async (connection) => {
      await connection.request();
      connection.send('HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello');
      expect(await connection.rest()).toBe('');
    });

    http.get('/1');
    http.get('/2');
    await recorder.settled();

    expect([recorder.line.slice(0, first.length), recorder.line.slice(-7), server.connections.length]).toEqual([
      first,
      'F2 DONE',
      2,
    ]);
  });

  test('that the server closes while nothing runs is told by its states', async () => {
    const { http, recorder } = await running(async (connection) => {
      await answers(connection, 1);
      connection.end();
    });

    http.get('/');
    await recorder.until(() => recorder.line.endsWith('Unconnected'));

    expect(recorder.line).toBe(`${first} DONE Closing Unconnected`);
  });

  test('is left when the host changes, without a word', async () => {
    const { http, recorder, server } = await running((connection) => answers(connection, 1));
    const other = await RawServer.answering(() => ok('other'));

    http.get('/');
    http.setHost('127.0.0.1', other.port);
    http.get('/');
    await recorder.settled();
    await server.connections[0]?.drain().closed;

    expect(recorder.line).toBe(`${first} S2 F2 S3 Connecting ${answer} F3 DONE`);
  });

  test('stays when the same host is set again', async () => {
    const { http, recorder, server } = await running((connection) => answers(connection, 2));

    http.get('/');
    http.setHost('127.0.0.1', server.port);
    http.get('/');
    await recorder.settled();

    expect(recorder.line).toBe(`${first} S2 F2 S3 ${answer} F3 DONE`);
  });

  test('is closed by close(), which waits until the socket has closed', async () => {
    const { http, recorder } = await running((connection) => answers(connection, 1));

    http.get('/');
    http.close();
    http.get('/');
    await recorder.settled();

    expect(recorder.line).toBe(`${first} S2 Closing Unconnected F2 S3 Connecting ${answer} F3 DONE`);
  });
});

describe('an answer that ends the connection', () => {
  test.each([
    ['says so', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello', false],
    ['says so among others', 'HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 5\r\n\r\nhello', false],
    ['has no length', 'HTTP/1.1 200 OK\r\n\r\nhello', true],
  ])('because it %s closes it before the command finishes', async (_why, bytes, ends) => {
    const { http, recorder } = await running(async (connection) => {
      await connection.request();
      if (ends) connection.end(bytes);
      else connection.send(bytes);
    });

    http.get('/1');
    http.get('/2');
    await recorder.settled();

    const told = 'Connecting Sending q Reading H200 p y Closing Unconnected';
    expect([recorder.line, text(http.readAll())]).toEqual([`S1 ${told} F1 S2 ${told} F2 DONE`, 'hello']);
  });
});

describe('an early answer to a large body', () => {
  test('ends the connection, and the next command has one of its own', async () => {
    const { http, recorder, server } = await running(async (connection) => {
      const head = await connection.head();
      connection.send(ok(head.startsWith('GET') ? 'next' : 'too large'));
    });

    http.post('/', new Uint8Array(20_000_000));
    http.get('/next');
    await recorder.settled();

    expect([recorder.line, text(http.readAll()), server.connections.length]).toEqual([
      'S1 Connecting Sending q Reading H200 p y Closing Unconnected F1 S2 Connecting Sending q Reading H200 p y ' +
        'Connected F2 DONE',
      'next',
      2,
    ]);
  });
});
