import type { Limits } from '../../src/index.js';
import { okInChunks } from '../support/answers.js';
import { clientSockets } from '../support/client-sockets.js';
import { HandClock } from '../support/hand-clock.js';
import { turn } from '../support/turn.js';
import { outcomeOf, type Outcome } from './support/misbehaving.js';
import { ends, sent } from './support/words.js';

const kib = 1024;

/** As much as may have been read of what is refused: the limit, and what one look at the socket brings. */
const oneRead = 64 * kib;

interface Flooded extends Outcome {
  /** As many bytes as were read over the connection that was flooded. */
  readonly read: number;
}

/** How a GET ends that is answered by this, and then by this over and over, for as long as the client takes it. */
async function flooded(beginning: string, again: string, limits: Partial<Limits> = {}): Promise<Flooded> {
  const sockets = clientSockets();
  const outcome = await outcomeOf(
    async (connection) => {
      connection.send(beginning);
      await connection.drain().sendForever(again.repeat(Math.ceil(kib / again.length)));
    },
    (http) => {
      http.readyRead$.subscribe(() => http.readAll());
      http.get('/');
      http.get('/dropped');
    },
    { limits },
  );
  return { ...outcome, read: sockets[0]?.bytesRead ?? NaN };
}

const status = 'HTTP/1.1 200 OK\r\n';
const tooLarge = 'InvalidResponseHeader: The head of the answer from HOST:PORT is too large';

describe('a head without end stops at limits.headerBytes', () => {
  const floods: readonly (readonly [string, string, string])[] = [
    ['of many small fields', status, 'a: b\r\n'],
    ['of one value', `${status}X: `, 'x'],
    ['of blanks before a value', `${status}X: `, ' '],
    ['of one name', status, 'x'],
    ['of one reason', 'HTTP/1.1 200 ', 'x'],
    ['of interim answers', '', 'HTTP/1.1 102 Processing\r\n\r\n'],
    ['of interim answers with fields', '', 'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n'],
    ['of one interim answer', 'HTTP/1.1 103 Early Hints\r\n', 'Link: x\r\n'],
    ['of one value of an interim answer', 'HTTP/1.1 103 Early Hints\r\nLink: ', 'x'],
  ];

  test.each(floods)('%s', async (_what, beginning, again) => {
    const { read, ...outcome } = await flooded(beginning, again);
    const small = await flooded(beginning, again, { headerBytes: 1000 });

    expect([outcome, small.story, small.error, read <= 64 * kib + 2 * oneRead, small.read <= 2 * oneRead]).toEqual([
      { story: `${sent} Reading ${ends('InvalidResponseHeader')}`, error: tooLarge, body: '', connections: 2 },
      outcome.story,
      tooLarge,
      true,
      true,
    ]);
  });

  test('that never begins is none at once', async () => {
    const { read, ...outcome } = await flooded('', '\r\n');

    expect([outcome, read <= 2 * oneRead]).toEqual([
      {
        story: `${sent} Reading ${ends('InvalidResponseHeader')}`,
        error: 'InvalidResponseHeader: Invalid HTTP response header',
        body: '',
        connections: 2,
      },
      true,
    ]);
  });

  test.each([
    ['64 KiB, the default, in one field', {}, oneField(64 * kib + kib)],
    ['64 KiB, the default, in many', {}, manyFields(64 * kib + kib)],
    ['1 KiB, in one field', { headerBytes: kib }, oneField(1200)],
    ['1 KiB, in many', { headerBytes: kib }, manyFields(1200)],
  ])('and a whole one that is larger than %s, does so, too', async (_what, limits, answer) => {
    expect(await outcomeOf((connection) => connection.send(answer), undefined, { limits })).toEqual({
      story: `${sent} Reading ${ends('InvalidResponseHeader')}`,
      error: tooLarge,
      body: '',
      connections: 2,
    });
  });
});

function oneField(bytes: number): string {
  const rest = `${status}X: \r\nContent-Length: 0\r\n\r\n`;
  return rest.replace('X: ', `X: ${'x'.repeat(bytes - rest.length)}`);
}

function manyFields(bytes: number): string {
  return `${status}${'a: b\r\n'.repeat(bytes / 6)}Content-Length: 0\r\n\r\n`;
}

describe('a body without end stops at limits.bodyBytes, and the socket with it', () => {
  const limit = 100_000;
  const chunked = `${status}Transfer-Encoding: chunked\r\n\r\n`;

  test.each([
    ['until the connection closes', `${status}\r\n`, 'hello', 1],
    ['of a coding that nobody undoes', `${status}Transfer-Encoding: gzip\r\n\r\n`, 'hello', 1],
    ['in chunks', chunked, `${kib.toString(16)}\r\n${'x'.repeat(kib)}\r\n`, 1.1],
    ['in one chunk', `${chunked}ffffffffff\r\n`, 'x', 1],
    ['in chunks of one byte', chunked, '1\r\nx\r\n', 6],
  ])('%s', async (_how, head, again, wireBytes) => {
    const { story, error, connections, read } = await flooded(head, again, { bodyBytes: limit });
    const told = Number(/p(\d+)\/0 y F1!/.exec(story)?.[1]);

    expect([
      story.replace(/p\d+/, 'p'),
      error,
      connections,
      told <= limit,
      read <= limit * wireBytes + 2 * oneRead,
    ]).toEqual([
      `${sent} Reading H200:OK p/0 y ${ends('UnknownError')}`,
      'UnknownError: The body from HOST:PORT is larger than the limit of 100000 bytes',
      2,
      true,
      true,
    ]);
  });

  test('of a length that is larger, before a byte of it has come', async () => {
    expect(
      await outcomeOf((connection) => connection.send(`${status}Content-Length: 101\r\n\r\n`), undefined, {
        limits: { bodyBytes: 100 },
      }),
    ).toEqual({
      story: `${sent} Reading H200:OK ${ends('UnknownError')}`,
      error: 'UnknownError: The body from HOST:PORT is larger than the limit of 100 bytes',
      body: '',
      connections: 2,
    });
  });

  test('by one byte, and what came before can be read', async () => {
    const answer = okInChunks('x'.repeat(100), 'x');

    expect(await outcomeOf((connection) => connection.send(answer), undefined, { limits: { bodyBytes: 100 } })).toEqual(
      {
        story: `${sent} Reading H200:OK p100/0 y ${ends('UnknownError')}`,
        error: 'UnknownError: The body from HOST:PORT is larger than the limit of 100 bytes',
        body: 'x'.repeat(100),
        connections: 2,
      },
    );
  });
});

describe('what belongs to a body and has no end', () => {
  const chunked = `${status}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`;

  test.each([
    ['trailers', '0\r\n', 'X: y\r\n'],
    ['one trailer', '0\r\nX: ', 'y'],
  ])('%s: stop at limits.headerBytes', async (_what, beginning, again) => {
    const { read, ...outcome } = await flooded(chunked + beginning, again, { headerBytes: 1000 });

    expect([outcome, read <= 2 * oneRead]).toEqual([
      {
        story: `${sent} Reading H200:OK p5/0 y ${ends('UnknownError')}`,
        error: 'UnknownError: The answer from HOST:PORT failed: Headers Overflow Error',
        body: '',
        connections: 2,
      },
      true,
    ]);
  });

  test.each([
    ['an extension of a chunk', '5;x=', 'y'],
    ['the size of a chunk', '', '0'],
  ])('%s: stops at timeouts.total', async (_what, beginning, again) => {
    const clock = new HandClock();
    const outcome = await outcomeOf(
      (connection) => {
        connection.send(chunked + beginning);
        return connection.drain().sendForever(again.repeat(kib));
      },
      async (http, recorder) => {
        http.get('/');
        http.get('/dropped');
        await recorder.until(() => recorder.line.endsWith('y'));
        for (let i = 0; i < 50; i++) await turn();
        clock.pass(1000);
      },
      { timeouts: { total: 1000 }, scheduler: clock },
    );

    expect(outcome).toEqual({
      story: `${sent} Reading H200:OK p5/0 y ${ends('UnknownError')}`,
      error: 'UnknownError: The request to HOST:PORT was not over within 1000 ms (timeouts.total)',
      body: 'hello',
      connections: 2,
    });
  });
});
