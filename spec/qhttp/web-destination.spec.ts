import type { QHttp } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';
import { turn } from '../support/turn.js';

/** Keeps what is written to it, each piece in its own time. */
function keeping(): { sink: WritableStream<Uint8Array>; kept: string[] } {
  const kept: string[] = [];
  const sink = new WritableStream<Uint8Array>({
    write: async (piece) => {
      await turn();
      kept.push(new TextDecoder().decode(piece));
    },
  });
  return { sink, kept };
}

async function recorded(answer: (path: string) => string): Promise<{ http: QHttp; recorder: Recorder }> {
  const server = await RawServer.answering(({ path }) => answer(path));
  const http = httpTo(server);
  return { http, recorder: new Recorder(http) };
}

const nextWorks = 'S2 Connecting Sending q Reading H200 p y Connected F2 DONE';

describe('a WritableStream as the destination', () => {
  test('gets the whole body before the command finishes, without readyRead', async () => {
    const { http, recorder } = await recorded(() => ok('hello'));
    const { sink, kept } = keeping();
    http.requestFinished$.subscribe(() => kept.push('finished'));

    http.get('/', sink);
    await recorder.settled();

    expect([recorder.line, kept, http.bytesAvailable()]).toEqual([
      'S1 Connecting Sending q Reading H200 p Connected F1 DONE',
      ['hello', 'finished'],
      0,
    ]);
  });

  test('gets the bodies of one command after the other, and is neither closed nor locked', async () => {
    const { http, recorder } = await recorded((path) => ok(path));
    const { sink, kept } = keeping();

    http.get('/a', sink);
    http.get('/b', sink);
    await recorder.settled();
    const writer = sink.getWriter();
    await writer.write(new TextEncoder().encode('more'));

    expect(kept).toEqual(['/a', '/b', 'more']);
  });

  test('may be given to another command while one writes to it, and is free when both have finished', async () => {
    const { http, recorder } = await recorded((path) => ok(path));
    const { sink, kept } = keeping();
    http.responseHeaderReceived$.subscribe(() => {
      if (kept.length === 0 && !http.hasPendingRequests()) http.get('/b', sink);
    });

    http.get('/a', sink);
    await recorder.settled();

    expect([kept, sink.locked]).toEqual([['/a', '/b'], false]);
  });

  test('is what currentDestinationDevice() gives while its command runs', async () => {
    const { http, recorder } = await recorded(() => ok('hello'));
    const { sink } = keeping();
    const devices: unknown[] = [];
    http.signals$.subscribe(() => devices.push(http.currentDestinationDevice()));

    http.get('/', sink);
    await recorder.settled();

    expect([devices.slice(0, -1).every((device) => device === sink), devices.at(-1)]).toEqual([true, null]);
  });
});

describe('a WritableStream that fails', () => {
  test.each([
    ['throws in its write', () => Promise.reject(new Error('disk full')), 'disk full'],
    [
      'throws in its write at once',
      () => {
        throw new Error('thrown');
      },
      'thrown',
    ],
  ])('because it %s ends the command, and the next one works', async (_how, write, reason) => {
    const { http, recorder } = await recorded(() => ok('hello'));
    http.get('/', new WritableStream({ write }));
    await recorder.settled();
    const error = http.errorString();

    http.get('/next');
    await recorder.settled();

    expect([recorder.line, error]).toEqual([
      `S1 Connecting Sending q Reading H200 p F1!UnknownError DONE! Closing Unconnected ${nextWorks}`,
      `The destination failed: ${reason}`,
    ]);
  });

  test('amid the body ends the command at once, though the server is silent', async () => {
    const server = await RawServer.listen(async (connection) => {
      await connection.head();
      connection.send('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello');
      await connection.drain().closed;
    });
    const http = httpTo(server);
    const recorder = new Recorder(http);
    const sink = new WritableStream({
      write: (_piece, controller) => {
        controller.error(new Error('unplugged'));
      },
    });

    http.get('/', sink);
    await recorder.settled();
    await server.connections[0]?.closed;

    expect([recorder.line, http.errorString()]).toEqual([
      'S1 Connecting Sending q Reading H200 p F1!UnknownError DONE! Closing Unconnected',
      'The destination failed: unplugged',
    ]);
  });

  const connecting = 'S1 Connecting F1!UnknownError DONE! Closing Unconnected';

  test.each<[string, (sink: WritableStream) => unknown, string, string]>([
    ['is locked', (sink) => sink.getWriter(), 'S1 F1!UnknownError DONE!', 'it is locked to another writer'],
    ['errs', (sink) => sink.abort(new Error('unplugged')), connecting, 'unplugged'],
    ['is closed', (sink) => sink.close(), connecting, 'it was closed early'],
  ])('because it %s before its turn ends the command, and the next one works', async (_how, spoil, signals, reason) => {
    const { http, recorder } = await recorded(() => ok('hello'));
    const { sink } = keeping();
    http.get('/', sink);
    spoil(sink);
    await recorder.settled();
    const error = http.errorString();

    http.get('/next');
    await recorder.settled();

    expect([recorder.line, error]).toEqual([`${signals} ${nextWorks}`, `The destination failed: ${reason}`]);
  });

  test('because it is locked at the call is a TypeError, and nothing is scheduled', () => {
    const http = httpTo({ port: 1 });
    const sink = new WritableStream();
    sink.getWriter();

    expect(() => http.get('/', sink)).toThrow(TypeError);
    expect(http.hasPendingRequests()).toBe(false);
  });
});
