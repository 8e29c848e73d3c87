import type { Observable } from 'rxjs';
import { HttpRequestHeader, QHttp, QHttpError, State, type Signal } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

const commands: readonly (readonly [string, (http: QHttp) => unknown])[] = [
  ['setHost', (http) => http.setHost('localhost')],
  ['get', (http) => http.get('/')],
  ['post', (http) => http.post('/', 'x')],
  ['head', (http) => http.head('/')],
  ['request', (http) => http.request(new HttpRequestHeader('GET', '/'))],
  ['close', (http) => http.close()],
];

/** Which of its Observables have completed. */
function completions(http: QHttp): string[] {
  const { signals$, requestStarted$, requestFinished$, done$, state$ } = http;
  const { responseHeaderReceived$, readyRead$, dataSendProgress$, dataReadProgress$ } = http;
  const all = {
    signals$,
    requestStarted$,
    requestFinished$,
    done$,
    state$,
    responseHeaderReceived$,
    readyRead$,
    dataSendProgress$,
    dataReadProgress$,
  };
  const completed: string[] = [];
  for (const [name, observable] of Object.entries<Observable<unknown>>(all))
    observable.subscribe({ complete: () => completed.push(name) });
  return completed;
}

describe('destroy()', () => {
  test('completes every Observable, once', () => {
    const http = new QHttp();
    const completed = completions(http);

    http.destroy();
    http.destroy();

    expect(completed).toHaveLength(9);
  });

  test('leaves Observables that complete whoever comes later', () => {
    const http = new QHttp();
    http.destroy();

    expect(completions(http)).toHaveLength(9);
  });

  test.each(commands)('makes %s() throw', (_name, command) => {
    const http = new QHttp();
    http.destroy();

    expect(() => command(http)).toThrow(QHttpError);
  });

  test('makes abort() and clearPendingRequests() do nothing', () => {
    const http = new QHttp();
    http.destroy();

    expect(() => {
      http.abort();
      http.clearPendingRequests();
    }).not.toThrow();
  });

  test('leaves getters that answer', async () => {
    const server = await RawServer.answering(() => ok('hello'));
    const http = httpTo(server);
    const recorder = new Recorder(http);
    http.get('/');
    await recorder.settled();

    http.destroy();

    expect([
      http.state(),
      http.error(),
      http.errorString(),
      http.currentId(),
      http.currentRequest().isValid(),
      http.currentSourceDevice(),
      http.currentDestinationDevice(),
      http.hasPendingRequests(),
      http.lastResponse().statusCode(),
      http.bytesAvailable(),
      http.read(1).length,
      http.readAll().length,
    ]).toEqual([State.Unconnected, 0, 'Unknown error', 0, false, null, null, false, 200, 0, 0, 0]);
  });

  test('closes a kept connection without a signal', async () => {
    const server = await RawServer.answering(() => ok('hello'));
    const http = httpTo(server);
    const recorder = new Recorder(http);
    http.get('/');
    await recorder.settled();
    const before = recorder.line;

    http.destroy();
    await server.connections[0]?.closed;

    expect(recorder.line).toBe(before);
  });

  test('of waiting commands starts none of them', async () => {
    const server = await RawServer.answering(() => ok());
    const http = httpTo(server);
    const recorder = new Recorder(http);
    http.get('/');

    http.destroy();
    await new Promise((resolve) => setImmediate(resolve)); // longer than the queue takes to start

    expect([recorder.line, server.connections.length]).toEqual(['', 0]);
  });

  const signalTypes: readonly Signal['type'][] = [
    'requestStarted',
    'stateChanged',
    'dataSendProgress',
    'responseHeaderReceived',
    'dataReadProgress',
    'readyRead',
    'requestFinished',
    'done',
  ];

  test.each(signalTypes)('inside %s ends everything with that signal', async (type) => {
    const server = await RawServer.answering(() => ok('hello'));
    const http = httpTo(server);
    const types: string[] = [];
    const ended = new Promise((resolve) => {
      http.signals$.subscribe({ next: (signal) => types.push(signal.type), complete: () => resolve(undefined) });
    });
    http.signals$.subscribe((signal) => {
      if (signal.type === type) http.destroy();
    });
    http.get('/1');
    http.get('/2');

    await ended;
    await Promise.all(server.connections.map((connection) => connection.closed));

    expect([types.indexOf(type), http.state(), http.currentId()]).toEqual([types.length - 1, State.Unconnected, 0]);
  });

  test.each([State.Connecting, State.Sending, State.Reading, State.Connected, State.Closing, State.Unconnected])(
    'inside stateChanged(%i) ends everything with that state',
    async (state) => {
      const server = await RawServer.answering(() => ok('hello'));
      const http = httpTo(server);
      const states: State[] = [];
      const ended = new Promise((resolve) => {
        http.signals$.subscribe({
          next: (signal) => signal.type === 'stateChanged' && states.push(signal.state),
          complete: () => resolve(undefined),
        });
      });
      http.signals$.subscribe((signal) => {
        if (signal.type === 'stateChanged' && signal.state === state) http.destroy();
      });
      http.get('/1');
      http.close();

      await ended;
      await Promise.all(server.connections.map((connection) => connection.closed));

      expect([states.indexOf(state), http.state()]).toEqual([states.length - 1, State.Unconnected]);
    },
  );

  test('is what `using` does', () => {
    const used = () => {
      using http = new QHttp('127.0.0.1', 1);
      http.get('/');
      return completions(http);
    };

    expect(used()).toHaveLength(9);
  });

  test('of one leaves another one alone', async () => {
    const server = await RawServer.answering(() => ok('hello'));
    const [one, other] = [httpTo(server), httpTo(server)];
    const recorder = new Recorder(other);
    one.get('/');
    other.get('/');

    one.destroy();
    await recorder.settled();

    expect(recorder.line).toBe('S1 Connecting Sending q Reading H200 p y Connected F1 DONE');
  });
});
