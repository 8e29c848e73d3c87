import { HttpRequestHeader } from '../../src/index.js';
import { ok, okInChunks } from '../support/answers.js';
import { endsCleanly } from '../support/ends-cleanly.js';
import { httpTo, text } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { turn } from '../support/turn.js';
import { plain } from './support/misbehaving.js';
import { sent } from './support/words.js';

interface Poisoned {
  readonly story: string;
  /** Those of the two answers. */
  readonly bodies: readonly string[];
  /** What was asked over each connection. */
  readonly asked: readonly (readonly string[])[];
}

interface Play {
  readonly method?: string;
  /** Whether the bytes behind the answer come by themselves. */
  readonly isLate?: boolean;
  /** Whether the second request waits behind the first, and is not given only when the connection has closed. */
  readonly isWaiting?: boolean;
  /** The method of the second one that waits. */
  readonly second?: string;
}

/** What becomes of two requests, of which the first is answered like this over the first connection. */
async function poisoned(answer: string, excess: string, play: Play = {}): Promise<Poisoned> {
  const { method = 'GET', isLate = false, isWaiting = false, second = 'GET' } = play;
  const asked: string[][] = [];
  const server = await RawServer.listen(async (connection, index) => {
    const paths: string[] = (asked[index] = []);
    while (true) {
      const { path } = await connection.request();
      paths.push(path);
      if (path !== '/first') connection.send(ok(path));
      else if (!isLate) connection.send(answer + excess);
      else {
        await connection.sent(answer);
        for (let i = 0; i < 5; i++) await turn();
        connection.send(excess);
      }
    }
  });
  const http = httpTo(server);
  const bodies: string[] = [];
  http.requestFinished$.subscribe(() => bodies.push(text(http.readAll())));
  const { story } = await endsCleanly(http, async (recorder) => {
    http.request(new HttpRequestHeader(method, '/first'));
    if (isWaiting) http.request(new HttpRequestHeader(second, '/second'));
    else await recorder.until(() => recorder.line.endsWith('Unconnected'));
  });
  return { story: plain(story), bodies, asked };
}

const evil = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil';

/** What the second request tells that waits. */
const second = 'S2 Closing Unconnected Connecting Sending q Reading H200:OK p7/7 y Connected F2 DONE';

const answers: readonly (readonly [string, string, string, string, string])[] = [
  ['an answer with a length', 'GET', ok('first'), 'H200:OK p5/5 y', 'first'],
  ['an answer in chunks', 'GET', okInChunks('first'), 'H200:OK p5/0 y', 'first'],
  ['a 204', 'GET', 'HTTP/1.1 204 No Content\r\n\r\n', 'H204:No Content', ''],
  ['a 304', 'GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\n', 'H304:Not Modified', ''],
  ['an answer to HEAD', 'HEAD', ok('first').slice(0, -5), 'H200:OK', ''],
];

const excesses: readonly (readonly [string, string])[] = [
  ['a second answer', evil],
  ['two answers', evil + evil],
  ['an interim answer', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
  ['the beginning of an answer', 'HTTP/1.1 200 OK\r\nX: '],
  ['a body that has no place', 'evil'],
  ['a line end and an answer', `\r\n${evil}`],
  ['a NUL', '\0'],
];

describe.each(answers)('behind %s', (_what, method, answer, told, body) => {
  test.each(excesses)(
    '%s, in one piece with it, leaves the next request another connection',
    async (_excess, excess) => {
      expect(await poisoned(answer, excess, { method })).toEqual({
        story: `${sent} Reading ${told} Connected F1 DONE Closing Unconnected`,
        bodies: [body, '/next'],
        asked: [['/first'], ['/next']],
      });
    },
  );

  test.each(excesses)('%s, while nothing runs, leaves the next request another connection', async (_excess, excess) => {
    expect(await poisoned(answer, excess, { method, isLate: true })).toEqual({
      story: `${sent} Reading ${told} Connected F1 DONE Closing Unconnected`,
      bodies: [body, '/next'],
      asked: [['/first'], ['/next']],
    });
  });

  test.each(excesses)('%s leaves a request that waits another connection', async (_excess, excess) => {
    expect(await poisoned(answer, excess, { method, isWaiting: true })).toEqual({
      story: `${sent} Reading ${told} Connected F1 ${second}`,
      bodies: [body, '/second', '/next'],
      asked: [['/first'], ['/second', '/next']],
    });
  });
});

test('a second answer leaves a POST that waits another connection: nothing of it was sent', async () => {
  expect(await poisoned(ok('first'), evil, { isWaiting: true, second: 'POST' })).toEqual({
    story: `${sent} Reading H200:OK p5/5 y Connected F1 ${second}`,
    bodies: ['first', '/second', '/next'],
    asked: [['/first'], ['/second', '/next']],
  });
});

test('a line end behind an answer is no other one, and the connection is kept', async () => {
  const { bodies, asked } = await poisoned(ok('first'), '\r\n', { isWaiting: true });

  expect([bodies, asked]).toEqual([['first', '/second', '/next'], [['/first', '/second', '/next']]]);
});

test('a server that answers before it is asked spoils that one request alone', async () => {
  let asked = 0;
  const server = await RawServer.listen(async (connection, index) => {
    if (index === 0) await connection.sent(evil);
    while (true) {
      const { path } = await connection.request();
      asked++;
      connection.send(ok(path));
    }
  });
  const http = httpTo(server);
  const bodies: string[] = [];
  http.requestFinished$.subscribe(() => bodies.push(text(http.readAll())));

  const { story } = await endsCleanly(http, async (recorder) => {
    http.get('/first');
    await recorder.until(() => recorder.line.endsWith('Unconnected'));
  });

  expect([plain(story), bodies, asked]).toEqual([
    `${sent} Reading H200:OK p4/4 y Connected F1 DONE Closing Unconnected`,
    ['evil', '/next'],
    2,
  ]);
});
