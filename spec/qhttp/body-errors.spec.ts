import { turn } from '../support/turn.js';
import { failureOf, then } from './failure-of.js';

const head = 'HTTP/1.1 200 OK\r\n';
const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n`;
const reading = 'S1 Connecting Sending q Reading H200';

/** All signals of an answer with some of its body, and of one without. */
const someBody = `${reading} p y ${then.fails('WrongContentLength')} ${then.nextWorks}`;
const noBody = `${reading} ${then.fails('WrongContentLength')} ${then.nextWorks}`;

describe('a body that is cut short', () => {
  test.each([
    ['after some of its length', `${head}Content-Length: 10\r\n\r\nhello`, someBody, 'hello', '5 of 10'],
    ['before a byte of its length', `${head}Content-Length: 10\r\n\r\n`, noBody, '', '0 of 10'],
    ['before its last chunk', `${chunked}5\r\nhello\r\n`, someBody, 'hello', '5'],
    ['inside a chunk', `${chunked}a\r\nhello`, someBody, 'hello', '5'],
    ['inside the size of a chunk', `${chunked}5\r\nhello\r\n1`, someBody, 'hello', '5'],
    ['before the blank line of its last chunk', `${chunked}5\r\nhello\r\n0\r\n`, someBody, 'hello', '5'],
    ['before its first chunk', chunked, noBody, '', '0'],
  ])('%s is a WrongContentLength, and what came can be read', async (_where, answer, signals, body, bytes) => {
    expect(await failureOf((connection) => connection.end(answer))).toEqual({
      signals,
      code: 'WrongContentLength',
      message: `The body from HOST:PORT ended after ${bytes} bytes, before it was whole`,
      body,
    });
  });

  test.each([
    ['its length', `${head}Content-Length: 10\r\n\r\nhello`, '5 of 10'],
    ['its chunks', `${chunked}5\r\nhello\r\n`, '5'],
  ])('by a reset inside %s is a WrongContentLength', async (_what, answer, bytes) => {
    const failed = await failureOf(async (connection) => {
      await connection.sent(answer);
      await turn();
      await turn(); // a reset throws away what has not been read
      connection.reset();
    });

    expect(failed).toEqual({
      signals: someBody,
      code: 'WrongContentLength',
      message: `The body from HOST:PORT ended after ${bytes} bytes, before it was whole`,
      body: 'hello',
    });
  });

  test('by a reset where only the close would end it is an UnexpectedClose', async () => {
    const failed = await failureOf(async (connection) => {
      await connection.sent(`${head}\r\nhello`);
      await turn();
      await turn();
      connection.reset();
    });

    expect(failed).toEqual({
      signals: `${reading} p y ${then.fails('UnexpectedClose')} ${then.nextWorks}`,
      code: 'UnexpectedClose',
      message: 'HOST:PORT reset the connection inside the body',
      body: 'hello',
    });
  });
});

describe('chunks that are broken are a WrongContentLength', () => {
  test.each([
    ['a size that is no number', `${chunked}5\r\nhello\r\nxyz\r\n`, 'hello'],
    ['a negative size', `${chunked}5\r\nhello\r\n-1\r\n`, 'hello'],
    ['an empty size', `${chunked}5\r\nhello\r\n\r\n`, 'hello'],
    ['a size over 2^64', `${chunked}5\r\nhello\r\nfffffffffffffffff\r\n`, 'hello'],
    ['no line end behind a chunk', `${chunked}5\r\nhelloworld\r\n`, 'hello'],
    ['a chunk that is longer than its size', `${chunked}5\r\nhello!\r\n0\r\n\r\n`, 'hello'],
    ['LF alone behind a size', `${chunked}5\r\nhello\r\n5\nworld\r\n0\r\n\r\n`, 'hello'],
  ])('%s', async (_what, answer, body) => {
    expect(await failureOf((connection) => connection.send(answer))).toEqual({
      signals: someBody,
      code: 'WrongContentLength',
      message: 'Invalid HTTP chunked body',
      body,
    });
  });
});
