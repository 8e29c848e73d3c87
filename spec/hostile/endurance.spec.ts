import type { EventEmitter } from 'node:events';
import { filter, firstValueFrom, lastValueFrom } from 'rxjs';
import { finished, State, toBytes, type QHttp, type Signal } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { clientSockets } from '../support/client-sockets.js';
import { collectGarbage } from '../support/collect-garbage.js';
import { httpTo } from '../support/http-to.js';
import { LeftBehind } from '../support/left-behind.js';
import { RawServer } from '../support/raw-server.js';

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
  for (let i = 0; i < 4; i++) await collectGarbage(); // buffers go a turn behind what held them
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

/** What commands tell, from start to end, and how many tell the same; and how often the queue was done. */
class Tally {
  readonly counts: Record<string, number> = {};
  #words: string[] = [];
  #lastId = 0;

  add(signal: Signal): void {
    this.#words.push(signal.type === 'stateChanged' ? State[signal.state] : signal.type);
    if (signal.type === 'requestStarted' && signal.id <= this.#lastId) this.#words.push('out of order');
    if (signal.type === 'requestStarted') this.#lastId = signal.id;
    if (signal.type !== 'requestFinished' && signal.type !== 'done') return;
    const words = this.#words.join(' ');
    this.counts[words] = (this.counts[words] ?? 0) + 1;
    this.#words = [];
  }
}

/** How many commands are given and how, how often `done` is told for so many of them, and what each tells of its body. */
interface Way {
  readonly count: number;
  readonly give: (http: QHttp, count: number) => Promise<unknown>;
  readonly dones: (count: number) => number;
  readonly body: string;
}

const ways: Readonly<Record<string, Way>> = {
  'queued at once': {
    count: 10_000,
    give: (http, count) => {
      for (let i = 0; i < count; i++) http.get('/');
      return firstValueFrom(http.done$);
    },
    dones: () => 1,
    body: 'dataReadProgress readyRead',
  },
  'one behind the other': {
    count: 4000,
    give: async (http, count) => {
      for (let i = 0; i < count; i++) {
        http.get('/');
        await firstValueFrom(http.done$);
      }
    },
    dones: (count) => count,
    body: 'dataReadProgress readyRead',
  },
  'as cold ones': {
    count: 4000,
    give: async (http, count) => {
      for (let i = 0; i < count; i++) await lastValueFrom(http.get$('/').pipe(finished()));
    },
    dones: (count) => count,
    body: 'dataReadProgress',
  },
};

const patienceMs = 120_000;
const windows = 4;
/** In bytes: less than the smallest of what makes up a command. */
const leastLeft = 100;

describe.each(Object.entries(ways))('thousands of commands, %s,', (_how, { count, give, dones, body }) => {
  test(
    'tell the same each, cost the same each, and leave no memory and no listener behind',
    async () => {
      const leftBehind = new LeftBehind();
      const server = await startAnswering();
      const sockets = clientSockets();
      const http = httpTo(server);
      await give(http, 2000); // in which V8 learns
      const before = sockets.map(listeners);
      const growths: number[] = [];
      const tally = new Tally();
      const costs = new Costs(count);
      http.signals$.subscribe((signal) => {
        tally.add(signal);
        if (signal.type === 'requestFinished') costs.step();
      });
      for (let i = 0; i < windows; i++) {
        const heldBefore = await held();
        await give(http, count / windows);
        growths.push((await held()) - heldBefore);
      }
      const after = sockets.map(listeners);
      http.destroy();

      const whole = `requestStarted Sending dataSendProgress Reading responseHeaderReceived ${body} Connected requestFinished`;
      expect(tally.counts).toEqual({ [whole]: count, done: windows * dones(count / windows) });
      expect(after).toEqual(before);
      // What commands leave, they leave in each window; what V8 and the test itself keep comes once.
      expect(Math.min(...growths)).toBeLessThan((leastLeft * count) / windows);
      expect(costs.growth).toBeLessThan(3);
      expect(await leftBehind.all()).toEqual([]);
    },
    patienceMs,
  );
});

describe('a body in chunks of one byte, a million of them,', () => {
  const chunks = 1_000_000;
  /** In bytes: what comes and goes on the heap of a process that does other things, too. */
  const noise = 2_000_000;

  /** @param goOn - the last chunk waits for it */
  function startSending(count: number, goOn?: Promise<unknown>): Promise<RawServer> {
    const body = Buffer.from('1\r\nx\r\n'.repeat(count));
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

  /** All signals, of which `dataReadProgress` and `readyRead` in turn, byte by byte, are one. */
  class Digest {
    readonly words: string[] = [];
    bytes = 0;
    #isInBody = false;
    #isReadable = false;

    add(signal: Signal): void {
      const { type } = signal;
      if (type === 'dataReadProgress' && signal.done === this.bytes + 1) {
        if (!this.#isInBody) this.words.push('bytes');
        this.bytes++;
        this.#isInBody = this.#isReadable = true;
      } else if (type === 'readyRead' && this.#isReadable) {
        this.#isReadable = false;
      } else {
        this.words.push(type === 'stateChanged' ? State[signal.state] : type);
        this.#isInBody = this.#isReadable = false;
      }
    }
  }

  test.each<[string, boolean]>([
    ['is read as it comes', true],
    ['is read in the end', false],
  ])(
    '%s: each is told, costs the same, and no more is held than its bytes',
    async (_when, isReadAtOnce) => {
      const server = await startSending(chunks);
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

      const answer = ['Sending', 'dataSendProgress', 'Reading', 'responseHeaderReceived'];
      expect(digest.words).toEqual([
        ...['requestStarted', 'Connecting', ...answer, 'bytes', 'Connected', 'requestFinished', 'done'],
        ...['requestStarted', ...answer, 'dataReadProgress', 'readyRead', 'Connected', 'requestFinished', 'done'],
      ]);
      expect([told, all]).toEqual([chunks, chunks]);
      expect(more).toBeLessThan(isReadAtOnce ? noise : 2 * chunks + noise);
      expect(costs.growth).toBeLessThan(2);
      expect(await leftBehind.all()).toEqual([]);
    },
    patienceMs,
  );

  test(
    'is gathered by toBytes(), and no more is held than its bytes (a fifth of them)',
    async () => {
      const count = chunks / 5;
      const { promise, resolve } = Promise.withResolvers<undefined>();
      const server = await startSending(count, promise);
      const http = httpTo(server);
      const before = await held();
      const all = lastValueFrom(http.get$('/').pipe(toBytes()));
      await firstValueFrom(http.dataReadProgress$.pipe(filter(({ done }) => done === count)));
      const more = (await held()) - before;
      resolve(undefined);
      const bytes = await all;

      expect(more).toBeLessThan(2 * count + noise);
      expect([bytes.length, new Set(bytes)]).toEqual([count, new Set([120])]);
    },
    patienceMs,
  );
});
