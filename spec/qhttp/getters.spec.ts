import { Readable } from 'node:stream';
import { ConnectionMode, ErrorCode, QHttp, State, type RequestData } from '../../src/index.js';
import { giving } from '../body/source-bytes.js';
import { ok } from '../support/answers.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

const bytes = new TextEncoder().encode('abc');

describe('a new QHttp', () => {
  test('is connected to nothing, has nothing to do, and has had no answer', () => {
    const http = new QHttp();

    expect({
      state: http.state(),
      error: http.error(),
      errorString: http.errorString(),
      currentId: http.currentId(),
      request: http.currentRequest().isValid(),
      source: http.currentSourceDevice(),
      destination: http.currentDestinationDevice(),
      pending: http.hasPendingRequests(),
      response: http.lastResponse().isValid(),
      available: http.bytesAvailable(),
      read: http.readAll().length,
    }).toEqual({
      state: State.Unconnected,
      error: ErrorCode.NoError,
      errorString: 'Unknown error',
      currentId: 0,
      request: false,
      source: null,
      destination: null,
      pending: false,
      response: false,
      available: 0,
      read: 0,
    });
  });
});

describe('currentSourceDevice()', () => {
  test.each<[string, RequestData, boolean]>([
    ['a Readable', Readable.from([bytes]), true],
    ['a ReadableStream', new Blob([bytes]).stream(), true],
    ['an AsyncIterable', giving(bytes), true],
    ['a Blob', new Blob([bytes]), true],
    ['FormData', new FormData(), true],
    ['URLSearchParams', new URLSearchParams({ a: 'b' }), true],
    ['a string', 'abc', false],
    ['a Uint8Array', bytes, false],
    ['an ArrayBuffer', bytes.buffer, false],
  ])('is the very object that was passed, or null for a string and bytes: %s', async (_kind, data, isGivenBack) => {
    const server = await RawServer.answering(() => ok());
    const http = httpTo(server);
    const recorder = new Recorder(http);
    const devices: unknown[] = [];
    http.signals$.subscribe(() => devices.push(http.currentSourceDevice()));
    http.post('/', data);

    await recorder.settled();

    const last = devices.pop();
    expect([new Set(devices), last]).toEqual([new Set([isGivenBack ? data : null]), null]);
    expect(devices[0]).toBe(isGivenBack ? data : null);
  });
});

describe('lastResponse()', () => {
  test('is the head of the last answer, also after the next command has started', async () => {
    const server = await RawServer.answering(({ path }) =>
      path === '/404' ? 'HTTP/1.1 404 Gone\r\nContent-Length: 0\r\n\r\n' : ok(),
    );
    const http = httpTo(server);
    const recorder = new Recorder(http);
    const codes: number[] = [];
    http.requestStarted$.subscribe(() => codes.push(http.lastResponse().statusCode()));
    http.responseHeaderReceived$.subscribe(() => codes.push(http.lastResponse().statusCode()));
    http.get('/404');
    http.get('/');

    await recorder.settled();

    expect(codes).toEqual([0, 404, 404, 200]);
  });
});

describe('error() and errorString()', () => {
  test('tell why until the next command starts', async () => {
    const server = await RawServer.listen(async (connection, index) => {
      await connection.request();
      if (index === 0) connection.end();
      else connection.send(ok());
    });
    const http = httpTo(server);
    const recorder = new Recorder(http);
    http.post('/', 'x');
    await recorder.settled();
    const errors = [http.error()];

    http.get('/');
    errors.push(http.error());
    http.requestStarted$.subscribe(() => errors.push(http.error()));
    await recorder.settled();

    expect([errors, http.errorString()]).toEqual([
      [ErrorCode.UnexpectedClose, ErrorCode.UnexpectedClose, ErrorCode.NoError],
      'Unknown error',
    ]);
  });
});

describe('currentRequest()', () => {
  test('is a copy of the header as it is sent', async () => {
    const server = await RawServer.answering(() => ok());
    const http = httpTo(server);
    const recorder = new Recorder(http);
    const texts: string[] = [];
    http.responseHeaderReceived$.subscribe(() => {
      http.currentRequest().setValue('X', 'changed');
      texts.push(http.currentRequest().toString());
    });
    http.post('/a', 'abc');

    await recorder.settled();

    const lines = (head: string) => head.trimEnd().toLowerCase().split('\r\n').sort();
    expect(lines(texts[0] ?? '')).toEqual(lines(server.lastRequest.head));
  });
});

describe('what came and was not read', () => {
  test('is discarded when the next command starts, and not before', async () => {
    const server = await RawServer.answering(() => ok('hello'));
    const http = httpTo(server);
    const recorder = new Recorder(http);
    http.get('/');
    await recorder.settled();
    const available = [http.bytesAvailable()];

    http.setHost('localhost');
    available.push(http.bytesAvailable());
    http.requestStarted$.subscribe(() => available.push(http.bytesAvailable()));
    await recorder.settled();

    expect(available).toEqual([5, 5, 0]);
  });
});

describe('the static members', () => {
  test('are those of the enums, under the names of Qt', () => {
    const expected = {
      ...Object.fromEntries(Object.entries(State).filter(([name]) => Number.isNaN(Number(name)))),
      ...Object.fromEntries(Object.entries(ErrorCode).filter(([name]) => Number.isNaN(Number(name)))),
      ConnectionModeHttp: ConnectionMode.Http,
      ConnectionModeHttps: ConnectionMode.Https,
    };

    const members = QHttp as unknown as Readonly<Record<string, unknown>>; // a class is an object of its statics
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, members[name]]))).toEqual(expected);
  });
});

describe('inside requestStarted', () => {
  test('the getters know the command, and the error of the one before is forgotten', async () => {
    const server = await RawServer.answering(() => ok('hello'));
    const http = httpTo(server);
    const recorder = new Recorder(http);
    const seen: unknown[] = [];
    http.requestStarted$.subscribe((id) => {
      seen.push([
        http.currentId() === id,
        http.currentRequest().path(),
        http.hasPendingRequests(),
        State[http.state()],
      ]);
    });

    http.get('/1');
    http.get('/2');
    const before = [http.currentId(), http.currentRequest().isValid(), http.hasPendingRequests()];
    await recorder.settled();

    expect([before, ...seen]).toEqual([
      [0, false, true],
      [true, '/1', true, 'Unconnected'],
      [true, '/2', false, 'Connected'],
    ]);
  });
});
