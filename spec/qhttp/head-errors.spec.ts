import type { RawConnection } from '../support/raw-connection.js';
import { failureOf, then } from './failure-of.js';

const sent = 'S1 Connecting Sending q';

describe('a connection that closes before it answers', () => {
  test.each<[string, (connection: RawConnection) => void]>([
    ['is closed', (connection) => connection.end()],
    ['is reset', (connection) => connection.reset()],
  ])('because it %s is an UnexpectedClose', async (_how, misbehave) => {
    expect(await failureOf(misbehave)).toEqual({
      signals: `${sent} ${then.fails('UnexpectedClose')} ${then.nextWorks}`,
      code: 'UnexpectedClose',
      message: 'HOST:PORT closed the connection before it answered',
      body: '',
    });
  });
});

describe('a connection that closes inside the head of its answer', () => {
  test.each([
    ['in the protocol', 'HTT'],
    ['in the status line', 'HTTP/1.1 200 O'],
    ['after the status line', 'HTTP/1.1 200 OK\r\n'],
    ['in a field', 'HTTP/1.1 200 OK\r\nContent-Le'],
    ['before the blank line', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n'],
    ['inside the blank line', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r'],
    ['after an interim answer', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
    ['inside an interim answer', 'HTTP/1.1 103 Early Hints\r\nLink: '],
  ])('%s is an UnexpectedClose', async (_where, head) => {
    expect(await failureOf((connection) => connection.end(head))).toEqual({
      signals: `${sent} Reading ${then.fails('UnexpectedClose')} ${then.nextWorks}`,
      code: 'UnexpectedClose',
      message: 'HOST:PORT closed the connection inside the head of its answer',
      body: '',
    });
  });
});

describe('an answer whose head is none is an InvalidResponseHeader', () => {
  const length = 'Content-Length: 5\r\n\r\nhello';

  test.each([
    ['garbage', 'garbage\r\n\r\n'],
    ['HTTP/0.9', '<html>hello</html>'],
    ['another protocol', '220 smtp.example ESMTP\r\n'],
    ['TLS', '\x15\x03\x03\x00\x02\x02\x28'],
    ['a blank line', '\r\n\r\n\r\n\r\n\0'],
    ['RTSP', `RTSP/1.1 200 OK\r\n${length}`],
    ['ICY', `ICY 200 OK\r\n${length}`],
    ['HTTP/3.0', `HTTP/3.0 200 OK\r\n${length}`],
    ['ICE', `ICE/1.0 200 OK\r\n${length}`],
    ['a status code of two digits', `HTTP/1.1 20 OK\r\n${length}`],
    ['a status code of four digits', `HTTP/1.1 2000 OK\r\n${length}`],
    ['no status code', `HTTP/1.1 OK\r\n${length}`],
    ['lines that end with LF alone', 'HTTP/1.1 200 OK\nContent-Length: 5\n\nhello'],
    ['NUL in a value', `HTTP/1.1 200 OK\r\nX: a\0b\r\n${length}`],
    ['a blank before the colon', `HTTP/1.1 200 OK\r\nX : a\r\n${length}`],
    ['a field without a colon', `HTTP/1.1 200 OK\r\nX\r\n${length}`],
    ['a field without a name', `HTTP/1.1 200 OK\r\n: a\r\n${length}`],
    ['a folded line', `HTTP/1.1 200 OK\r\nX: a\r\n b\r\n${length}`],
    ['a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello'],
    ['a length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello'],
    ['a length over 2^64', 'HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello'],
    ['two lengths', `HTTP/1.1 200 OK\r\nContent-Length: 4\r\n${length}`],
    ['a length and chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n'],
    ['101 that nobody asked for', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'],
  ])('%s', async (_what, answer) => {
    expect(await failureOf((connection) => connection.send(answer))).toEqual({
      signals: `${sent} Reading ${then.fails('InvalidResponseHeader')} ${then.nextWorks}`,
      code: 'InvalidResponseHeader',
      message: 'Invalid HTTP response header',
      body: '',
    });
  });

  test('interim answers without an end', async () => {
    const { signals, message } = await failureOf((connection) =>
      connection.sendForever('HTTP/1.1 102 Processing\r\n\r\n'.repeat(100)),
    );

    expect([signals, message]).toEqual([
      `${sent} Reading ${then.fails('InvalidResponseHeader')} ${then.nextWorks}`,
      'The head of the answer from HOST:PORT is too large',
    ]);
  });
});
