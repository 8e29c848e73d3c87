import { QHttp, QHttpPool, toText } from '../../../src/browser/index.js';
import { lastValueFrom } from 'rxjs';
import { atEnd } from '../../support/at-end.js';
import { RawServer } from '../../support/raw-server.js';
import { Recorder } from '../../support/recorder.js';

jest.mock('#transport', () => jest.requireActual<object>('../../../src/connection/web/transport.js'));

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';

describe('The platform of a browser', () => {
  test('asks by fetch without being told to', async () => {
    const server = await RawServer.answering(() => ok);
    const fetch = jest.spyOn(globalThis, 'fetch');
    atEnd(() => {
      fetch.mockRestore();
    });
    const http = new QHttp('127.0.0.1', server.port);
    const recorder = new Recorder(http);

    http.get('/');
    await recorder.settled();
    http.destroy();

    expect(recorder.line).toBe('S1 Sending q Reading H200 p y Connected F1 DONE');
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  test('is that of a pool, too', async () => {
    const server = await RawServer.answering(() => ok);
    const pool = new QHttpPool();

    const texts = [1, 2, 3].map((n) => lastValueFrom(pool.get$(`http://127.0.0.1:${server.port}/${n}`).pipe(toText())));

    expect(await Promise.all(texts)).toEqual(['hello', 'hello', 'hello']);
    pool.destroy();
  });

  test('refuses at the call what connections of its own would take', () => {
    const http = new QHttp('host');
    const calls: readonly (() => unknown)[] = [
      () => http.setProxy('proxy', 8080),
      () => http.setProxy$({ type: 'none', host: '', port: 0 }),
      () => http.setSocket(() => undefined),
      () => http.setSocket$(() => undefined),
    ];
    for (const call of calls) expect(call).toThrow(/^setProxy|^setSocket/);
    expect(http.hasPendingRequests()).toBe(false);
    http.destroy();
  });

  test.each([
    [{ tls: {} }, 'tls'],
    [{ pipelining: 2 }, 'pipelining'],
    [{ timeouts: { connect: 1 } }, 'timeouts.connect'],
    [{ limits: { headerBytes: 1 } }, 'limits.headerBytes'],
  ])('refuses the options %j', (options, name) => {
    expect(() => new QHttp('host', options)).toThrow(`The option ${name} has no effect in a browser`);
    expect(() => new QHttpPool(options)).toThrow(TypeError);
  });

  test.each([{ pipelining: 1 }, { timeouts: { connect: 0, headers: 1 } }, { limits: { bodyBytes: 1 } }])(
    'takes the options %j',
    (options) => {
      expect(() => new QHttp('host', options).destroy()).not.toThrow();
    },
  );
});
