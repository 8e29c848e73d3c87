import { tap } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import {
  HttpResponseHeader,
  QHttp,
  type ConnectionListener,
  type DispatchHandler,
  type DispatchOptions,
} from '../../src/index.js';
import { marbleDispatcher, signalLetters, type MarbleAnswer, type MarbleRoutes } from '../../src/testing/index.js';
import { onVirtualTime } from '../marbles/stage.js';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** In truth it may be a body of any kind, which the types leave out for the sake of undici's. */
const bodyOfAnyKind = (body: unknown) => body as DispatchOptions['body'];

const origin = 'http://printer:80';
const getA: DispatchOptions = { origin, path: '/a', method: 'GET', headers: [], body: null, reset: false };
const silent: ConnectionListener = {
  onLookup: () => {},
  onConnecting: () => {},
  onConnected: () => {},
  onBytesSent: () => {},
  onClosed: () => {},
};
const deaf: DispatchHandler = {
  onRequestStart: () => {},
  onRequestSent: () => {},
  onResponseStart: () => {},
  onResponseData: () => {},
  onResponseEnd: () => {},
  onResponseError: () => {},
};

/** What an exchange tells, and a connection in capitals, each with its frame. */
function told(answer: MarbleAnswer, request: Partial<DispatchOptions> = {}): string[] {
  const lines: string[] = [];
  const scheduler = new TestScheduler(() => undefined);
  scheduler.run(() => {
    const { method = 'GET', path = '/a' } = request;
    const dispatcher = marbleDispatcher(scheduler, { [`${method} ${path}`]: answer });
    const tell = (line: string) => lines.push(`${scheduler.frame} ${line}`);
    dispatcher.observe({
      onLookup: () => tell('LOOKUP'),
      onConnecting: () => tell('CONNECTING'),
      onConnected: () => tell('CONNECTED'),
      onSending: () => tell('SENDING'),
      onBytesSent: (done, total) => tell(`SENT ${done}/${total}`),
      onFirstByte: () => tell('FIRST BYTE'),
      onStatusLine: (line) => tell(`STATUS ${line}`),
      onClosed: () => tell('CLOSED'),
    });
    const handler: DispatchHandler = {
      onRequestStart: () => tell('start'),
      onRequestSent: () => tell('sent'),
      onResponseStart: (_controller, status, headers, reason) =>
        tell(`head ${status} ${reason ?? ''} ${JSON.stringify(headers)}`),
      onResponseData: (_controller, chunk) => tell(`data ${text(chunk)}`),
      onResponseEnd: () => tell('end'),
      onResponseError: (_controller, error) => tell(`error ${error.message}`),
    };
    dispatcher.dispatch({ ...getA, ...request }, handler);
  });
  return lines;
}

describe('marbleDispatcher()', () => {
  it('tells what a connection and an answer do, in the order of a real one', () => {
    expect(told('-l-c-u-s-h-d-|')).toEqual([
      '1 LOOKUP',
      '3 CONNECTING',
      '3 CONNECTED',
      '3 start',
      '3 SENDING',
      '5 SENT 9/19',
      '7 SENT 19/19',
      '7 sent',
      '9 FIRST BYTE',
      '9 STATUS HTTP/1.1 200 OK',
      '9 head 200 OK {"content-length":"4"}',
      '11 data data',
      '13 end',
    ]);
  });

  it('knows the time progression of RxJS', () => {
    expect(told('l 9ms c 89ms s 900ms h').map((line) => line.split(' ')[0])).toEqual([
      '0',
      '10',
      '10',
      '10',
      '10',
      '100',
      '100',
      '1001',
      '1001',
      '1001',
    ]);
  });

  it('counts one frame a letter although it was made outside of run()', () => {
    const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
    const dispatcher = marbleDispatcher(scheduler, { 'GET /a': '--s--h-|' });
    scheduler.run(({ expectObservable }) => {
      const http = new QHttp('printer', 80, { dispatcher, scheduler });
      http.get('/a');
      expectObservable(http.done$).toBe('-------d', { d: false });
    });
  });

  it('connects by itself where the diagram does not', () => {
    expect(told('--s').slice(0, 5)).toEqual(['0 CONNECTING', '2 CONNECTED', '2 start', '2 SENDING', '2 SENT 19/19']);
  });

  it('sends the request with the head of the answer where the diagram does not', () => {
    expect(told('c-h').slice(4, 7)).toEqual(['2 SENT 19/19', '2 sent', '2 FIRST BYTE']);
  });

  it('ignores l and c while the connection stands, though they take their frames', () => {
    onVirtualTime({ 'GET /a': 'l---c---s---h---|' }, ({ http, expectSignals }) => {
      http.get('/a');
      http.get('/a');
      expectSignals('(s1)(23)q---(4h)(5fs3)--q---(4h)(5fd)');
    });
  });

  it('tells nothing of l and c while the connection stands', () => {
    const scheduler = new TestScheduler(() => undefined);
    const lines: string[] = [];
    scheduler.run(() => {
      const dispatcher = marbleDispatcher(scheduler, { 'GET /a': 'l-c-s-h-|' });
      const note = (line: string) => () => lines.push(line);
      dispatcher.observe({
        ...silent,
        onLookup: note('LOOKUP'),
        onConnecting: note('CONNECTING'),
        onConnected: note('CONNECTED'),
      });
      const again = () => dispatcher.dispatch(getA, { ...deaf, onResponseEnd: note('end') });
      dispatcher.dispatch(getA, { ...deaf, onResponseEnd: again });
    });
    expect(lines).toEqual(['LOOKUP', 'CONNECTING', 'CONNECTED', 'end']);
  });

  it.each<[string, string, MarbleAnswer, string]>([
    ['the name is not found', 'in a lookup', 'l-#', 'getaddrinfo ENOTFOUND'],
    ['the connection is refused', 'before it stands', '--#', 'connect ECONNREFUSED'],
    ['the other side closes', 'on a connection', 'c-s-#', 'other side closed'],
    ['the code that was given', 'anywhere', { marbles: 'c-s-#', error: 'ECONNRESET' }, 'read ECONNRESET'],
    ['a code without a text of its own', 'anywhere', { marbles: 'c-s-#', error: 'EPIPE' }, 'EPIPE'],
    ['the error that was given', 'anywhere', { marbles: 'c-s-#', error: new Error('out of paper') }, 'out of paper'],
  ])('takes # for: %s (%s)', (_meaning, _moment, answer, message) => {
    expect(told(answer)).toContainEqual(expect.stringContaining(`error ${message}`));
  });

  it('tells an error on a connection when the connection has closed, and before it stands the other way round', () => {
    expect(told('c-s-#').slice(-2)).toEqual(['4 CLOSED', '4 error other side closed']);
    expect(told('l-#').slice(-2)).toEqual(['2 error getaddrinfo ENOTFOUND', '2 CLOSED']);
  });

  it('closes the connection behind an answer that says so, and an idle one at a # behind |', () => {
    expect(told({ marbles: 'c-s-h-|', fields: { connection: 'close' } }).slice(-2)).toEqual(['6 end', '6 CLOSED']);
    expect(told('c-s-h-|--#').slice(-2)).toEqual(['6 end', '9 CLOSED']);
  });

  it('closes the connection behind an answer to a request that asks for it', () => {
    expect(told('c-s-h-|', { reset: true }).slice(-3)).toEqual([
      '4 head 200 OK {"content-length":"0","connection":"close"}',
      '6 end',
      '6 CLOSED',
    ]);
  });

  it('takes an h behind a u without an s for an early answer, which ends the connection', () => {
    onVirtualTime({ 'POST /a': 'l---c---u---h---|' }, ({ http, expectSignals }) => {
      http.post('/a', 'data');
      expectSignals('           (s1)(23)q---(4h)(60fd)');
    });
  });

  it.each<[string, Partial<DispatchOptions>, string[]]>([
    [
      'the Content-Length of a Blob',
      { headers: ['Content-Length', '10'], body: bodyOfAnyKind(new Blob(['0123456789'])) },
      ['25/50', '50/50'],
    ],
    ['no body of unknown length', { body: bodyOfAnyKind(new Blob([]).stream()) }, ['10/0', '20/0']],
    ['the bytes that are there', { body: Uint8Array.of(1, 2, 3, 4) }, ['12/24', '24/24']],
  ])('counts %s as sent', (_what, request, sent) => {
    const lines = told('c-u-s-h-|', { method: 'POST', ...request });
    expect(lines.flatMap((line) => /SENT (.*)/.exec(line)?.[1] ?? [])).toEqual(sent);
  });

  it('closes the connection under the next request where a # behind | comes too late for an idle one', () => {
    onVirtualTime(
      { 'POST /a': ['l---c---s---h---|---------------#', 's-----------h---|'] },
      ({ http, at, expectSignals }) => {
        http.post('/a', '1');
        at(24, () => http.post('/a', '2'));
        expectSignals('           (s1)(23)q---(4h)(5fd)---(s3q)---(FD60)');
        at(40, () => expect(http.errorString()).toBe('printer:80 closed the connection before it answered'));
      },
    );
  });

  it('ends in nothing where the diagram just ends', () => {
    onVirtualTime({ 'GET /a': 'l---c---s' }, ({ http, expectSignals }) => {
      http.get('/a');
      expectSignals('          (s1)(23)q');
    });
  });
});

describe('the body of a marble answer', () => {
  const bodyOf = (answer: MarbleAnswer) => told(answer).flatMap((line) => /data (.*)/.exec(line)?.[1] ?? []);
  const lengthOf = (answer: MarbleAnswer, method = 'GET') => /\{.*\}/.exec(told(answer, { method }).join())?.[0];

  it.each<[string, MarbleAnswer, string[]]>([
    ['the word data for each d', 'h-d-d-|', ['data', 'data']],
    ['a list, in its order', { marbles: 'h-d-d-d-|', chunks: ['one', 'two'] }, ['one', 'two', 'data']],
    ['letters of its own', { marbles: 'h-x-y-x-d-|', chunks: { x: 'one', y: 'two' } }, ['one', 'two', 'one', 'data']],
    ['bytes', { marbles: 'h-d-|', chunks: [Uint8Array.of(0x61, 0x62)] }, ['ab']],
  ])('is made of %s', (_what, answer, body) => {
    expect(bodyOf(answer)).toEqual(body);
  });

  it.each<[string, MarbleAnswer, string | undefined]>([
    ['as long as its chunks', { marbles: 'h-d-|', chunks: ['ärger'] }, '{"content-length":"6"}'],
    ['one byte longer where it breaks off', 'h-d-#', '{"content-length":"5"}'],
    ['of any length in chunks', { marbles: 'h-d-|', framing: 'chunked' }, '{"transfer-encoding":"chunked"}'],
    ['of any length until the end', { marbles: 'h-d-|', framing: 'close' }, '{"connection":"close"}'],
    ['as its fields say', { marbles: 'h-d-|', fields: { 'Content-Length': '9' } }, '{"content-length":"9"}'],
    ['without a length for 204', { marbles: 'h-|', status: 204 }, '{}'],
    [
      'as its header says',
      { marbles: 'h-|', header: HttpResponseHeader.parse('HTTP/1.0 200 Fine\r\nX-A: 1\r\nX-A: 2\r\n\r\n') },
      '{"x-a":["1","2"]}',
    ],
  ])('is said to be %s', (_what, answer, fields) => {
    expect(lengthOf(answer)).toBe(fields);
  });

  it.each<[string, MarbleAnswer, string]>([
    ['the usual reason of its status', { marbles: 'h-|', status: 404 }, 'HTTP/1.1 404 Not Found'],
    ['none where there is no usual one', { marbles: 'h-|', status: 299 }, 'HTTP/1.1 299 '],
    ['the one that was given', { marbles: 'h-|', status: 404, reason: 'Gone fishing' }, 'HTTP/1.1 404 Gone fishing'],
  ])('has in its status line %s', (_what, answer, line) => {
    expect(
      told(answer)
        .find((one) => one.includes('STATUS'))
        ?.replace(/^\d+ STATUS /, ''),
    ).toBe(line);
  });

  it('has each of the values of a field', () => {
    expect(lengthOf({ marbles: 'h-|', status: 204, fields: { 'Set-Cookie': ['a=1', 'b=2'] } })).toBe(
      '{"set-cookie":["a=1","b=2"]}',
    );
  });

  it('has no length that was made up for HEAD', () => {
    expect(lengthOf('h-|', 'HEAD')).toBe('{}');
  });
});

describe('holding a marble answer back', () => {
  const routes = { 'GET /a': 's-----h---d-d-d----------d---|' };

  it('keeps its letters; they come in the frame in which it is let go of, and later ones in their own', () => {
    onVirtualTime(routes, ({ http, at, expectObservable }) => {
      const releases: (() => void)[] = [];
      const held$ = http.get$('/a').pipe(
        tap((signal) => {
          if (signal.type === 'data' && releases.length === 0) releases.push(signal.hold());
        }),
      );
      at(17, () => releases[0]?.());
      expectObservable(held$.pipe(signalLetters())).toBe('(s23q)(4h)(px)---(pxpx)--(px)(5f|)');
    });
  });

  it('keeps the rest where it is held back again in between', () => {
    onVirtualTime(routes, ({ http, at, expectObservable }) => {
      const releases: (() => void)[] = [];
      const held$ = http.get$('/a').pipe(
        tap((signal) => {
          if (signal.type === 'data') releases.push(signal.hold());
        }),
      );
      for (const frame of [20, 30, 40, 50]) at(frame, () => releases.shift()?.());
      expectObservable(held$.pipe(signalLetters())).toBe('(s23q)(4h)(px) 6ms (px) 6ms (px) 6ms (px) 6ms (5f|)');
    });
  });
});

describe('giving a marble answer up', () => {
  it('closes the connection, and tells so when the call has returned', () => {
    const scheduler = new TestScheduler(() => undefined);
    const lines: string[] = [];
    scheduler.run(() => {
      const dispatcher = marbleDispatcher(scheduler, { 'GET /a': 'c-s-h---d-|' });
      dispatcher.observe({ ...silent, onClosed: () => lines.push(`${scheduler.frame} CLOSED`) });
      dispatcher.dispatch(getA, {
        ...deaf,
        onResponseStart: (controller) => {
          controller.abort(new Error('not wanted'));
          lines.push(`${scheduler.frame} aborted`);
        },
        onResponseData: () => lines.push('data'),
        onResponseError: (_controller, error) => lines.push(`${scheduler.frame} ${error.message}`),
      });
    });
    expect(lines).toEqual(['4 aborted', '4 CLOSED', '4 not wanted']);
  });

  type Moment = keyof ConnectionListener | keyof DispatchHandler;

  /** What is told, by name, of a request that is given up inside its first telling of `moment`. */
  function toldUntil(moment: Moment, answer: MarbleAnswer, giveUp: 'abort' | 'unobserve'): Moment[] {
    const scheduler = new TestScheduler(() => undefined);
    const names: Moment[] = [];
    scheduler.run(() => {
      const dispatcher = marbleDispatcher(scheduler, { 'GET /a': answer });
      let abort = (): void => undefined;
      const told = (name: Moment) => () => {
        names.push(name);
        if (name !== moment) return;
        if (giveUp === 'abort') abort();
        else unobserve();
      };
      const unobserve = dispatcher.observe({
        onLookup: told('onLookup'),
        onConnecting: told('onConnecting'),
        onConnected: told('onConnected'),
        onSending: told('onSending'),
        onBytesSent: told('onBytesSent'),
        onFirstByte: told('onFirstByte'),
        onClosed: told('onClosed'),
      });
      dispatcher.dispatch(getA, {
        onRequestStart: (controller) => {
          abort = () => controller.abort(new Error('not wanted'));
          told('onRequestStart')();
        },
        onRequestSent: told('onRequestSent'),
        onResponseStart: told('onResponseStart'),
        onResponseData: told('onResponseData'),
        onResponseEnd: told('onResponseEnd'),
        onResponseError: told('onResponseError'),
      });
    });
    return names;
  }
  const course: Moment[] = ['onConnecting', 'onConnected', 'onRequestStart', 'onSending', 'onBytesSent'];

  it.each<[Moment, number]>([
    ['onRequestStart', 3],
    ['onSending', 4],
    ['onBytesSent', 5],
    ['onResponseStart', 8],
  ])('inside %s ends it there, with the connection', (moment, count) => {
    const all: Moment[] = [...course, 'onRequestSent', 'onFirstByte', 'onResponseStart'];
    const expected = [...all.slice(0, count), 'onClosed', 'onResponseError'];
    expect(toldUntil(moment, 'c-s-h---d-|', 'abort')).toEqual(expected);
    expect(toldUntil(moment, 'c---h---d-|', 'abort')).toEqual(expected);
  });

  it('inside the first byte of the answer ends it before its head', () => {
    expect(toldUntil('onFirstByte', 'c-s-h---d-|', 'abort')).toEqual([
      ...course,
      'onRequestSent',
      'onFirstByte',
      'onClosed',
      'onResponseError',
    ]);
  });

  it.each<[Moment, MarbleAnswer, Moment[]]>([
    ['onConnecting', 'l-c-s-h-|', ['onLookup', 'onConnecting']],
    ['onConnecting', { marbles: 'l-#', error: 'ECONNREFUSED' }, ['onLookup', 'onConnecting']],
    ['onConnected', 'c-s-h-|', course.slice(0, 2)],
    ['onSending', 'c-s-h-|', course.slice(0, 4)],
  ])('by observing no more inside %s ends it without a word', (moment, answer, expected) => {
    expect(toldUntil(moment, answer, 'unobserve')).toEqual(expected);
  });

  it('leaves the next request a connection of its own, also where nobody observes', () => {
    const scheduler = new TestScheduler(() => undefined);
    const lines: string[] = [];
    scheduler.run(() => {
      const dispatcher = marbleDispatcher(scheduler, { 'GET /a': '----c---s---h-|' });
      const ask = (onRequestStart: DispatchHandler['onRequestStart']) =>
        dispatcher.dispatch(getA, {
          ...deaf,
          onRequestStart,
          onResponseEnd: () => lines.push(`${scheduler.frame} end`),
          onResponseError: (_controller, error) => lines.push(`${scheduler.frame} ${error.message}`),
        });
      ask((controller) => {
        controller.abort(new Error('not wanted'));
        ask(() => lines.push(`${scheduler.frame} start`));
      });
    });
    expect(lines).toEqual(['4 not wanted', '8 start', '18 end']);
  });

  it('tells nothing to who does not observe any more', () => {
    const scheduler = new TestScheduler(() => undefined);
    const lines: string[] = [];
    scheduler.run(() => {
      const dispatcher = marbleDispatcher(scheduler, { 'GET /a': 'l-c-s-h-|' });
      const unobserve = dispatcher.observe({
        ...silent,
        onLookup: () => lines.push('LOOKUP'),
        onConnected: () => lines.push('CONNECTED'),
      });
      dispatcher.dispatch(getA, { ...deaf, onResponseEnd: () => lines.push('end') });
      scheduler.schedule(unobserve, 1);
    });
    expect(lines).toEqual(['LOOKUP']);
  });
});

describe('wrong routes', () => {
  const routesOf = (routes: MarbleRoutes) => () => marbleDispatcher(new TestScheduler(() => undefined), routes);

  it.each<[string, MarbleRoutes, string]>([
    ['an unknown letter', { 'GET /a': 'l-c-z' }, "'z' is no letter of the answer 'l-c-z'"],
    ['an answer before its request', { 'GET /a': 'h-s-|' }, 'the course of no request'],
    ['an end without a head', { 'GET /a': 'c-s-|' }, 'the course of no request'],
    ['a wrong one in a list', { 'GET /a': ['h-|', 'd-|'] }, 'the course of no request'],
    ['a route without a method', { '/a': 'h-|' }, "such as 'GET /a', not '/a'"],
  ])('are refused at once: %s', (_what, routes, message) => {
    expect(routesOf(routes)).toThrow(TypeError);
    expect(routesOf(routes)).toThrow(message);
  });

  it('of a request that has none fail with a text that says so', () => {
    onVirtualTime({ 'GET /a': 'h-|', 'GET /b': 'h-|' }, ({ http, at, expectSignals }) => {
      http.get('/c');
      expectSignals('(s2FD0)');
      at(1, () => expect(http.errorString()).toBe('No marbles for GET /c: the routes are GET /a, GET /b'));
    });
  });

  it('of a list that has been used up fail with a text that says so', () => {
    onVirtualTime({ 'GET /a': ['h---|'] }, ({ http, at }) => {
      http.get('/a');
      http.get('/a');
      at(9, () => expect(http.errorString()).toBe('No marbles left for GET /a: its list has 1'));
    });
  });

  it('are not shared by two QHttps', () => {
    const scheduler = new TestScheduler(() => undefined);
    scheduler.run(() => {
      const dispatcher = marbleDispatcher(scheduler, { 'GET /a': 'h-|' });
      const [first, second] = [0, 1].map(() => new QHttp('printer', 80, { dispatcher, scheduler }));
      first?.get('/a');
      second?.get('/a');
      scheduler.schedule(() => {
        expect(first?.errorString()).toBe('Unknown error');
        expect(second?.errorString()).toBe('A marble dispatcher is the connection of one QHttp: make one for each');
      }, 9);
    });
  });
});
