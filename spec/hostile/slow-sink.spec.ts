import { execFile } from 'node:child_process';
import { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { from, lastValueFrom } from 'rxjs';
import { drainWith, saveTo, type Destination, type QHttp } from '../../src/index.js';
import { bundled } from '../servers/support/bundled.js';
import { ok } from '../support/answers.js';
import { endsCleanly } from '../support/ends-cleanly.js';
import { heldSink } from '../support/held-sink.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { takenAtRest } from '../support/taken-at-rest.js';
import { turn } from '../support/turn.js';
import { plain } from './support/misbehaving.js';
import type { Taken } from './support/slow-sinks.js';
import { sent } from './support/words.js';

/** Far more than the buffers of two sockets hold. */
const size = 24 * 1024 * 1024;
/** As much as there may be between a socket and who takes its bytes. */
const piece = 64 * 1024;

/** A server that sends a body of as many bytes as the path says, as fast as they are taken. */
function startSending(): Promise<RawServer> {
  return RawServer.listen(async (connection) => {
    while (true) {
      const { path } = await connection.request();
      if (path === '/next') connection.send(ok('fine'));
      else {
        connection.send(`HTTP/1.1 200 OK\r\nContent-Length: ${path.slice(1)}\r\n\r\n`);
        await connection.sendAsTaken(Number(path.slice(1)));
      }
    }
  });
}

/** One that takes a piece, and nothing more until it is released. */
interface Held {
  /** Asks for a body of that size. */
  readonly get: (http: QHttp, size: number) => unknown;
  readonly release: () => void;
  readonly taken: () => number;
}

type Hold = () => Held;

/** Gives each piece to what takes it, which has to wait for the promise. */
function held(getBy: (take: (bytes: Uint8Array) => Promise<unknown>) => Held['get']): Held {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  let taken = 0;
  const get = getBy((bytes) => {
    taken += bytes.length;
    return promise;
  });
  return { get, release: () => resolve(undefined), taken: () => taken };
}

function writableBy(take: (bytes: Uint8Array) => Promise<unknown>): Writable {
  return new Writable({
    write(bytes: Buffer, _encoding, callback) {
      void take(bytes).then(() => {
        callback();
      });
    },
  });
}

const sinks: readonly (readonly [string, Hold])[] = [
  [
    'a Writable',
    () =>
      held((take) => {
        const to: Destination = writableBy(take);
        return (http, bytes) => http.get(`/${bytes}`, to);
      }),
  ],
  [
    'a WritableStream',
    () =>
      held((take) => {
        const to = new WritableStream<Uint8Array>({ write: (bytes) => take(bytes).then(() => undefined) });
        return (http, bytes) => http.get(`/${bytes}`, to);
      }),
  ],
  [
    'saveTo()',
    () => held((take) => (http, bytes) => void lastValueFrom(http.get$(`/${bytes}`).pipe(saveTo(writableBy(take))))),
  ],
  [
    'drainWith()',
    () =>
      held(
        (take) => (http, bytes) =>
          void lastValueFrom(http.get$(`/${bytes}`).pipe(drainWith((part) => from(take(part))))),
      ),
  ],
];

describe.each(sinks)('%s that is slow', (_kind, hold) => {
  test('holds the server back, and gets the whole body when it goes on', async () => {
    const server = await startSending();
    const http = httpTo(server);
    const sink = hold();
    let whileHeld: unknown;
    let read = 0;
    http.dataReadProgress$.subscribe(({ done }) => (read = done));

    const { story } = await endsCleanly(http, async (recorder) => {
      sink.get(http, size);
      await recorder.until(() => read > 0);
      const serverSent = await takenAtRest(server);
      whileHeld = { isHeldBack: serverSent < size / 2, hasRoom: read <= 4 * piece, hasTaken: sink.taken() > 0 };
      sink.release();
    });

    expect([plain(story), sink.taken(), whileHeld]).toEqual([
      `${sent} Reading H200:OK p${size}/${size} Connected F1 DONE`,
      size,
      { isHeldBack: true, hasRoom: true, hasTaken: true },
    ]);
  });
});

describe('a slow destination', () => {
  test('gets the whole body of a server that closes behind it, while there is no room for its end', async () => {
    const body = new Uint8Array(100_000); // the second read of the socket is the last, and is paused behind
    const server = await RawServer.listen(async (connection) => {
      const { path } = await connection.request();
      if (path === '/next') connection.send(ok('fine'));
      else connection.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`, body);
    });
    const http = httpTo(server);
    const sink = heldSink();
    const { story } = await endsCleanly(http, async (recorder) => {
      http.get('/', sink.writable);
      await recorder.until(() => recorder.line.endsWith('p'));
      for (let turns = 0; turns < 20; turns++) await turn();
      sink.release();
    });

    expect([plain(story), sink.taken()]).toEqual([
      `${sent} Reading H200:OK p100000/100000 Closing Unconnected F1 DONE`,
      body.length,
    ]);
  });
});

describe('a body that nobody reads', () => {
  test('holds the server back beyond limits.bufferedBytes, and reading lets it go on', async () => {
    const server = await startSending();
    const http = httpTo(server, { limits: { bufferedBytes: 100_000 } });
    let whileHeld: unknown;
    let read = 0;
    const { story } = await endsCleanly(http, async (recorder) => {
      http.get(`/${size}`);
      await recorder.until(() => http.bytesAvailable() > 100_000);
      const serverSent = await takenAtRest(server);
      whileHeld = { isHeldBack: serverSent < size / 2, hasRoom: http.bytesAvailable() <= 100_000 + piece };
      read += http.readAll().length;
      http.readyRead$.subscribe(() => (read += http.readAll().length));
    });

    expect([plain(story), read >= size, whileHeld]).toEqual([
      `${sent} Reading H200:OK p${size}/${size} y Connected F1 DONE`,
      true,
      { isHeldBack: true, hasRoom: true },
    ]);
  });

  test('goes on when it has been read down to limits.bufferedBytes', async () => {
    const server = await startSending();
    const http = httpTo(server, { limits: { bufferedBytes: 100_000 } });
    const { story } = await endsCleanly(http, async (recorder) => {
      http.get(`/${size}`);
      await recorder.until(() => http.bytesAvailable() > 100_000);
      const before = recorder.signals.length;
      http.read(http.bytesAvailable() - 100_000);
      await recorder.until(() => recorder.signals.length > before);
      http.abort();
    });

    expect(plain(story).replace(/p\d+/, 'p')).toBe(
      `${sent} Reading H200:OK p/${size} y F1!Aborted DONE! Closing Unconnected`,
    );
  });

  test('is kept whole where there is no limit', async () => {
    const server = await startSending();
    const http = httpTo(server);
    let available = 0;
    http.done$.subscribe(() => (available ||= http.bytesAvailable()));
    const { story } = await endsCleanly(http, () => http.get(`/${size}`));

    expect([plain(story), available]).toEqual([`${sent} Reading H200:OK p${size}/${size} y Connected F1 DONE`, size]);
  });
});

/** For bundling and for a process, on a machine that is busy. */
const patienceMs = 60_000;
const mebibyte = 1024 * 1024;

test(
  'a body of 1 GiB needs no more memory than its first 64 MiB, by whatever slow way it is taken',
  async () => {
    const server = await startSending();
    const program = await bundled('spec/hostile/support/slow-sinks.ts');
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program, String(server.port)]);
    const taken = JSON.parse(stdout) as Record<string, Taken>;
    const [first = { bytes: 0, early: 0, peak: Infinity }, ...others] = Object.values(taken);

    expect([first.bytes, ...others.map(({ bytes }) => bytes)]).toEqual([
      1024 * mebibyte,
      ...others.map(() => 64 * mebibyte),
    ]);
    for (const { peak } of [first, ...others]) expect(peak - first.early).toBeLessThan(32 * mebibyte);
  },
  patienceMs,
);
