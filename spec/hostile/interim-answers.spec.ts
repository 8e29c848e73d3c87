import type { QHttp } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { turn } from '../support/turn.js';
import { outcomeOf, type Outcome } from './support/misbehaving.js';
import { ends, sent } from './support/words.js';

const answer = ok('hello');

/** How a POST ends whose answer comes in these pieces, each of them read by itself. */
async function answeredBy(...pieces: readonly string[]): Promise<Outcome & { readonly reason: string }> {
  let reason = '';
  const outcome = await outcomeOf(
    async (connection) => {
      for (const piece of pieces) {
        await connection.sent(piece);
        await turn();
        await turn();
      }
    },
    (http) => {
      http.done$.subscribe(() => (reason ||= http.lastResponse().reasonPhrase()));
      http.post('/', 'x');
    },
  );
  return { ...outcome, reason };
}

/** One answer is told, as if there was nothing else. */
const one: Outcome & { readonly reason: string } = {
  story: `${sent} Reading H200:OK p5/5 y Connected F1 DONE`,
  error: 'NoError: Unknown error',
  body: 'hello',
  connections: 1,
  reason: 'OK',
};

describe('an interim answer before the answer is passed over', () => {
  test.each([
    ['100', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['100 with fields', 'HTTP/1.1 100 Continue\r\nX: y\r\nContent-Length: 3\r\n\r\n'],
    ['102', 'HTTP/1.1 102 Processing\r\n\r\n'],
    ['103', 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n'],
    ['199', 'HTTP/1.1 199 Whatever\r\n\r\n'],
    ['100 without a reason', 'HTTP/1.1 100\r\n\r\n'],
    ['100 of HTTP/1.0', 'HTTP/1.0 100 Continue\r\n\r\n'],
    ['several', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n'],
  ])('%s: in one piece with it, and in one of its own', async (_code, interim) => {
    expect([await answeredBy(interim + answer), await answeredBy(interim, answer)]).toEqual([one, one]);
  });

  test('wherever it is cut in two', async () => {
    const bytes = `HTTP/1.1 100 Continue\r\nX: y\r\n\r\n${answer}`;
    const seen: Outcome[] = [];
    for (let cut = 1; cut < bytes.length; cut++) seen.push(await answeredBy(bytes.slice(0, cut), bytes.slice(cut)));

    expect(seen).toEqual(seen.map(() => one));
  });

  test('when it comes byte by byte', async () => {
    const bytes = `HTTP/1.1 100 Continue\r\n\r\n${answer}`;

    expect(await answeredBy(...bytes.split(''))).toEqual(one);
  });

  test('each time, on a kept connection', async () => {
    const outcome = await outcomeOf(
      (connection) => connection.send(`HTTP/1.1 103 Early Hints\r\n\r\n${answer}`),
      (http) => {
        http.get('/1');
        http.get('/2');
      },
    );

    expect([outcome.story, outcome.connections]).toEqual([
      `${sent} Reading H200:OK p5/5 y Connected F1 S2 Sending q Reading H200:OK p5/5 y Connected F2 DONE`,
      1,
    ]);
  });
});

test('what looks like an interim answer in the body of an answer belongs to it', async () => {
  const body = 'HTTP/1.1 100 Continue\r\n\r\n';

  expect(await answeredBy(ok(body))).toEqual({
    ...one,
    story: `${sent} Reading H200:OK p25/25 y Connected F1 DONE`,
    body,
  });
});

const get = (http: QHttp) => http.get('/');
const invalid: Outcome = {
  story: `${sent} Reading ${ends('InvalidResponseHeader')}`,
  error: 'InvalidResponseHeader: Invalid HTTP response header',
  body: '',
  connections: 2,
};

describe('an interim answer with a bare line feed, whose end others may see elsewhere, is an InvalidResponseHeader', () => {
  test.each([
    ['in its status line', 'HTTP/1.1 103 Early Hints\nLink: x\r\n\r\n'],
    ['in its fields', 'HTTP/1.1 103 Early Hints\r\nLink: x\nA: b\r\n\r\n'],
    ['at its end', 'HTTP/1.1 100 Continue\r\nLink: x\n\n'],
  ])('%s', async (_where, interim) => {
    const outcome = await outcomeOf(async (connection) => {
      for (const piece of [interim.slice(0, -3), interim.slice(-3), ok('poison')]) {
        connection.send(piece);
        await turn();
      }
    }, get);

    expect(outcome).toEqual(invalid);
  });
});

describe('a 101 that nobody asked for is an InvalidResponseHeader', () => {
  test.each([
    ['with what it changes to', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'],
    ['without', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    [
      'to HTTP/2',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n\0\0\0\x04\0\0\0\0\0',
    ],
    [
      'with an answer behind it',
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n${answer}`,
    ],
    ['with an answer behind it, and no word of a change', `HTTP/1.1 101 Switching Protocols\r\n\r\n${answer}`],
    ['behind a 100', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n'],
  ])('%s', async (_what, bytes) => {
    expect(await outcomeOf((connection) => connection.send(bytes), get)).toEqual(invalid);
  });
});
