import type { Limits } from '../../src/index.js';
import { ok, okInChunks } from '../support/answers.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

/** The signals of one GET under a limit that its answer does not exceed. */
async function underLimit(limits: Partial<Limits>, answer: string): Promise<string> {
  const server = await RawServer.answering(() => answer);
  const http = httpTo(server, { limits });
  const recorder = new Recorder(http);
  http.get('/');
  await recorder.settled();
  return recorder.line;
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
    expect(await underLimit(limits, headOf(bytes))).toBe('S1 Connecting Sending q Reading H200 Connected F1 DONE');
  });
});

describe('limits.bodyBytes', () => {
  test.each([
    ['a length', ok('x'.repeat(100))],
    ['chunks', okInChunks('x'.repeat(50), 'x'.repeat(50))],
  ])('lets a body with %s through that is just as large', async (_how, answer) => {
    expect(await underLimit({ bodyBytes: 100 }, answer)).toBe(
      'S1 Connecting Sending q Reading H200 p y Connected F1 DONE',
    );
  });

  test('of 0 lets an answer without a body through', async () => {
    expect(await underLimit({ bodyBytes: 0 }, ok())).toBe('S1 Connecting Sending q Reading H200 Connected F1 DONE');
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
