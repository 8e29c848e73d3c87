import type { EventEmitter } from 'node:events';
import { filter, firstValueFrom, lastValueFrom } from 'rxjs';
import { finished, State, toBytes, type QHttp, type Signal } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { clientSockets } from '../support/client-sockets.js';
import { collectGarbage } from '../support/collect-garbage.js';
import { endsCleanly } from '../support/ends-cleanly.js';
import { httpTo } from '../support/http-to.js';
import { LeftBehind } from '../support/left-behind.js';
import { RawServer } from '../support/raw-server.js';
import { plain } from './support/misbehaving.js';

/** Answers everything with 200, and remembers nothing. */
function startAnswering(): Promise<RawServer> {
  return RawServer.listen(async (connection) => {
    while (true) {
      await connection.request();
      connection.send(ok('hello'));
    }
  });
}

/** What is held, in bytes, on the heap and beside it. */
async function held(): Promise<number> {
  await collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** How many listeners somebody has. */
function listeners(emitter: EventEmitter): number {
  return emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
}

/** What steps cost the processor: the cheapest of many counts, as others that use the machine make them dearer alone. */
class Costs {
  readonly #every: number;
  readonly #costs: number[] = [];
  #steps = 0;
  #since = process.cpuUsage();

  /** @param steps - how many there will be */
  constructor(steps: number) {
    this.#every = steps / 100;
  }

  step(): void {
    if (++this.#steps % this.#every !== 0) return;
    const { user, system } = process.cpuUsage(this.#since);
    this.#since = process.cpuUsage();
    this.#costs.push(user + system);
  }

  /** What the last fifth costs, in terms of what the first has cost. */
  get growth(): number {
    return Math.min(...this.#costs.slice(80)) / Math.min(...this.#costs.slice(0, 20));
  }
}

const patienceMs = 60_000;
const commands = 10_000;

describe('commands by the thousand', () => {
  const answer = 'Sending q Reading H200:OK p5/5 y Connected';

  test(
    'tell the same each, ten thousand of them, in their order',
    async () => {
      const server = await startAnswering();
      const http = httpTo(server);
      const { story } = await endsCleanly(http, () => {
        for (let i = 0; i < commands; i++) http.get('/');
      });
      const told = plain(story)
        .replace('S1 Connecting ', 'S1 ')
        .split(/(?= S\d)/);
      const ids = told.map((one) => Number(/S(\d+) .* F(\d+)/.exec(one)?.[1]));

      expect(new Set(told.map((one) => one.trim().replaceAll(/\b([SF])\d+/g, '$1')))).toEqual(
        new Set([`S ${answer} F`, `S ${answer} F DONE`]),
      );
      expect(ids).toEqual(Array.from({ length: commands }, (_none, i) => i + 1));
      expect(server.connections.length).toBe(1);
    },
    patienceMs,
  );

  const ways: readonly (readonly [string, number, (http: QHttp, count: number) => Promise<unknown>])[] = [
    [
      'queued at once',
      commands,
      (http, count) => {
        for (let i = 0; i < count; i++) http.get('/');
        return firstValueFrom(http.done$);
      },
    ],
    [
      'one behind the other',
      commands / 2,
      async (http, count) => {
        for (let i = 0; i < count; i++) {
          http.get('/');
          await firstValueFrom(http.done$);
        }
      },
    ],
    [
      'that are cold',
      commands / 2,
      async (http, count) => {
        for (let i = 0; i < count; i++) await lastValueFrom(http.get$('/').pipe(finished()));
      },
    ],
  ];

  test.each(ways)(
    '%s, cost the same each and leave no memory and no listener behind',
    async (_how, count, send) => {
      const server = await startAnswering();
      const sockets = clientSockets();
      const http = httpTo(server);
      await send(http, 2000); // in which V8 learns
      const before = { held: await held(), listeners: sockets.map(listeners) };
      const costs = new Costs(count);
      http.requestFinished$.subscribe(() => {
        costs.step();
      });
      await send(http, count);

      expect(sockets.map(listeners)).toEqual(before.listeners);
      expect((await held()) - before.held).toBeLessThan(100 * count);
      expect(costs.growth).toBeLessThan(2);
    },
    patienceMs,
  );
});

describe('a body in a million chunks of one byte', () => {
  const chunks = 1_000_000;
  /** In bytes: what comes and goes on the heap of a process that does other things, too. */
  const noise = 2_000_000;
  const body = Buffer.from('1\r\nx\r\n'.repeat(chunks));

  /** @param goOn - the last chunk waits for it */
  function startSending(goOn?: Promise<unknown>): Promise<RawServer> {
    return RawServer.listen(async (connection) => {
      while (true) {
        const { path } = await connection.request();
        if (path === '/next') connection.send(ok('fine'));
        else {
          connection.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
          await connection.sendAsTaken(body);
          await goOn;
          connection.send('0\r\n\r\n');
        }
      }
    });
  }

  /** All signals, of which each byte that is told and can be read counts once. */
  class Digest {
    readonly words: string[] = [];
    bytes = 0;

    add(signal: Signal): void {
      const { type } = signal;
      if (type === 'dataReadProgress' && this.words.at(-1) === 'dataReadProgress readyRead') this.words.pop();
      if (type === 'dataReadProgress' && signal.done === this.bytes + 1) this.bytes++;
      if (type === 'readyRead') this.words.push(`${this.words.pop() ?? ''} ${type}`);
      else this.words.push(type === 'stateChanged' ? State[signal.state] : type);
    }
  }

  test.each<[string, boolean]>([
    ['is read as it comes', true],
    ['is read in the end', false],
  ])(
    '%s: each is told, costs the same, and no more is held than its bytes',
    async (_when, isReadAtOnce) => {
      const server = await startSending();
      const http = httpTo(server);
      const leftBehind = new LeftBehind();
      const digest = new Digest();
      http.signals$.subscribe((signal) => {
        digest.add(signal);
      });
      const costs = new Costs(chunks);
      let read = 0;
      http.readyRead$.subscribe(() => {
        if (isReadAtOnce) read += http.readAll().length;
        costs.step();
      });
      const before = await held();
      http.get('/');
      await firstValueFrom(http.done$);
      const more = (await held()) - before;
      const told = digest.bytes;
      if (!isReadAtOnce) read += http.readAll().length;
      const all = read;
      http.get('/next');
      await firstValueFrom(http.done$);
      http.destroy();

      const answer = ['Sending', 'dataSendProgress', 'Reading', 'responseHeaderReceived', 'dataReadProgress readyRead'];
      expect(digest.words).toEqual([
        ...['requestStarted', 'Connecting', ...answer, 'Connected', 'requestFinished', 'done'],
        ...['requestStarted', ...answer, 'Connected', 'requestFinished', 'done'],
      ]);
      expect([told, all]).toEqual([chunks, chunks]);
      expect(more).toBeLessThan(isReadAtOnce ? noise : 2 * chunks + noise);
      expect(costs.growth).toBeLessThan(2);
      expect(await leftBehind.all()).toEqual([]);
    },
    patienceMs,
  );

  test(
    'is gathered by toBytes(), and no more is held than its bytes',
    async () => {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      const server = await startSending(promise);
      const http = httpTo(server);
      const before = await held();
      const all = lastValueFrom(http.get$('/').pipe(toBytes()));
      await firstValueFrom(http.dataReadProgress$.pipe(filter(({ done }) => done === chunks)));
      const more = (await held()) - before;
      resolve(undefined);
      const bytes = await all;

      expect(more).toBeLessThan(2 * chunks + noise);
      expect([bytes.length, new Set(bytes)]).toEqual([chunks, new Set([120])]);
    },
    patienceMs,
  );
});
