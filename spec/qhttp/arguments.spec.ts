import { ConnectionMode, HttpHeader, HttpRequestHeader, QHttp, State, type QHttpOptions } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

/** What the types forbid and a program in JavaScript may do. */
const wrong = (value: unknown) => value as never;

type Call = (http: QHttp) => unknown;

/** Each is refused at the call. */
function refusesEach(error: typeof TypeError | typeof RangeError, calls: readonly (readonly [string, Call])[]): void {
  test.each(calls)('%s', (_what, call) => {
    const http = httpTo({ port: 1 });

    expect(() => call(http)).toThrow(error);
    expect([http.hasPendingRequests(), http.state(), http.error()]).toEqual([false, State.Unconnected, 0]);
  });
}

function twice(name: string, ...values: readonly string[]): HttpRequestHeader {
  const twofold = new HttpRequestHeader('GET', '/');
  for (const value of values) twofold.addValue(name, value);
  return twofold;
}

function header(method = 'GET', path = '/', name?: string, value = ''): HttpRequestHeader {
  const made = new HttpRequestHeader(method, path);
  if (name !== undefined) made.addValue(name, value);
  return made;
}

describe('a path that is refused with a TypeError', () => {
  refusesEach(TypeError, [
    ['with a blank', (http) => http.get('/a b')],
    ['with a tab', (http) => http.get('/a\tb')],
    ['with CR', (http) => http.get('/a\rb')],
    ['with LF', (http) => http.get('/a\nHost: evil')],
    ['with CRLF and a request of its own', (http) => http.get('/ HTTP/1.1\r\nHost: x\r\n\r\nGET /evil')],
    ['with NUL', (http) => http.get('/a\0b')],
    ['with DEL', (http) => http.get('/a\x7fb')],
    ['that is not Latin-1', (http) => http.get('/€')],
    ['that is half a character', (http) => http.get('/\ud83d')],
    ['of a blank alone', (http) => http.get(' ')],
    ['that is undefined', (http) => http.get(wrong(undefined))],
    ['that is a number', (http) => http.get(wrong(1))],
    ['that is an object', (http) => http.get(wrong(new URL('http://localhost/')))],
    ['in post()', (http) => http.post('/a b', 'x')],
    ['in head()', (http) => http.head('/a b')],
    ['in request()', (http) => http.request(header('GET', '/a b'))],
  ]);
});

describe('a header that is refused with a TypeError', () => {
  refusesEach(TypeError, [
    ['whose method has a blank', (http) => http.request(header('GET /x'))],
    ['whose method has CRLF', (http) => http.request(header('GET\r\nX: y'))],
    ['whose method has NUL', (http) => http.request(header('G\0T'))],
    ['whose method is empty', (http) => http.request(header(''))],
    ['whose method is not ASCII', (http) => http.request(header('GÉT'))],
    ['with a name that is empty', (http) => http.request(header('GET', '/', '', 'x'))],
    ['with a name that has a blank', (http) => http.request(header('GET', '/', 'X Y', 'x'))],
    ['with a name that has a colon', (http) => http.request(header('GET', '/', 'X:', 'x'))],
    ['with a name that has CRLF', (http) => http.request(header('GET', '/', 'X\r\nY', 'x'))],
    ['with a name that is not ASCII', (http) => http.request(header('GET', '/', 'Xé', 'x'))],
    ['with a value that has CR', (http) => http.request(header('GET', '/', 'X', 'a\rb'))],
    ['with a value that has LF', (http) => http.request(header('GET', '/', 'X', 'a\nb'))],
    ['with a value that has NUL', (http) => http.request(header('GET', '/', 'X', 'a\0b'))],
    ['with a value that is not Latin-1', (http) => http.request(header('GET', '/', 'X', '€'))],
    ['whose method is CONNECT', (http) => http.request(header('CONNECT'))],
    ['with two Host fields', (http) => http.request(twice('Host', 'a', 'b'))],
    ['with two Content-Length fields', (http) => http.request(twice('Content-Length', '1', '2'))],
    ['with a value that is a number', (http) => http.request(header('GET', '/', 'X', wrong(1)))],
    ['with a value that is null', (http) => http.request(header('GET', '/', 'X', wrong(null)))],
    ['with a Content-Length that is no number', (http) => http.request(header('POST', '/', 'Content-Length', 'x'))],
    ['with a negative Content-Length', (http) => http.request(header('POST', '/', 'Content-Length', '-1'))],
    ['with a Content-Length and no data', (http) => http.request(header('POST', '/', 'Content-Length', '3'))],
    ['with Transfer-Encoding', (http) => http.request(header('POST', '/', 'Transfer-Encoding', 'chunked'), 'x')],
    ['with Upgrade', (http) => http.request(header('GET', '/', 'Upgrade', 'h2c'))],
    ['that has no request line', (http) => http.request(new HttpRequestHeader())],
    ['that could not be read', (http) => http.request(HttpRequestHeader.parse('garbage'))],
    ['that is of no request', (http) => http.request(wrong(new HttpHeader()))],
    ['that only looks like one', (http) => http.request(wrong({ method: () => 'GET', path: () => '/' }))],
    ['that is null', (http) => http.request(wrong(null))],
    ['that is undefined', (http) => http.request(wrong(undefined))],
  ]);
});

describe('a host that is refused with a TypeError', () => {
  refusesEach(TypeError, [
    ['with a blank', (http) => http.setHost('local host')],
    ['with CRLF', (http) => http.setHost('localhost\r\nX: y')],
    ['with NUL', (http) => http.setHost('local\0host')],
    ['that is not ASCII', (http) => http.setHost('bücher.example')],
    ['with a path', (http) => http.setHost('localhost/a')],
    ['with a scheme', (http) => http.setHost('http://localhost')],
    ['with a user', (http) => http.setHost('user@localhost')],
    ['with a port', (http) => http.setHost('localhost:80')],
    ['that is undefined', (http) => http.setHost(wrong(undefined))],
    ['that is a number', (http) => http.setHost(wrong(127))],
    ['with an unknown mode', (http) => http.setHost('localhost', wrong('ftp'))],
    ['with a mode that is null', (http) => http.setHost('localhost', wrong(null))],
    ['with a port that is a string', (http) => http.setHost('localhost', wrong('80'))],
    ['given to the constructor', () => new QHttp('local host')],
    ['given to the constructor with options', () => new QHttp('local host', 80, {})],
  ]);
});

describe('a user that is refused with a TypeError', () => {
  refusesEach(TypeError, [
    ['that is undefined', (http) => http.setUser(wrong(undefined))],
    ['that is a number', (http) => http.setUser(wrong(1), 'secret')],
    ['with a password that is a number', (http) => http.setUser('user', wrong(1234))],
    ['with a password that is null', (http) => http.setUser$('user', wrong(null))],
    ['of a proxy, that is a number', (http) => http.setProxy('proxy.example', 3128, wrong(1), 'secret')],
    ['of a proxy, with a password that is a number', (http) => http.setProxy('proxy.example', 3128, 'u', wrong(1))],
  ]);
});

describe('a fingerprint that is refused with a TypeError', () => {
  test.each(['', 'AA:BB', 'g'.repeat(64), ['ab'.repeat(32), 'ab'.repeat(20)]])('%j', (pin) => {
    expect(() => new QHttp({ tls: { pin } })).toThrow(
      new TypeError('tls.pin must be a SHA-256 fingerprint: 64 hexadecimal digits, with colons or without'),
    );
  });

  test.each([['ab'.repeat(32)], ['AB:'.repeat(31) + 'AB'], [[]]])('but not %j', (pin) => {
    expect(() => new QHttp({ tls: { pin } }).destroy()).not.toThrow();
  });
});

describe('a port that is refused with a RangeError', () => {
  refusesEach(
    RangeError,
    [-1, 65536, 1.5, NaN, Infinity, -Infinity].flatMap((port) => [
      [`${port} in setHost(host, port)`, (http) => http.setHost('localhost', port)],
      [`${port} in setHost(host, mode, port)`, (http) => http.setHost('localhost', ConnectionMode.Http, port)],
      [`${port} in the constructor`, () => new QHttp('localhost', port)],
    ]),
  );
});

describe('a length to read', () => {
  test.each([-1, NaN, 1.5, -Infinity])('of %d is refused with a RangeError', (length) => {
    expect(() => httpTo({ port: 1 }).read(length)).toThrow(RangeError);
  });

  test('of Infinity reads everything, of 0 nothing', async () => {
    const server = await RawServer.answering(() => ok('hello'));
    const http = httpTo(server);
    const recorder = new Recorder(http);
    http.get('/');
    await recorder.settled();

    expect([0, 2, Infinity, Infinity].map((length) => Buffer.from(http.read(length)).toString())).toEqual([
      '',
      'he',
      'llo',
      '',
    ]);
  });
});

describe('data that is refused with a TypeError', () => {
  refusesEach(TypeError, [
    ['that is a number', (http) => http.post('/', wrong(1))],
    ['that is an object', (http) => http.post('/', wrong({}))],
    [
      'that is a function',
      (http) =>
        http.post(
          '/',
          wrong(() => ''),
        ),
    ],
  ]);
});

describe('an option', () => {
  test.each<[string, QHttpOptions]>([
    ['a dispatcher without dispatch()', { dispatcher: wrong({}) }],
    ['a scheduler without schedule()', { scheduler: wrong({}) }],
    ['challenges that are neither failed nor delivered', { challenges: wrong('ask') }],
  ])('%s is refused with a TypeError', (_what, options) => {
    expect(() => new QHttp(options)).toThrow(TypeError);
  });
});

describe('after a refused call', () => {
  test('the commands before and behind it are carried out', async () => {
    const server = await RawServer.answering(() => ok());
    const http = httpTo(server);
    const recorder = new Recorder(http);

    http.get('/a');
    expect(() => http.get('/b c')).toThrow(TypeError);
    http.get('/d');
    await recorder.settled();

    expect([server.requests.map(({ path }) => path), recorder.line]).toEqual([
      ['/a', '/d'],
      'S1 Connecting Sending q Reading H200 Connected F1 S2 Sending q Reading H200 Connected F2 DONE',
    ]);
  });
});
