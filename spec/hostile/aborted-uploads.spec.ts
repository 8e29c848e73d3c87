import { Readable } from 'node:stream';
import { State, type QHttp, type RequestData } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { endsCleanly } from '../support/ends-cleanly.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import type { Recorder } from '../support/recorder.js';
import { turn } from '../support/turn.js';
import { plain } from './support/misbehaving.js';

const piece = new Uint8Array(64 * 1024);

/** Data of a kind, how its end is told that nobody wants it any more, and whether it gives pieces without an end. */
type Make = (onReleased: () => void, isEndless: boolean) => RequestData;

const kinds: readonly (readonly [string, Make])[] = [
  [
    'a Readable is destroyed',
    (onReleased, isEndless) =>
      new Readable({
        read() {
          if (isEndless) this.push(piece);
        },
        destroy(_error, callback) {
          onReleased();
          callback(null);
        },
      }),
  ],
  [
    'a ReadableStream is cancelled',
    (onReleased, isEndless) =>
      new ReadableStream({
        pull(controller) {
          if (isEndless) controller.enqueue(piece);
        },
        cancel: onReleased,
      }),
  ],
  [
    'an AsyncIterable is ended',
    (onReleased, isEndless) => ({
      [Symbol.asyncIterator]: () => ({
        next: () => (isEndless ? Promise.resolve({ value: piece, done: false }) : new Promise<never>(() => undefined)),
        return: () => {
          onReleased();
          return Promise.resolve({ value: undefined, done: true as const });
        },
      }),
    }),
  ],
];

/** What an upload of such data tells that is aborted at a moment, to a server that reads no further than the head. */
async function aborted(
  make: Make,
  isEndless: boolean,
  moment: (http: QHttp, recorder: Recorder) => Promise<unknown>,
): Promise<string> {
  const released = Promise.withResolvers<undefined>();
  const server = await RawServer.listen(async (connection) => {
    if ((await connection.head()).startsWith('GET')) connection.send(ok('fine'));
  });
  const http = httpTo(server);
  const { story, error } = await endsCleanly(http, async (recorder) => {
    http.post(
      '/',
      make(() => released.resolve(undefined), isEndless),
    );
    http.get('/dropped');
    await moment(http, recorder);
    http.abort();
    http.abort();
    await released.promise;
  });
  expect(error).toBe('Aborted: Request aborted');
  return plain(story).replace(/q\d+\/0/, 'q');
}

describe.each(kinds)('abort() of an upload, by which %s,', (_what, make) => {
  test('while the server does not read', async () => {
    let sent = 0;
    const moment = (http: QHttp, recorder: Recorder) => {
      http.dataSendProgress$.subscribe(({ done }) => (sent = done));
      return recorder.until(() => sent > 1_000_000);
    };

    expect(await aborted(make, true, moment)).toBe('S1 Connecting Sending q F1!Aborted DONE! Closing Unconnected');
  });

  test('while its next piece is waited for', async () => {
    const moment = async (http: QHttp, recorder: Recorder) => {
      await recorder.until(() => http.state() === State.Sending);
      await turn(); // the body is asked for its first piece
    };

    expect(await aborted(make, false, moment)).toBe('S1 Connecting Sending F1!Aborted DONE! Closing Unconnected');
  });
});

describe.each(kinds.slice(0, 2))('abort() of an upload, by which %s,', (_what, make) => {
  test('while the connection is opened', async () => {
    const moment = (http: QHttp, recorder: Recorder) => recorder.until(() => http.state() === State.Connecting);

    expect(await aborted(make, false, moment)).toBe('S1 Connecting F1!Aborted DONE! Closing Unconnected');
  });
});

describe('an aborted upload', () => {
  test('never looks like a whole body to the server', async () => {
    const seen = Promise.withResolvers<string>();
    const server = await RawServer.listen(async (connection, index) => {
      if (index === 0) seen.resolve(await connection.rest());
      else {
        await connection.request();
        connection.send(ok('fine'));
      }
    });
    const http = httpTo(server);
    const { story } = await endsCleanly(http, async (recorder) => {
      const data = new Readable({ read: () => undefined });
      data.push('abc');
      http.post('/', data);
      await recorder.until(() => recorder.line.endsWith('q'));
      http.abort();
    });

    expect([plain(story).replace(/q\d+\/0/, 'q'), (await seen.promise).split('\r\n\r\n')[1]]).toEqual([
      'S1 Connecting Sending q F1!Aborted DONE! Closing Unconnected',
      '3\r\nabc',
    ]);
  });

  test('that was dropped before its turn leaves its stream alone, which another command can send', async () => {
    const server = await RawServer.answering(() => ok('fine'));
    const http = httpTo(server);
    const data = Readable.from([piece]);
    const { story } = await endsCleanly(
      http,
      () => {
        http.post('/dropped', data);
        http.abort();
      },
      () => http.post('/', data),
    );

    expect([story, server.requests.map(({ path, body }) => [path, body.length])]).toEqual([
      'DONE!',
      [['/', piece.length]],
    ]);
  });
});
