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
  test('because it is locked at the call is a TypeError, and nothing is scheduled', () => {
    const http = httpTo({ port: 1 });
    const sink = new WritableStream();
    sink.getWriter();

    expect(() => http.get('/', sink)).toThrow(TypeError);
    expect(http.hasPendingRequests()).toBe(false);
  });
});
