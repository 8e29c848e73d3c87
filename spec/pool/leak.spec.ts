import { getEventListeners } from 'node:events';
import type { Subject } from 'rxjs';
import { QHttp, State } from '../../src/index.js';
import { atEnd } from '../support/at-end.js';
import { turn } from '../support/turn.js';
import { poolOf } from './pool-of.js';
import { listenPiecewise, randomFrom, unsubscribeAtRandom, type PiecewiseServer } from './random-unsubscribing.js';

/** A machine that is busy with other specs takes its time. */
jest.setTimeout(60_000);

/** bench/leak.ts has ten times as many, and looks at the heap. */
const cycles = 2000;

async function listen(): Promise<PiecewiseServer> {
  const server = await listenPiecewise();
  atEnd(() => server.close());
  return server;
}

describe(`Unsubscribing at a random moment, ${String(cycles)} times,`, () => {
  test.each([1, 2])('leaves nothing of a QHttp behind (seed %i)', async (seed) => {
    const server = await listen();
    const http = new QHttp('127.0.0.1', server.port);
    const { signal } = new AbortController();

    const endings = await unsubscribeAtRandom(() => http.get$('/', { signal }), cycles, randomFrom(seed));
    while (http.state() === State.Closing) await turn();

    expect(endings.failed).toBe(0);
    expect(endings.unsubscribed).toBeGreaterThan(cycles / 4);
    expect(endings.completed).toBeGreaterThan(cycles / 20);
    expect([http.currentId(), http.hasPendingRequests()]).toEqual([0, false]);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    const subjects = Object.values(http) as Subject<unknown>[]; // its fields are its signals
    expect(subjects.map(({ observed }) => observed)).toEqual(subjects.map(() => false));

    http.destroy();
    while (server.sockets > 0) await turn();
  });

  test.each([3])('leaves nothing of a pool behind (seed %i)', async (seed) => {
    const servers = await Promise.all([listen(), listen(), listen()]);
    const pool = poolOf({ connections: 2 });
    const random = randomFrom(seed);
    const urls = servers.map(({ port }) => `http://127.0.0.1:${String(port)}/`);

    const endings = await unsubscribeAtRandom(() => pool.get$(urls[random(3)] ?? ''), cycles, random);

    expect(endings.failed).toBe(0);
    expect(endings.completed).toBeGreaterThan(cycles / 20);
    expect(pool.waitingRequests()).toBe(0);
    expect(pool.openConnections()).toBeLessThanOrEqual(2);

    pool.destroy();
    while (servers.some(({ sockets }) => sockets > 0)) await turn();
  });
});
