import { ok } from '../support/answers.js';
import { httpTo, text } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';
import { turn } from '../support/turn.js';

const answer = ok('hello');
const whole = 'S1 Connecting Sending q Reading H200 p y Connected F1 DONE';

/** The signals of one POST whose answer comes in these pieces, and what was read. */
async function answeredBy(...pieces: readonly string[]): Promise<[string, string, string]> {
  const server = await RawServer.listen(async (connection) => {
    await connection.request();
    for (const piece of pieces) {
      await connection.sent(piece);
      await turn(); // so that each piece is read by itself
      await turn();
    }
  });
  const http = httpTo(server);
  const recorder = new Recorder(http);
  http.post('/', 'x');
  await recorder.settled();
  return [recorder.line, text(http.readAll()), http.lastResponse().reasonPhrase()];
}

describe('an interim answer', () => {
  test.each([
    ['100', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['100 with fields', 'HTTP/1.1 100 Continue\r\nX: y\r\nContent-Length: 3\r\n\r\n'],
    ['102', 'HTTP/1.1 102 Processing\r\n\r\n'],
    ['103', 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n'],
    ['199', 'HTTP/1.1 199 Whatever\r\n\r\n'],
    ['100 without a reason', 'HTTP/1.1 100\r\n\r\n'],
    ['100 of HTTP/1.0', 'HTTP/1.0 100 Continue\r\n\r\n'],
    ['several', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n'],
  ])('%s is passed over: in one piece with the answer, and in one of its own', async (_code, interim) => {
    expect([await answeredBy(interim + answer), await answeredBy(interim, answer)]).toEqual([
      [whole, 'hello', 'OK'],
      [whole, 'hello', 'OK'],
    ]);
  });

  test('is passed over wherever it is cut in two', async () => {
    const bytes = `HTTP/1.1 100 Continue\r\nX: y\r\n\r\n${answer}`;
    const cuts = Array.from({ length: bytes.length - 1 }, (_, i) => i + 1);

    const results = await Promise.all(cuts.map((cut) => answeredBy(bytes.slice(0, cut), bytes.slice(cut))));

    expect(new Set(results.map((result) => result.join('|')))).toEqual(new Set([`${whole}|hello|OK`]));
  });

  test('is passed over when it comes byte by byte', async () => {
    expect(await answeredBy(...`HTTP/1.1 100 Continue\r\n\r\n${answer}`.split(''))).toEqual([
      'S1 Connecting Sending q Reading H200 p y Connected F1 DONE',
      'hello',
      'OK',
    ]);
  });

  test('is not mistaken for one in the body of an answer', async () => {
    expect(await answeredBy(ok('HTTP/1.1 100 Continue\r\n\r\n'))).toEqual([
      whole,
      'HTTP/1.1 100 Continue\r\n\r\n',
      'OK',
    ]);
  });

  test('before each answer on a kept connection is passed over', async () => {
    const server = await RawServer.answering(() => `HTTP/1.1 103 Early Hints\r\n\r\n${answer}`);
    const http = httpTo(server);
    const recorder = new Recorder(http);

    http.get('/1');
    http.get('/2');
    await recorder.settled();

    expect([recorder.line, server.connections.length]).toEqual([
      'S1 Connecting Sending q Reading H200 p y Connected F1 S2 Sending q Reading H200 p y Connected F2 DONE',
      1,
    ]);
  });
});
