import { ErrorCode } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { httpTo, text } from '../support/http-to.js';
import type { RawConnection } from '../support/raw-connection.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';
import { turn } from '../support/turn.js';

/** The first connection gets what `answer` sends, every later one a good answer. */
async function answered(answer: (connection: RawConnection) => unknown) {
  const server = await RawServer.listen(async (connection, index) => {
    await connection.request();
    if (index === 0) await answer(connection);
    else connection.send(ok('next'));
  });
  const http = httpTo(server);
  const recorder = new Recorder(http);
  http.get('/');
  await recorder.settled();
  const seen = { code: ErrorCode[http.error()], body: text(http.readAll()) };
  http.get('/next');
  await recorder.settled();
  return { ...seen, line: recorder.line, next: text(http.readAll()) };
}

describe('an answer that a careless client takes for another', () => {
  test('a reset inside a body whose last coding is not chunked is no end of it', async () => {
    const seen = await answered(async (connection) => {
      await connection.sent('HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nhalf');
      await turn();
      await turn(); // a reset throws away what has not been read
      connection.reset();
    });

    expect([seen.code, seen.body, seen.next]).toEqual(['UnexpectedClose', 'half', 'next']);
  });

  test.each([
    ['2 ', 'xy'],
    ['2  ', 'xy'],
    ['0 ', ''],
  ])('a Content-Length of "%s" is a number with blanks behind it', async (length, body) => {
    const seen = await answered((connection) => {
      connection.send(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n${body}`);
    });

    expect([seen.code, seen.body, seen.next]).toEqual(['NoError', body, 'next']);
    expect(seen.line).toMatch(/^S1 Connecting Sending q Reading H200 (p y )?Closing Unconnected F1 DONE /);
  });

  test.each([
    ['in its status line', 'HTTP/1.1 103 Early Hints\nLink: x\r\n\r\n'],
    ['in its fields', 'HTTP/1.1 103 Early Hints\r\nLink: x\nA: b\r\n\r\n'],
    ['at its end', 'HTTP/1.1 100 Continue\r\nLink: x\n\n'],
  ])(
    'an interim answer with a bare line feed %s may end elsewhere for others, and is none',
    async (_where, interim) => {
      const seen = await answered(async (connection) => {
        for (const piece of [interim.slice(0, -3), interim.slice(-3), ok('poison')]) {
          connection.send(piece);
          await turn();
        }
      });

      expect([seen.code, seen.body, seen.next]).toEqual(['InvalidResponseHeader', '', 'next']);
      expect(seen.line).toMatch(
        /^S1 Connecting Sending q Reading F1!InvalidResponseHeader DONE! Closing Unconnected S2 /,
      );
    },
  );

  test('blanks around a value are no part of it', async () => {
    const server = await RawServer.answering(() => 'HTTP/1.1 204 No Content\r\nX-A: \t a b\t \r\nX-B:  \r\n\r\n');
    const http = httpTo(server);
    const recorder = new Recorder(http);
    http.get('/');
    await recorder.settled();

    expect(http.lastResponse().toString()).toBe('HTTP/1.1 204 No Content\r\nX-A: a b\r\nX-B: \r\n\r\n');
  });

  test('a 205 has no body to wait for, though it says no length', async () => {
    const seen = await answered((connection) => {
      connection.send('HTTP/1.1 205 Reset Content\r\n\r\n');
    });

    expect([seen.line, seen.next]).toEqual([
      'S1 Connecting Sending q Reading H205 Closing Unconnected F1 DONE ' +
        'S2 Connecting Sending q Reading H200 p y Connected F2 DONE',
      'next',
    ]);
  });

  test.each(['9007199254740993', '99999999999999999999'])('a length of %s cannot be counted', async (length) => {
    const seen = await answered((connection) => {
      connection.send(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\nhello`);
    });

    expect([seen.code, seen.body, seen.next]).toEqual(['InvalidResponseHeader', '', 'next']);
  });

  test.each(['HTTP/2.0 200 OK', 'HTTP/0.9 200 OK', 'HTTP/1.2 200 OK'])('%s is another protocol', async (line) => {
    const seen = await answered((connection) => {
      connection.send(`${line}\r\nContent-Length: 2\r\n\r\nhi`);
    });

    expect([seen.code, seen.body, seen.next]).toEqual(['InvalidResponseHeader', '', 'next']);
  });
});
