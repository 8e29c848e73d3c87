import { Writable } from 'node:stream';
import type { Destination, QHttp, QHttpOptions } from '../../src/index.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';
import { turn } from '../support/turn.js';

/** Far more than the buffers of two sockets hold. */
const size = 24 * 1024 * 1024;

/** A server that sends a body of that size as fast as it is taken. */
function startSending(): Promise<RawServer> {
  return RawServer.listen(async (connection) => {
    await connection.head();
    connection.send(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
    await connection.sendAsTaken(size);
  });
}

/** How much the server could send, when nothing moves any more. */
async function takenAtRest(server: RawServer): Promise<number> {
  const [connection] = server.connections;
  let before = -1;
  for (let same = 0; same < 20; same++) {
    const taken = connection?.taken ?? 0;
    if (taken !== before) same = 0;
    before = taken;
    await turn();
  }
  return before;
}

/** Destinations that take nothing until they are released, and everything afterwards. */
function heldWritable() {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  let taken = 0;
  const sink = new Writable({
    write(piece: Buffer, _encoding, callback) {
      taken += piece.length;
      void promise.then(() => callback());
    },
  });
  return { sink: sink as Destination, release: () => resolve(undefined), taken: () => taken };
}

function heldWritableStream() {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  let taken = 0;
  const sink = new WritableStream<Uint8Array>({
    write(piece) {
      taken += piece.length;
      return promise.then(() => undefined);
    },
  });
  return { sink: sink as Destination, release: () => resolve(undefined), taken: () => taken };
}

async function started(options?: QHttpOptions): Promise<{ http: QHttp; recorder: Recorder; server: RawServer }> {
  const server = await startSending();
  const http = httpTo(server, options);
  return { http, recorder: new Recorder(http), server };
}

const wholeWithoutReads = 'S1 Connecting Sending q Reading H200 p Connected F1 DONE';

describe('backpressure', () => {
  test.each([
    ['Writable', heldWritable],
    ['WritableStream', heldWritableStream],
  ])('a slow %s holds the server back, and gets the whole body when it goes on', async (_kind, held) => {
    const { http, recorder, server } = await started();
    const { sink, release, taken } = held();
    let read = 0;
    http.dataReadProgress$.subscribe(({ done }) => (read = done));

    http.get('/', sink);
    await recorder.until(() => read > 0);
    const isHeldBack = (await takenAtRest(server)) < size / 2;
    const readWhileHeld = read;
    release();
    await recorder.settled();

    expect([isHeldBack, readWhileHeld < 1_000_000, taken(), recorder.line]).toEqual([
      true,
      true,
      size,
      wholeWithoutReads,
    ]);
  });

  test('a server that closes behind its last bytes, while there is no room for them, has sent the whole body', async () => {
    const body = new Uint8Array(100_000); // the second read of the socket is the last, and is paused behind
    const server = await RawServer.listen(async (connection) => {
      await connection.head();
      connection.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`, body);
    });
    const http = httpTo(server);
    const recorder = new Recorder(http);
    const { sink, release, taken } = heldWritable();
    http.get('/', sink);
    await recorder.until(() => recorder.line.endsWith('p'));
    for (let turns = 0; turns < 20; turns++) await turn();
    release();
    await recorder.settled();

    expect([recorder.line, taken()]).toEqual([
      'S1 Connecting Sending q Reading H200 p Closing Unconnected F1 DONE',
      body.length,
    ]);
  });

  test('what is not read holds the server back beyond limits.bufferedBytes, and reading lets it go on', async () => {
    const { http, recorder, server } = await started({ limits: { bufferedBytes: 100_000 } });
    let read = 0;

    http.get('/');
    await recorder.until(() => http.bytesAvailable() > 100_000);
    const isHeldBack = (await takenAtRest(server)) < size / 2;
    const availableWhileHeld = http.bytesAvailable();
    read += http.readAll().length;
    http.readyRead$.subscribe(() => (read += http.readAll().length));
    await recorder.settled();

    expect([isHeldBack, availableWhileHeld < 300_000, read]).toEqual([true, true, size]);
  });

  test('reading down to limits.bufferedBytes is enough to go on', async () => {
    const { http, recorder } = await started({ limits: { bufferedBytes: 100_000 } });
    http.get('/');
    await recorder.until(() => http.bytesAvailable() > 100_000);
    const before = recorder.signals.length;

    http.read(http.bytesAvailable() - 100_000);
    await recorder.until(() => recorder.signals.length > before);
    http.abort();
    await recorder.settled();

    expect(recorder.line).toBe('S1 Connecting Sending q Reading H200 p y F1!Aborted DONE! Closing Unconnected');
  });

  test('without a limit everything is taken and kept', async () => {
    const { http, recorder } = await started();

    http.get('/');
    await recorder.settled();

    expect(http.bytesAvailable()).toBe(size);
  });

  test('a held command is aborted like any other', async () => {
    const { http, recorder } = await started();
    const { sink } = heldWritable();
    http.get('/', sink);
    await recorder.until(() => recorder.line.endsWith('p'));

    http.abort();
    await recorder.settled();

    expect([recorder.line, (sink as Writable).writable]).toEqual([
      'S1 Connecting Sending q Reading H200 p F1!Aborted DONE! Closing Unconnected',
      true,
    ]);
  });
});
