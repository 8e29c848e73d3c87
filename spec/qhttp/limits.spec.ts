import type { Limits } from '../../src/index.js';
import { ok, okInChunks } from '../support/answers.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

const nextWorks = 'S2 Connecting Sending q Reading H200 Connected F2 DONE';

/** The signals of one GET under a limit and of the next one, which is answered well; and the first one's error. */
async function underLimit(limits: Partial<Limits>, answer: string) {
  const server = await RawServer.answering(({ path }) => (path === '/next' ? ok() : answer));
  const http = httpTo(server, { limits });
  const recorder = new Recorder(http);
  http.get('/');
  await recorder.settled();
  const error = http.errorString();
  const available = http.bytesAvailable();
  http.get('/next');
  await recorder.settled();
  // A kept connection is used again; what was wanted is whether the first one was good.
  return { signals: recorder.line, error, available, port: server.port };
}

const headOf = (bytes: number) => {
  const rest = 'HTTP/1.1 200 OK\r\nX: \r\nContent-Length: 0\r\n\r\n';
  return rest.replace('X: ', `X: ${'x'.repeat(bytes - rest.length)}`);
};

describe('limits.headerBytes', () => {
  test.each([
    ['64 KiB, the default', {}, 64 * 1024 - 1024],
    ['1 KiB', { headerBytes: 1024 }, 900],
  ])('lets a head through that is smaller than %s', async (_what, limits, bytes) => {
    expect((await underLimit(limits, headOf(bytes))).signals).toContain(
      'S1 Connecting Sending q Reading H200 Connected F1',
    );
  });

  test.each([
    ['64 KiB, the default', {}, 64 * 1024 + 1024],
    ['1 KiB', { headerBytes: 1024 }, 1200],
  ])('stops a head that is larger than %s', async (_what, limits, bytes) => {
    const { signals, error, port } = await underLimit(limits, headOf(bytes));

    expect([signals, error]).toEqual([
      `S1 Connecting Sending q Reading F1!InvalidResponseHeader DONE! Closing Unconnected ${nextWorks}`,
      `The head of the answer from 127.0.0.1:${port} is too large`,
    ]);
  });

  test('stops a head of many small fields', async () => {
    const flood = `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(2000)}Content-Length: 0\r\n\r\n`;

    expect((await underLimit({ headerBytes: 10_000 }, flood)).signals).toBe(
      `S1 Connecting Sending q Reading F1!InvalidResponseHeader DONE! Closing Unconnected ${nextWorks}`,
    );
  });

  test('stops a head that never ends, and closes the connection', async () => {
    const server = await RawServer.listen(async (connection) => {
      await connection.head();
      connection.send('HTTP/1.1 200 OK\r\n');
      await connection.drain().sendForever('X: y\r\n'.repeat(100));
    });
    const http = httpTo(server);
    const recorder = new Recorder(http);

    http.get('/');
    await recorder.settled();
    await server.connections[0]?.closed;

    expect(recorder.line).toBe('S1 Connecting Sending q Reading F1!InvalidResponseHeader DONE! Closing Unconnected');
  });
});

describe('limits.bodyBytes', () => {
  test.each([
    ['a length', ok('x'.repeat(100))],
    ['chunks', okInChunks('x'.repeat(50), 'x'.repeat(50))],
  ])('lets a body with %s through that is just as large', async (_how, answer) => {
    const { signals, error } = await underLimit({ bodyBytes: 100 }, answer);

    expect([signals, error]).toEqual([
      'S1 Connecting Sending q Reading H200 p y Connected F1 DONE S2 Sending q Reading H200 Connected F2 DONE',
      'Unknown error',
    ]);
  });

  test('stops a body by its length before a byte of it has come', async () => {
    const head = ok('x'.repeat(101)).slice(0, -101);
    const { signals, error, available, port } = await underLimit({ bodyBytes: 100 }, head);

    expect([signals, error, available]).toEqual([
      `S1 Connecting Sending q Reading H200 F1!UnknownError DONE! Closing Unconnected ${nextWorks}`,
      `The body from 127.0.0.1:${port} is larger than the limit of 100 bytes`,
      0,
    ]);
  });

  test('stops a body in chunks when it has become too large; what came before can be read', async () => {
    const { signals, error, available, port } = await underLimit({ bodyBytes: 100 }, okInChunks('x'.repeat(100), 'x'));

    expect([signals, error, available]).toEqual([
      `S1 Connecting Sending q Reading H200 p y F1!UnknownError DONE! Closing Unconnected ${nextWorks}`,
      `The body from 127.0.0.1:${port} is larger than the limit of 100 bytes`,
      100,
    ]);
  });

  test('stops a body that never ends, and closes the connection', async () => {
    const server = await RawServer.listen(async (connection) => {
      await connection.head();
      connection.send('HTTP/1.1 200 OK\r\n\r\n');
      await connection.drain().sendForever('hello'.repeat(1000));
    });
    const http = httpTo(server, { limits: { bodyBytes: 1_000_000 } });
    const recorder = new Recorder(http);
    http.readyRead$.subscribe(() => http.readAll());

    http.get('/');
    await recorder.settled();
    await server.connections[0]?.closed;

    expect(recorder.line).toBe('S1 Connecting Sending q Reading H200 p y F1!UnknownError DONE! Closing Unconnected');
  });

  test('of 0 lets an answer without a body through', async () => {
    const { signals } = await underLimit({ bodyBytes: 0 }, ok());

    expect(signals).toContain('H200 Connected F1 DONE');
  });
});

describe('limits.pendingCommands', () => {
  test('is the number of commands that may wait; one more is a RangeError and changes nothing', async () => {
    const server = await RawServer.answering(() => ok());
    const http = httpTo(server, { limits: { pendingCommands: 2 } });
    const recorder = new Recorder(http);
    http.get('/a');
    http.get('/b');

    for (const command of [() => http.get('/c'), () => http.close(), () => http.setHost('localhost')]) {
      expect(command).toThrow(RangeError);
    }
    await recorder.settled();

    expect(server.requests.map(({ path }) => path)).toEqual(['/a', '/b']);
  });

  test('does not count the command that runs', async () => {
    const server = await RawServer.answering(() => ok());
    const http = httpTo(server, { limits: { pendingCommands: 1 } });
    const recorder = new Recorder(http);
    http.requestStarted$.subscribe(() => {
      if (server.requests.length === 0) http.get('/b');
    });

    http.get('/a');
    await recorder.settled();

    expect(server.requests.map(({ path }) => path)).toEqual(['/a', '/b']);
  });

  test('of 0 lets nothing wait', () => {
    const http = httpTo({ port: 1 }, { limits: { pendingCommands: 0 } });

    expect(() => http.get('/')).toThrow(RangeError);
  });
});

describe('limits', () => {
  test.each<Partial<Limits>>([
    { headerBytes: -1 },
    { bodyBytes: NaN },
    { bufferedBytes: '1' as unknown as number },
    { pendingCommands: -Infinity },
  ])('%j are refused when the object is made', (limits) => {
    expect(() => httpTo({ port: 1 }, { limits })).toThrow(RangeError);
  });
});
