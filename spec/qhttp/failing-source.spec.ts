import { Readable } from 'node:stream';
import { HttpRequestHeader, type QHttp, type RequestData } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { closed } from '../support/closed.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

const nextWorks = 'S2 Connecting Sending q Reading H200 p y Connected F2 DONE';
const bytes = (text: string) => new TextEncoder().encode(text);

interface Run {
  readonly http: QHttp;
  readonly recorder: Recorder;
  readonly server: RawServer;
}

async function running(): Promise<Run> {
  const server = await RawServer.answering(({ path }) => ok(path));
  const http = httpTo(server);
  return { http, recorder: new Recorder(http), server };
}

/** A generator that gives its pieces, waits, and fails. */
async function* failingAfter(until: Promise<unknown>, ...pieces: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield bytes(piece);
  await until;
  throw new Error('disk on fire');
}

type Failing = (until: Promise<unknown>, ...pieces: readonly string[]) => RequestData;

const failingReadable: Failing = (until, ...pieces) => Readable.from(failingAfter(until, ...pieces));

const failingWebStream: Failing = (until, ...pieces) => {
  const iterator = failingAfter(until, ...pieces);
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => controller.enqueue((await iterator.next()).value as Uint8Array), // or it throws
  });
};

describe('data that fails', () => {
  const kinds: readonly (readonly [string, Failing])[] = [
    ['a Readable', failingReadable],
    ['a ReadableStream', failingWebStream],
    ['an AsyncIterable', failingAfter],
  ];

  test.each(kinds)(
    'because of %s at once ends the command with its reason, and the next one works',
    async (_, failing) => {
      const { http, recorder, server } = await running();
      http.post('/', failing(Promise.resolve()));
      await recorder.settled();
      const error = http.errorString();

      http.get('/next');
      await recorder.settled();

      expect([recorder.line, error, server.requests.map(({ path }) => path)]).toEqual([
        `S1 Connecting Sending F1!UnknownError DONE! Closing Unconnected ${nextWorks}`,
        'The body could not be read: disk on fire',
        ['/next'],
      ]);
    },
  );

  test.each(kinds)(
    'because of %s in the middle ends it too, and never looks whole to the server',
    async (_, failing) => {
      const seen = Promise.withResolvers<string>();
      const server = await RawServer.listen(async (connection) => seen.resolve(await connection.rest()));
      const http = httpTo(server);
      const recorder = new Recorder(http);
      const { promise, resolve } = Promise.withResolvers<unknown>();

      http.post('/', failing(promise, 'abc'));
      await recorder.until(() => recorder.line.endsWith('q'));
      resolve(undefined);
      await recorder.settled();

      expect([recorder.line, http.errorString(), (await seen.promise).split('\r\n\r\n')[1]]).toEqual([
        'S1 Connecting Sending q F1!UnknownError DONE! Closing Unconnected',
        'The body could not be read: disk on fire',
        '3\r\nabc',
      ]);
    },
  );

  test('because it gives what is no bytes ends the command', async () => {
    const { http, recorder } = await running();

    http.post('/', Readable.from([1, 2]));
    await recorder.settled();

    expect([recorder.line, http.errorString()]).toEqual([
      'S1 Connecting Sending F1!UnknownError DONE! Closing Unconnected',
      'The body could not be read: it gave a number where bytes were expected',
    ]);
  });

  test('before its turn ends the command when that comes, and surprises nobody', async () => {
    const { http, recorder } = await running();
    const data = new Readable({ read: () => undefined });
    http.get('/first');
    http.post('/', data);
    data.destroy(new Error('no such file'));

    await recorder.settled();

    expect([recorder.line, http.errorString()]).toEqual([
      'S1 Connecting Sending q Reading H200 p y Connected F1 S2 F2!UnknownError DONE! Closing Unconnected',
      'The body could not be read: no such file',
    ]);
  });

  test('is destroyed', async () => {
    const { http, recorder } = await running();
    const data = Readable.from([bytes('abc'), 1]);

    http.post('/', data);
    await recorder.settled();

    expect(data.destroyed).toBe(true);
  });
});

describe('the same stream for two commands', () => {
  test('is an error of the second one', async () => {
    const { http, recorder } = await running();
    const data = Readable.from([bytes('abc')]);
    http.post('/a', data);
    http.post('/b', data);

    await recorder.settled();

    expect([recorder.line, http.errorString()]).toEqual([
      'S1 Connecting Sending q Reading H200 p y Connected F1 S2 F2!UnknownError DONE! Closing Unconnected',
      expect.stringContaining('The body could not be read'),
    ]);
  });

  test('is a TypeError at the call once the first one has read it', async () => {
    const { http, recorder } = await running();
    const data = Readable.from([bytes('abc')]);
    http.post('/a', data);
    await recorder.settled();

    expect(() => http.post('/b', data)).toThrow(TypeError);
  });
});

describe('data that is no longer there', () => {
  test('a Readable that others have consumed meanwhile is an error', async () => {
    const { http, recorder } = await running();
    const data = Readable.from([bytes('abc')]);
    http.post('/', data);
    data.resume();
    await closed(data);

    await recorder.settled();

    expect([recorder.line, http.errorString()]).toEqual([
      'S1 Connecting Sending F1!UnknownError DONE! Closing Unconnected',
      expect.stringContaining('The body could not be read'),
    ]);
  });
});

describe('a header that the dispatcher refuses', () => {
  test.each([['Expect', 'something-else']])(
    '%s: %s ends the command, on a kept connection too, and the next one works',
    async (name, value) => {
      const { http, recorder, server } = await running();
      const header = new HttpRequestHeader('POST', '/');
      header.addValue('Host', 'first.example');
      header.addValue(name, value);
      http.get('/first');
      await recorder.settled();
      http.request(header, 'x');
      await recorder.settled();

      http.get('/next');
      await recorder.settled();

      expect([recorder.line, server.requests.map(({ path }) => path)]).toEqual([
        'S1 Connecting Sending q Reading H200 p y Connected F1 DONE ' +
          'S2 F2!UnknownError DONE! Closing Unconnected ' +
          'S3 Connecting Sending q Reading H200 p y Connected F3 DONE',
        ['/first', '/next'],
      ]);
    },
  );
});
