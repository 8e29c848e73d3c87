import { Writable } from 'node:stream';
import { State, type QHttp } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

/** Keeps what is written to it. */
function keeping(): { sink: Writable; kept: () => string } {
  const pieces: Buffer[] = [];
  const sink = new Writable({
    write(piece: Buffer, _encoding, callback) {
      pieces.push(piece);
      callback();
    },
  });
  return { sink, kept: () => Buffer.concat(pieces).toString() };
}

async function recorded(answer: (path: string) => string): Promise<{ http: QHttp; recorder: Recorder }> {
  const server = await RawServer.answering(({ path }) => answer(path));
  const http = httpTo(server);
  return { http, recorder: new Recorder(http) };
}

describe('a Writable as the destination', () => {
  test('gets the body, without readyRead', async () => {
    const { http, recorder } = await recorded(() => ok('hello'));
    const { sink, kept } = keeping();

    http.get('/', sink);
    await recorder.settled();

    expect([recorder.line, kept(), http.bytesAvailable()]).toEqual([
      'S1 Connecting Sending q Reading H200 p Connected F1 DONE',
      'hello',
      0,
    ]);
  });

  test('gets the bodies of one command after the other, and is not ended', async () => {
    const { http, recorder } = await recorded((path) => ok(path));
    const { sink, kept } = keeping();

    http.get('/a', sink);
    http.post('/b', 'data', sink);
    await recorder.settled();

    expect([kept(), sink.writable, sink.listenerCount('error'), sink.listenerCount('drain')]).toEqual([
      '/a/b',
      true,
      0,
      0,
    ]);
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

  test('has got everything when the command has finished, however slow it is', async () => {
    const { http, recorder } = await recorded(() => ok('hello'));
    const written: string[] = [];
    const slow = new Writable({
      write(piece: Buffer, _encoding, callback) {
        setImmediate(() => {
          written.push(piece.toString());
          callback();
        });
      },
    });
    http.requestFinished$.subscribe(() => written.push('finished'));

    http.get('/', slow);
    await recorder.settled();

    expect(written).toEqual(['hello', 'finished']);
  });

  test('of nothing is finished at once', async () => {
    const { http, recorder } = await recorded(() => ok());

    http.get('/', keeping().sink);
    await recorder.settled();

    expect(recorder.line).toBe('S1 Connecting Sending q Reading H200 Connected F1 DONE');
  });
});

describe('a Writable that fails', () => {
  test.each([
    ['ended', () => new Writable().end()],
    ['destroyed', () => new Writable().destroy()],
  ])('because it was %s before is a TypeError at the call, and nothing is scheduled', (_how, sinkOf) => {
    const http = httpTo({ port: 1 });

    expect(() => http.get('/', sinkOf())).toThrow(TypeError);
    expect([http.hasPendingRequests(), http.state()]).toEqual([false, State.Unconnected]);
  });

  test('after its command has finished is the caller’s again', async () => {
    const { http, recorder } = await recorded(() => ok('hello'));
    const { sink } = keeping();
    http.get('/', sink);
    await recorder.settled();

    const failed = new Promise((resolve) => sink.once('error', resolve));
    sink.destroy(new Error('later'));

    expect([await failed, http.error()]).toEqual([new Error('later'), 0]);
  });
});
