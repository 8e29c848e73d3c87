import { Readable } from 'node:stream';
import { State, type RequestData } from '../../src/index.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

const piece = new Uint8Array(64 * 1024);

/** Data without an end, and how it is told that nobody wants it any more. */
type Endless = (onReleased: () => void) => RequestData;

const endless: readonly (readonly [string, Endless])[] = [
  [
    'a Readable is destroyed',
    (onReleased) =>
      new Readable({
        read() {
          this.push(piece);
        },
        destroy(_error, callback) {
          onReleased();
          callback(null);
        },
      }),
  ],
  [
    'a ReadableStream is cancelled',
    (onReleased) => new ReadableStream({ pull: (controller) => controller.enqueue(piece), cancel: onReleased }),
  ],
  [
    'an AsyncIterable is ended',
    (onReleased) => ({
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.resolve({ value: piece, done: false }),
        return: () => {
          onReleased();
          return Promise.resolve({ value: undefined, done: true as const });
        },
      }),
    }),
  ],
];

/** Data that gives nothing. */
const silent: readonly (readonly [string, Endless])[] = [
  [
    'a Readable is destroyed',
    (onReleased) =>
      new Readable({
        read: () => undefined,
        destroy(_error, callback) {
          onReleased();
          callback(null);
        },
      }),
  ],
  ['a ReadableStream is cancelled', (onReleased) => new ReadableStream({ cancel: onReleased })],
  [
    'an AsyncIterable is ended',
    (onReleased) => ({
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<never>(() => undefined),
        return: () => {
          onReleased();
          return Promise.resolve({ value: undefined, done: true as const });
        },
      }),
    }),
  ],
];

describe('abort() while a body is being sent', () => {
  test.each(endless)('to a server that does not read: %s', async (_what, make) => {
    const server = await RawServer.listen((connection) => connection.head());
    const http = httpTo(server);
    const recorder = new Recorder(http);
    const { promise, resolve } = Promise.withResolvers<unknown>();
    let sent = 0;
    http.dataSendProgress$.subscribe(({ done }) => (sent = done));
    http.post(
      '/',
      make(() => resolve('released')),
    );
    await recorder.until(() => sent > 1_000_000);

    http.abort();
    await recorder.settled();

    expect([await promise, recorder.line]).toEqual([
      'released',
      'S1 Connecting Sending q F1!Aborted DONE! Closing Unconnected',
    ]);
  });

  test.each(silent)('and its next piece is waited for: %s', async (_what, make) => {
    const server = await RawServer.listen((connection) => connection.head());
    const http = httpTo(server);
    const recorder = new Recorder(http);
    const { promise, resolve } = Promise.withResolvers<unknown>();
    http.post(
      '/',
      make(() => resolve('released')),
    );
    await recorder.until(() => http.state() === State.Sending);
    await new Promise((settle) => setImmediate(settle)); // the body is asked for its first piece

    http.abort();
    await recorder.settled();

    expect([await promise, recorder.line]).toEqual([
      'released',
      'S1 Connecting Sending F1!Aborted DONE! Closing Unconnected',
    ]);
  });

  test.each(silent.slice(0, 2))('and the connection is being opened: %s', async (_what, make) => {
    const server = await RawServer.listen(() => undefined);
    const http = httpTo(server);
    const recorder = new Recorder(http);
    const { promise, resolve } = Promise.withResolvers<unknown>();
    http.post(
      '/',
      make(() => resolve('released')),
    );
    await recorder.until(() => http.state() === State.Connecting);

    http.abort();
    await recorder.settled();

    expect([await promise, recorder.line]).toEqual(['released', 'S1 Connecting F1!Aborted DONE! Closing Unconnected']);
  });

  test('never looks like a whole body to the server', async () => {
    const seen = Promise.withResolvers<string>();
    const server = await RawServer.listen(async (connection) => seen.resolve(await connection.rest()));
    const http = httpTo(server);
    const recorder = new Recorder(http);
    const data = new Readable({ read: () => undefined });
    data.push('abc');
    http.post('/', data);
    await recorder.until(() => recorder.line.endsWith('q'));

    http.abort();
    await recorder.settled();

    expect((await seen.promise).split('\r\n\r\n')[1]).toBe('3\r\nabc');
  });
});

describe('a stream of a command that was dropped before its turn', () => {
  test('is left alone, and can be sent by another command', async () => {
    const server = await RawServer.answering(() => 'HTTP/1.1 204 No Content\r\n\r\n');
    const http = httpTo(server);
    const recorder = new Recorder(http);
    const data = Readable.from([piece]);
    http.post('/dropped', data);

    http.abort();
    http.post('/', data);
    await recorder.until(() => recorder.line.endsWith('DONE'));

    expect([server.lastRequest.path, server.lastRequest.body.length]).toEqual(['/', piece.length]);
  });
});
