import { HttpRequestHeader } from '../../src/index.js';
import { outcomeOf } from './support/misbehaving.js';
import { ends, sent } from './support/words.js';

const head = 'HTTP/1.1 200 OK\r\n';
const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n`;
const hello = '5\r\nhello\r\n';
const last = '0\r\n\r\n';

describe('chunks that are broken are a WrongContentLength, and what came before can be read', () => {
  test.each([
    ['a size that is no number', 'xyz\r\n'],
    ['a size with a sign', '+5\r\nworld\r\n'],
    ['a negative size', '-1\r\n'],
    ['a size as of a program', '0x5\r\nworld\r\n'],
    ['a size behind a blank', ' 5\r\nworld\r\n'],
    ['an empty size', '\r\n'],
    ['a size over 2^64', 'fffffffffffffffff\r\n'],
    ['LF alone behind a size', '5\nworld\r\n'],
    ['CR alone behind a size', '5\rworld\r\n'],
    ['LF alone behind a chunk', '5\r\nworld\n5\r\nworld\r\n'],
    ['no line end behind a chunk', '5\r\nworldhello\r\n'],
    ['a chunk that is longer than its size', '5\r\nworld!\r\n'],
    ['a NUL in an extension', '5;a\0b\r\nworld\r\n'],
    ['a LF in an extension', '5;a\n5\r\nworld\r\n'],
  ])('%s', async (_what, broken) => {
    const whole = /^5\r\nworld(?!\r)/.test(broken) ? 'helloworld' : 'hello'; // this chunk is, but not its line

    expect(await outcomeOf((connection) => connection.send(chunked + hello + broken + last))).toEqual({
      story: `${sent} Reading H200:OK p${whole.length}/0 y ${ends('WrongContentLength')}`,
      error: 'WrongContentLength: Invalid HTTP chunked body',
      body: whole,
      connections: 2,
    });
  });

  test('the first of all: nothing of a body is told', async () => {
    expect(await outcomeOf((connection) => connection.send(`${chunked}nonsense\r\n`))).toEqual({
      story: `${sent} Reading H200:OK ${ends('WrongContentLength')}`,
      error: 'WrongContentLength: Invalid HTTP chunked body',
      body: '',
      connections: 2,
    });
  });
});

describe('a length of which one cannot say where it ends is an InvalidResponseHeader, and its connection is left', () => {
  test.each([
    ['with chunks behind it', 'Content-Length: 5\r\nTransfer-Encoding: chunked'],
    ['with chunks before it', 'Transfer-Encoding: chunked\r\nContent-Length: 5'],
    ['with chunks, in other letters', 'content-length: 5\r\ntransfer-encoding: CHUNKED'],
    ['and another', 'Content-Length: 5\r\nContent-Length: 4'],
    ['and another, apart', 'Content-Length: 5\r\nX: y\r\ncontent-length: 500'],
    ['twice', 'Content-Length: 5\r\nContent-Length: 5'],
    ['twice in one field', 'Content-Length: 5, 5'],
    ['that is negative', 'Content-Length: -5'],
    ['with a sign', 'Content-Length: +5'],
    ['with a fraction', 'Content-Length: 5.0'],
    ['in hexadecimal', 'Content-Length: 0x5'],
    ['that is no number', 'Content-Length: five'],
    ['with a blank inside', 'Content-Length: 5 0'],
    ['that is empty', 'Content-Length: '],
    ['over 2^53', 'Content-Length: 9007199254740993'],
    ['over 2^64', 'Content-Length: 99999999999999999999'],
  ])('%s', async (_what, fields) => {
    expect(await outcomeOf((connection) => connection.send(`${head}${fields}\r\n\r\n${hello}${last}`))).toEqual({
      story: `${sent} Reading ${ends('InvalidResponseHeader')}`,
      error: 'InvalidResponseHeader: Invalid HTTP response header',
      body: '',
      connections: 2,
    });
  });
});

describe('a body whose last coding is not chunked ends where the connection does (RFC 9112, section 6.3)', () => {
  test.each(['chunked, gzip', 'identity', 'xchunked'])('%s', async (codings) => {
    const outcome = await outcomeOf(
      (connection) => connection.drain().end(`${head}Transfer-Encoding: ${codings}\r\n\r\n${hello}${last}`),
      (http) => http.get('/'),
    );

    expect(outcome).toEqual({
      story: `${sent} Reading H200:OK p15/0 y Closing Unconnected F1 DONE`,
      error: 'NoError: Unknown error',
      body: hello + last,
      connections: 2,
    });
  });
});

describe('an answer that has no body, whatever its fields say, ends with its head', () => {
  const noContent = (rest: string) => `HTTP/1.1 204 No Content\r\n${rest}\r\n`;
  const resetContent = (rest: string) => `HTTP/1.1 205 Reset Content\r\n${rest}\r\n`;
  const notModified = (rest: string) => `HTTP/1.1 304 Not Modified\r\n${rest}\r\n`;

  const kept = 'Connected F1 DONE';
  const left = 'Closing Unconnected F1 DONE';
  /** The connection is left as soon as nobody needs it: undici cannot know whether a body follows after all. */
  const leftLater = 'Connected F1 DONE Closing Unconnected';

  test.each([
    ['204', 'GET', noContent(''), `H204:No Content ${kept}`],
    ['204 with a length', 'GET', noContent('Content-Length: 5\r\n'), `H204:No Content ${leftLater}`],
    ['204 with chunks', 'GET', noContent('Transfer-Encoding: chunked\r\n'), `H204:No Content ${leftLater}`],
    ['304', 'GET', notModified(''), `H304:Not Modified ${kept}`],
    ['304 with a length', 'GET', notModified('Content-Length: 5\r\n'), `H304:Not Modified ${leftLater}`],
    ['304 with chunks', 'GET', notModified('Transfer-Encoding: chunked\r\n'), `H304:Not Modified ${leftLater}`],
    ['205 with a length of 0', 'GET', resetContent('Content-Length: 0\r\n'), `H205:Reset Content ${kept}`],
    ['205', 'GET', resetContent(''), `H205:Reset Content ${left}`],
    ['200 to HEAD with a length', 'HEAD', `${head}Content-Length: 5\r\n\r\n`, `H200:OK ${kept}`],
    ['200 to HEAD with chunks', 'HEAD', chunked, `H200:OK ${kept}`],
    ['200 to HEAD without a length', 'HEAD', `${head}\r\n`, `H200:OK ${leftLater}`],
    ['404 to HEAD with a length', 'HEAD', 'HTTP/1.1 404 No\r\nContent-Length: 5\r\n\r\n', `H404:No ${kept}`],
  ])('%s', async (_what, method, answer, told) => {
    const outcome = await outcomeOf(
      (connection) => connection.send(answer),
      async (http, recorder) => {
        http.request(new HttpRequestHeader(method, '/'));
        if (told.endsWith('Unconnected')) await recorder.until(() => recorder.line.endsWith('Unconnected'));
      },
    );

    expect(outcome).toEqual({
      story: `${sent} Reading ${told}`,
      error: 'NoError: Unknown error',
      body: '',
      connections: told.endsWith(kept) ? 1 : 2,
    });
  });
});

describe('a length with blanks behind it (RFC 9110, section 5.6.3) is a length', () => {
  test.each([
    ['2 ', 'xy', 'p2/2 y '],
    ['2  ', 'xy', 'p2/2 y '],
    ['0 ', '', ''],
  ])('%j', async (length, body, read) => {
    const { story, ...outcome } = await outcomeOf(
      (connection) => connection.send(`${head}Content-Length: ${length}\r\n\r\n${body}`),
      (http) => http.get('/'),
    );

    expect({ story, ...outcome }).toEqual({
      story: `${sent} Reading H200:OK ${read}Closing Unconnected F1 DONE`,
      error: 'NoError: Unknown error',
      body,
      connections: 2,
    });
  });
});
