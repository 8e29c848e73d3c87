import { Readable } from 'node:stream';
import { HttpRequestHeader, type QHttp, type RequestData } from '../../src/index.js';
import { ok } from '../support/answers.js';
import type { RawConnection } from '../support/raw-connection.js';
import { turn } from '../support/turn.js';
import { outcomeOf, type Misbehaviour } from './support/misbehaving.js';
import { ends, sent } from './support/words.js';

/** How a server closes, when all that it has sent has been read: a reset throws away what has not. */
const closings: Readonly<Record<string, (connection: RawConnection, bytes: string) => unknown>> = {
  closes: (connection, bytes) => connection.drain().end(bytes),
  resets: async (connection, bytes) => {
    await connection.drain().sent(bytes);
    await turn();
    await turn();
    connection.reset();
  },
};

/** What may be sent again: RFC 9110, section 9.2.2, with a body that can be made again. */
const repeatable: readonly (readonly [string, string, RequestData | undefined])[] = [
  ['GET', 'GET', undefined],
  ['HEAD', 'HEAD', undefined],
  ['OPTIONS', 'OPTIONS', undefined],
  ['TRACE', 'TRACE', undefined],
  ['DELETE', 'DELETE', undefined],
  ['PUT with a string', 'PUT', 'data'],
  ['PUT with bytes', 'PUT', new Uint8Array([100, 97, 116, 97])],
  ['PUT with a Blob', 'PUT', new Blob(['data'])],
  ['PUT with URLSearchParams', 'PUT', new URLSearchParams({ a: 'b' })],
  ['PUT with FormData', 'PUT', new FormData()],
];

const unrepeatable: readonly (readonly [string, string, () => RequestData])[] = [
  ['POST', 'POST', () => 'data'],
  ['PATCH', 'PATCH', () => 'data'],
  ['PUT with a stream', 'PUT', () => Readable.from(['data'])],
];

/** A request, and one that is dropped if it fails. */
function send(http: QHttp, method: string, data: RequestData | undefined): void {
  const header = new HttpRequestHeader(method, '/again');
  if (data instanceof Readable) header.setContentLength(4);
  http.request(header, data);
  http.get('/dropped');
}

const unanswered = 'UnexpectedClose: HOST:PORT closed the connection before it answered';
const reopened = 'Closing Unconnected Connecting Sending q';

describe.each(Object.entries(closings))('a server that %s each connection without a byte', (_how, close) => {
  test.each(repeatable)('gets two more tries of %s, and no third', async (_what, method, data) => {
    const seen: string[] = [];
    const outcome = await outcomeOf(
      (connection, _index, { head, body }) => {
        seen.push(head + body.toString().replaceAll(/formdata-undici-\d+/g, ''));
        return close(connection, '');
      },
      (http) => send(http, method, data),
    );

    expect(outcome).toEqual({
      story: `${sent} ${reopened} ${reopened} ${ends('UnexpectedClose')}`,
      error: unanswered,
      body: '',
      connections: 4,
    });
    expect([seen.length, new Set(seen.map((request) => request.split('\r\n\r\n')[1])).size]).toEqual([3, 1]);
  });

  test.each(unrepeatable)('gets no other try of %s', async (_what, method, data) => {
    const outcome = await outcomeOf(
      (connection) => close(connection, ''),
      (http) => send(http, method, data()),
    );

    expect(outcome).toEqual({
      story: `${sent} ${ends('UnexpectedClose')}`,
      error: unanswered,
      body: '',
      connections: 2,
    });
  });
});

describe.each(Object.entries(closings))('a server that %s a kept connection without a byte', (_how, close) => {
  const first = `${sent} Reading H200:OK p6/6 y Connected F1 S2 Sending q`;
  const answered = 'Reading H200:OK p6/6 y Connected F2';

  /** Answers the first request of all, closes at so many others, and answers the rest. */
  const closing = (times: number): Misbehaviour => {
    let count = 0;
    return (connection, _index, { path, method }) => {
      if (count++ === 0 || count > times + 1) connection.send(answerTo(method, path));
      else return close(connection, '');
    };
  };
  const keptThen = (method: string, data?: RequestData) => (http: QHttp) => {
    http.get('/first');
    send(http, method, data);
  };

  test.each(repeatable)('gets %s over another one, and the command is told once', async (_what, method, data) => {
    const { story, error } = await outcomeOf(closing(1), keptThen(method, data));

    const whole = method === 'HEAD' ? answered.replace(' p6/6 y', '') : answered;
    expect([story, error]).toEqual([
      `${first} ${reopened} ${whole} S3 Sending q Reading H200:OK p8/8 y Connected F3 DONE`,
      'NoError: Unknown error',
    ]);
  });

  test('and each that is opened then gets two more tries of GET, and no third', async () => {
    expect(await outcomeOf(closing(Infinity), keptThen('GET'))).toEqual({
      story: `${first} ${reopened} ${reopened} ${ends('UnexpectedClose', 2)}`,
      error: unanswered,
      body: '',
      connections: 4,
    });
  });

  test.each(unrepeatable)('gets no other try of %s', async (_what, method, data) => {
    expect(await outcomeOf(closing(1), keptThen(method, data()))).toEqual({
      story: `${first} ${ends('UnexpectedClose', 2)}`,
      error: unanswered,
      body: '',
      connections: 2,
    });
  });

  test('behind the first byte of an answer gets no other try of GET', async () => {
    let count = 0;
    const outcome = await outcomeOf(
      (connection, _index, { path }) => (count++ === 0 ? connection.send(ok(path)) : close(connection, 'H')),
      keptThen('GET'),
    );

    expect(outcome).toEqual({
      story: `${first} Reading ${ends('UnexpectedClose', 2)}`,
      error: 'UnexpectedClose: HOST:PORT closed the connection inside the head of its answer',
      body: '',
      connections: 2,
    });
  });
});

function answerTo(method: string, path: string): string {
  const answer = ok(path);
  return method === 'HEAD' ? answer.slice(0, -path.length) : answer;
}

describe.each(Object.entries(closings))(
  'a server that %s the connection inside the head of its answer',
  (_how, close) => {
    test.each([
      ['in the protocol', 'HTT'],
      ['in the status line', 'HTTP/1.1 200 O'],
      ['after the status line', 'HTTP/1.1 200 OK\r\n'],
      ['in a field', 'HTTP/1.1 200 OK\r\nContent-Le'],
      ['before the blank line', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n'],
      ['inside the blank line', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r'],
      ['after an interim answer', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
      ['inside an interim answer', 'HTTP/1.1 103 Early Hints\r\nLink: '],
    ])('%s: an UnexpectedClose', async (_where, head) => {
      expect(await outcomeOf((connection) => close(connection, head))).toEqual({
        story: `${sent} Reading ${ends('UnexpectedClose')}`,
        error: 'UnexpectedClose: HOST:PORT closed the connection inside the head of its answer',
        body: '',
        connections: 2,
      });
    });
  },
);

describe.each(Object.entries(closings))('a server that %s the connection inside a body', (how, close) => {
  const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
  const some = 'p5/0 y ';

  test.each([
    ['after some of its length', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello', 'p5/10 y ', '5 of 10'],
    ['before a byte of its length', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n', '', '0 of 10'],
    ['before its last chunk', `${chunked}5\r\nhello\r\n`, some, '5'],
    ['inside a chunk', `${chunked}a\r\nhello`, some, '5'],
    ['inside the size of a chunk', `${chunked}5\r\nhello\r\n1`, some, '5'],
    ['before the blank line of its last chunk', `${chunked}5\r\nhello\r\n0\r\n`, some, '5'],
    ['inside its trailers', `${chunked}5\r\nhello\r\n0\r\nX: y`, some, '5'],
    ['before its first chunk', chunked, '', '0'],
  ])('%s: a WrongContentLength, and what came can be read', async (_where, answer, read, bytes) => {
    expect(await outcomeOf((connection) => close(connection, answer))).toEqual({
      story: `${sent} Reading H200:OK ${read}${ends('WrongContentLength')}`,
      error: `WrongContentLength: The body from HOST:PORT ended after ${bytes} bytes, before it was whole`,
      body: read === '' ? '' : 'hello',
      connections: 2,
    });
  });

  test.each([
    ['without a length', 'HTTP/1.1 200 OK\r\n\r\nhello'],
    ['whose last coding is not chunked', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nhello'],
  ])('%s: its end if it closes, and no end of it if it resets', async (_what, answer) => {
    const { story, error, body } = await outcomeOf(
      (connection) => close(connection, answer),
      (http) => http.get('/'),
    );

    expect([story, error, body]).toEqual(
      how === 'closes'
        ? [`${sent} Reading H200:OK p5/0 y Closing Unconnected F1 DONE`, 'NoError: Unknown error', 'hello']
        : [
            `${sent} Reading H200:OK p5/0 y ${ends('UnexpectedClose')}`,
            'UnexpectedClose: HOST:PORT reset the connection inside the body',
            'hello',
          ],
    );
  });
});
