import { turn } from '../support/turn.js';
import { outcomeOf, type Outcome } from './support/misbehaving.js';
import { ends, sent } from './support/words.js';

const length = 'Content-Length: 5\r\n\r\nhello';
const status = 'HTTP/1.1 200 OK\r\n';

const invalid: Outcome = {
  story: `${sent} Reading ${ends('InvalidResponseHeader')}`,
  error: 'InvalidResponseHeader: Invalid HTTP response header',
  body: '',
  connections: 2,
};

const heads: readonly (readonly [string, string])[] = [
  ['garbage', 'garbage\r\n\r\n'],
  ['random bytes', '\x9c\x01\xfe\x80\x7f\xc3\x28\xa0\xff\r\n\r\n'],
  ['a single NUL', '\0'],
  ['an answer of HTTP/0.9', '<html>hello</html>'],
  ['a greeting of SMTP', '220 smtp.example ESMTP\r\n'],
  ['a greeting of SSH', 'SSH-2.0-OpenSSH_9.9\r\n'],
  ['an alert of TLS', '\x15\x03\x03\x00\x02\x02\x28'],
  ['the settings of HTTP/2', '\0\0\0\x04\0\0\0\0\0'],
  ['a request', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['blank lines', '\r\n\r\n\r\n\r\n\0'],
  ['a code below 100', `HTTP/1.1 007 Bond\r\n${length}`],
  ['a NUL in the reason', `HTTP/1.1 200 O\0K\r\n${length}`],
  ['a status line of RTSP', `RTSP/1.1 200 OK\r\n${length}`],
  ['a status line of ICY', `ICY 200 OK\r\n${length}`],
  ['a status line of ICE', `ICE/1.0 200 OK\r\n${length}`],
  ['a status line of HTTP/0.9', `HTTP/0.9 200 OK\r\n${length}`],
  ['a status line of HTTP/1.2', `HTTP/1.2 200 OK\r\n${length}`],
  ['a status line of HTTP/2.0', `HTTP/2.0 200 OK\r\n${length}`],
  ['a status line of HTTP/3.0', `HTTP/3.0 200 OK\r\n${length}`],
  ['a status line in small letters', `http/1.1 200 OK\r\n${length}`],
  ['a blank before the status line', ` ${status}${length}`],
  ['two blanks before the status code', `HTTP/1.1  200 OK\r\n${length}`],
  ['a status code of two digits', `HTTP/1.1 20 OK\r\n${length}`],
  ['a status code of four digits', `HTTP/1.1 2000 OK\r\n${length}`],
  ['a status code with a letter', `HTTP/1.1 2o0 OK\r\n${length}`],
  ['no status code', `HTTP/1.1 OK\r\n${length}`],
  ['a CR in the reason', `HTTP/1.1 200 O\rK\r\n${length}`],
  ['lines that end with LF alone', 'HTTP/1.1 200 OK\nContent-Length: 5\n\nhello'],
  ['a status line that ends with LF alone', `HTTP/1.1 200 OK\n${length}`],
  ['a field that ends with LF alone', `${status}X: a\n${length}`],
  ['a line that ends with CR alone', `${status}X: a\r${length}`],
  ['a blank line of LF alone', `${status}Content-Length: 5\r\n\nhello`],
  ['a NUL in a value', `${status}X: a\0b\r\n${length}`],
  ['a NUL in a name', `${status}X\0Y: a\r\n${length}`],
  ['a blank before the colon', `${status}X : a\r\n${length}`],
  ['a tab before the colon', `${status}X\t: a\r\n${length}`],
  ['a field without a colon', `${status}X\r\n${length}`],
  ['a field without a name', `${status}: a\r\n${length}`],
  ['a name with a bracket', `${status}X(a): a\r\n${length}`],
  ['a folded line', `${status}X: a\r\n b\r\n${length}`],
  ['a folded line behind a tab', `${status}X: a\r\n\tb\r\n${length}`],
  ['a first line that is folded', `${status} X: a\r\n${length}`],
];

describe('a head that is none is an InvalidResponseHeader', () => {
  test.each(heads)('%s', async (_what, answer) => {
    expect(await outcomeOf((connection) => connection.send(answer))).toEqual(invalid);
  });

  test.each(heads)('%s, in two pieces', async (_what, answer) => {
    const middle = Math.ceil(answer.length / 2);
    const outcome = await outcomeOf(async (connection) => {
      await connection.sent(answer.slice(0, middle));
      await turn();
      connection.send(answer.slice(middle));
    });

    expect(outcome).toEqual(invalid);
  });
});

test('blanks around a value are no part of it', async () => {
  let head = '';
  const outcome = await outcomeOf(
    (connection) => connection.send('HTTP/1.1 204 No Content\r\nX-A: \t a b\t \r\nX-B:  \r\n\r\n'),
    (http) => {
      http.done$.subscribe(() => (head ||= http.lastResponse().toString()));
      http.get('/');
    },
  );

  expect([head, outcome.story]).toEqual([
    'HTTP/1.1 204 No Content\r\nX-A: a b\r\nX-B: \r\n\r\n',
    `${sent} Reading H204:No Content Connected F1 DONE`,
  ]);
});
