import { PassThrough, Writable } from 'node:stream';
import { State, type QHttp } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { closed } from '../support/closed.js';
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

const nextWorks = 'S2 Connecting Sending q Reading H200 p y Connected F2 DONE';

describe('a Writable that fails', () => {
  const failing: readonly (readonly [string, () => Writable, string])[] = [
    [
      'throws in its write',
      () =>
        new Writable({
          write() {
            throw new Error('thrown');
          },
        }),
      'thrown',
    ],
    [
      'reports an error of its write',
      () => new Writable({ write: (_piece, _encoding, callback) => callback(new Error('disk full')) }),
      'disk full',
    ],
    [
      'is destroyed by its first piece',
      () =>
        new Writable({
          write() {
            this.destroy();
          },
        }),
      'it was closed early',
    ],
    [
      'is destroyed with an error by its first piece',
      () =>
        new Writable({
          write() {
            this.destroy(new Error('unplugged'));
          },
        }),
      'unplugged',
    ],
  ];

  test.each(failing)('because it %s ends the command, and the next one works', async (_how, sinkOf, reason) => {
    const { http, recorder } = await recorded(() => ok('hello'));
    const sink = sinkOf();
    const sinkClosed = reason === 'thrown' ? undefined : closed(sink);
    http.get('/', sink);
    await recorder.settled();
    const error = http.errorString();

    http.get('/next');
    await recorder.settled();
    await sinkClosed; // its error event has come, and nobody was surprised by it

    expect([recorder.line.replace(' p F1', ' F1'), error]).toEqual([
      `S1 Connecting Sending q Reading H200 F1!UnknownError DONE! Closing Unconnected ${nextWorks}`,
      expect.stringContaining(reason),
    ]);
  });

  test.each<[string, (sink: Writable) => unknown]>([
    ['is ended', (sink) => sink.end()],
    ['is destroyed', (sink) => sink.destroy()],
    ['errs', (sink) => sink.destroy(new Error('unplugged'))],
  ])('because it %s before its turn ends the command, and the next one works', async (_how, spoil) => {
    const { http, recorder } = await recorded(() => ok('hello'));
    const { sink } = keeping();
    sink.on('error', () => undefined); // the caller's own matter until the command has started
    http.get('/', sink);
    spoil(sink);
    await recorder.settled();
    const error = http.errorString();

    http.get('/next');
    await recorder.settled();

    expect([recorder.line, error]).toEqual([
      `S1 F1!UnknownError DONE! ${nextWorks}`,
      'The destination failed: it was closed early',
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
    const sink = new PassThrough();
    sink.once('data', () => sink.destroy(new Error('unplugged')));

    http.get('/', sink);
    await recorder.settled();
    await server.connections[0]?.closed;

    expect([recorder.line, http.errorString()]).toEqual([
      'S1 Connecting Sending q Reading H200 p F1!UnknownError DONE! Closing Unconnected',
      'The destination failed: unplugged',
    ]);
  });

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
