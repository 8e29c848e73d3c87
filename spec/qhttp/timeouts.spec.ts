import { PassThrough, Readable } from 'node:stream';
import { first, lastValueFrom } from 'rxjs';
import {
  followRedirects,
  QHttp,
  type ConnectionListener,
  type DispatchLike,
  type Interceptor,
  QHttpPool,
  State,
  toText,
  type Timeouts,
} from '../../src/index.js';
import { ok } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { HandClock } from '../support/hand-clock.js';
import { heldSink } from '../support/held-sink.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';
import { turn } from '../support/turn.js';

/** What has been sent, or let go of, comes. */
async function come(): Promise<void> {
  for (let i = 0; i < 20; i++) await turn();
}

describe('the option timeouts', () => {
  test.each<[unknown, string]>([
    [{ connect: -1 }, 'timeouts.connect must be from 0 milliseconds on, not -1'],
    [{ headers: NaN }, 'timeouts.headers must be from 0 milliseconds on, not NaN'],
    [{ idle: -Infinity }, 'timeouts.idle must be from 0 milliseconds on, not -Infinity'],
  ])('refuses %p as no time', (timeouts, message) => {
    expect(() => new QHttp({ timeouts: timeouts as Partial<Timeouts> })).toThrow(new RangeError(message));
    expect(() => new QHttpPool({ timeouts: timeouts as Partial<Timeouts> })).toThrow(new RangeError(message));
  });

  test.each<[unknown, string]>([
    [{ total: '5' }, 'timeouts.total must be a number of milliseconds'],
    [{ total: null }, 'timeouts.total must be a number of milliseconds'],
    [5, 'The option timeouts must be an object'],
    [null, 'The option timeouts must be an object'],
  ])('refuses %p as no number', (timeouts, message) => {
    expect(() => new QHttp({ timeouts: timeouts as Partial<Timeouts> })).toThrow(new TypeError(message));
  });

  test.each<[Partial<Timeouts> | undefined]>([
    [undefined],
    [{}],
    [{ connect: 0, headers: 0, idle: 0, total: 0 }],
    [{ total: Infinity }],
  ])('of %p sets no timer', async (timeouts) => {
    const server = await RawServer.answering(() => ok('fine'));
    const clock = new HandClock();
    const http = httpTo(server, { scheduler: clock, ...(timeouts && { timeouts }) });
    const schedule = jest.spyOn(clock, 'schedule');
    const recorder = new Recorder(http);
    http.get('/');
    await recorder.settled();

    expect(schedule.mock.calls.filter(([, delay = 0]) => delay > 0)).toEqual([]);
  });

  test('of a polluted prototype counts for nothing', () => {
    Object.defineProperty(Object.prototype, 'total', { value: -1, configurable: true });
    atEnd(() => Reflect.deleteProperty(Object.prototype, 'total'));

    expect(() => new QHttp({ timeouts: {} })).not.toThrow();
  });
});

test('timeouts of a polluted prototype are not begun', async () => {
  const server = await RawServer.answering(() => ok('fine'));
  const http = httpTo(server, { timeouts: { total: 60_000 } });
  const recorder = new Recorder(http);
  for (const name of ['connect', 'headers', 'idle']) {
    Object.defineProperty(Object.prototype, name, { value: 'polluted', writable: true, configurable: true });
    atEnd(() => Reflect.deleteProperty(Object.prototype, name));
  }
  http.get('/');
  await recorder.settled();

  expect(http.errorString()).toBe('Unknown error');
});

test('timeouts.total ends a command also while an interceptor waits behind another timeout', async () => {
  const clock = new HandClock();
  const server = await RawServer.listen(() => undefined);
  const failed = Promise.withResolvers<undefined>();
  const patient: Interceptor = (dispatch) => (options, handler) =>
    dispatch(options, {
      onRequestStart: (...told) => {
        handler.onRequestStart?.(...told);
      },
      onResponseError: () => {
        failed.resolve(undefined); // and tells nobody
      },
    });
  const http = httpTo(server, { scheduler: clock, interceptors: [patient], timeouts: { idle: 100, total: 300 } });
  const recorder = new Recorder(http);
  http.state$.pipe(first((state) => state === State.Sending)).subscribe(() => {
    void come().then(() => {
      clock.pass(100);
    });
  });
  http.get('/');
  await failed.promise;
  clock.pass(200);
  await recorder.settled();

  expect(http.errorString()).toBe(
    `The request to 127.0.0.1:${server.port} was not over within 300 ms (timeouts.total)`,
  );
});

describe('timeouts.idle does not count', () => {
  test('while the source of the body gives nothing', async () => {
    const server = await RawServer.answering(({ body }) => ok(body.toString()));
    const clock = new HandClock();
    const http = httpTo(server, { scheduler: clock, timeouts: { idle: 500 } });
    const recorder = new Recorder(http);
    const source = new PassThrough();
    http.post('/', source);
    await recorder.until(() => recorder.line.endsWith('Sending'));
    await come();
    clock.pass(10_000);
    for (const piece of ['a', 'b']) {
      const before = recorder.signals.length;
      source.write(piece);
      await recorder.until(() => recorder.signals.length > before && recorder.line.endsWith('q'));
      await come();
      clock.pass(10_000);
      await come();
    }
    source.end();
    await recorder.settled();

    expect([recorder.line, Buffer.from(http.readAll()).toString()]).toEqual([
      'S1 Connecting Sending q Reading H200 p y Connected F1 DONE',
      'ab',
    ]);
  });

  test('while the destination is full', async () => {
    const size = 4 * 1024 * 1024;
    const server = await RawServer.listen(async (connection) => {
      await connection.request();
      connection.send(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
      await connection.sendAsTaken(size);
    });
    const clock = new HandClock();
    const http = httpTo(server, { scheduler: clock, timeouts: { idle: 500 } });
    const recorder = new Recorder(http);
    const sink = heldSink();
    http.get('/', sink.writable);
    await recorder.until(() => recorder.line.endsWith('p'));
    await come();
    clock.pass(10_000);
    await come();
    expect(recorder.line).not.toContain('!');
    sink.release();
    await recorder.settled();

    expect([http.errorString(), sink.taken()]).toEqual(['Unknown error', size]);
  });

  test('while more is unread than limits.bufferedBytes', async () => {
    const size = 1024 * 1024;
    const server = await RawServer.answering(() => ok('x'.repeat(size)));
    const clock = new HandClock();
    const http = httpTo(server, { scheduler: clock, timeouts: { idle: 500 }, limits: { bufferedBytes: 1000 } });
    const recorder = new Recorder(http);
    let read = 0;
    http.get('/');
    await recorder.until(() => recorder.line.endsWith('y'));
    await come();
    clock.pass(10_000);
    await come();
    http.readyRead$.subscribe(() => (read += http.readAll().length));
    read += http.readAll().length;
    await recorder.settled();

    expect([http.errorString(), read]).toEqual(['Unknown error', size]);
  });
});

describe('timeouts.headers', () => {
  test('counts anew behind a redirect, and total does not', async () => {
    const clock = new HandClock();
    const server = await RawServer.listen(async (connection) => {
      for (const location of ['/b', '/c']) {
        await connection.request();
        await come();
        clock.pass(400);
        connection.send(`HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`);
      }
      await connection.request();
      await come();
      clock.pass(400);
    });
    const options = { scheduler: clock, interceptors: [followRedirects()] };
    const http = httpTo(server, { ...options, timeouts: { headers: 500, total: 1200 } });
    const recorder = new Recorder(http);
    http.get('/a');
    await recorder.settled();

    expect([recorder.line, http.errorString()]).toEqual([
      'S1 Connecting Sending q Reading Sending q Reading Sending q F1!UnknownError DONE! Closing Unconnected',
      `The request to 127.0.0.1:${server.port} was not over within 1200 ms (timeouts.total)`,
    ]);
  });

  test('ends one request of a pool alone', async () => {
    const clock = new HandClock();
    const server = await RawServer.listen(async (connection) => {
      const { path } = await connection.request();
      if (path === '/silent') connection.drain();
      else connection.send(ok('fine'));
    });
    const pool = new QHttpPool({ scheduler: clock, timeouts: { headers: 500 } });
    atEnd(() => {
      pool.destroy();
    });
    const origin = `http://127.0.0.1:${server.port}`;
    const sent = Promise.withResolvers<undefined>();
    const silent = lastValueFrom(pool.get$(`${origin}/silent`).pipe(toText())).catch((error: unknown) => error);
    pool.signals$.subscribe(({ type }) => {
      if (type === 'dataSendProgress') sent.resolve(undefined);
    });
    const fine = lastValueFrom(pool.get$(`${origin}/fine`).pipe(toText()));
    await sent.promise;
    const answered = await fine;
    await come();
    clock.pass(500);

    expect([answered, await silent]).toEqual([
      'fine',
      expect.objectContaining({ message: `127.0.0.1:${server.port} did not answer within 500 ms (timeouts.headers)` }),
    ]);
  });

  test('counts from the last byte that the socket takes, where the body was given away before', async () => {
    let listener: ConnectionListener | undefined;
    const dispatcher: DispatchLike = {
      observe(given) {
        listener = given;
        return () => undefined;
      },
      dispatch(_options, handler) {
        queueMicrotask(() => {
          listener?.onConnecting();
          listener?.onConnected();
          handler.onRequestStart({ pause() {}, resume() {}, abort() {} }, null);
          handler.onRequestSent();
        });
        return true;
      },
    };
    const clock = new HandClock();
    const http = new QHttp('host', 80, { dispatcher, scheduler: clock, timeouts: { headers: 500 } });
    atEnd(() => http.destroy());
    const recorder = new Recorder(http);
    http.post('/', 'a body');
    await recorder.until(() => recorder.line.endsWith('Sending'));
    await come();
    for (const bytes of [50, 100]) {
      clock.pass(400);
      listener?.onBytesSent(bytes, 100);
    }
    clock.pass(499);
    expect(recorder.line).toBe('S1 Connecting Sending q');
    clock.pass(1);

    expect(recorder.line).toBe('S1 Connecting Sending q F1!UnknownError DONE! Closing Unconnected');
  });

  test('does not count for a request that ends behind the head of its answer', async () => {
    const clock = new HandClock();
    const dispatcher: DispatchLike = {
      dispatch(_options, handler) {
        const controller = { pause() {}, resume() {}, abort() {} };
        queueMicrotask(() => {
          handler.onRequestStart(controller, null);
          handler.onResponseStart(controller, 200, {}, 'OK');
          handler.onRequestSent();
          clock.pass(10_000);
          handler.onResponseEnd(controller, {});
        });
        return true;
      },
    };
    const http = new QHttp('host', 80, { dispatcher, scheduler: clock, timeouts: { headers: 500 } });
    atEnd(() => http.destroy());
    const recorder = new Recorder(http);
    http.post('/', 'a body');
    await recorder.settled();

    expect(recorder.line).toBe('S1 Sending q Reading H200 Connected F1 DONE');
  });

  test('does not count while a body of unknown length is on its way', async () => {
    const server = await RawServer.answering(({ body }) => ok(body.toString()));
    const clock = new HandClock();
    const http = httpTo(server, { scheduler: clock, timeouts: { headers: 500 } });
    const recorder = new Recorder(http);
    async function* slowly() {
      for (const piece of ['a', 'b', 'c']) {
        await come();
        clock.pass(400);
        yield Buffer.from(piece);
      }
    }
    http.post('/', Readable.from(slowly()));
    await recorder.settled();

    expect(http.errorString()).toBe('Unknown error');
  });
});
