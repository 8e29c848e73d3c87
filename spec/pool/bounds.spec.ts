import { concat, forkJoin, VirtualTimeScheduler } from 'rxjs';
import { State } from '../../src/index.js';
import { turn } from '../support/turn.js';
import { HeldDispatcher } from './held-dispatcher.js';
import { answerOk, OriginServer } from './origin-server.js';
import { ended, heard, poolOf } from './pool-of.js';

/** A machine that is busy with other specs takes its time. */
jest.setTimeout(60_000);

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

describe('The connections of a pool', () => {
  test('are at most connectionsPerOrigin to one origin, 6 by default', async () => {
    const server = await OriginServer.listen(answerOk);
    const pool = poolOf();

    await ended(forkJoin(times(100, () => pool.get$(server.origin))));

    expect([server.requests.length, server.sockets.most, server.sockets.all]).toEqual([100, 6, 6]);
  });

  test('are at most connections in all', async () => {
    const all = { now: 0, most: 0, all: 0 };
    const servers = await Promise.all(times(4, () => OriginServer.listen(answerOk, [all])));
    const pool = poolOf({ connections: 5, connectionsPerOrigin: 2 });

    await ended(forkJoin(times(200, (i) => pool.get$(servers[i % 4]?.origin ?? ''))));

    expect(servers.map(({ requests }) => requests.length)).toEqual([50, 50, 50, 50]);
    expect(Math.max(...servers.map(({ sockets }) => sockets.most))).toBe(2);
    expect(all.most).toBe(5);
  });

  test('are used again by the next request to their origin, the most recently used one first', async () => {
    const ports = new Set<number | undefined>();
    const server = await OriginServer.listen(({ socket }, response) => {
      ports.add(socket.remotePort);
      response.end();
    });
    const pool = poolOf();
    await ended(forkJoin([pool.get$(server.origin), pool.get$(server.origin)]));
    ports.clear();

    for (let i = 0; i < 5; i++) await ended(pool.get$(server.origin));

    expect([server.requests.length, server.sockets.all, pool.openConnections()]).toEqual([7, 2, 2]);
    expect(ports.size).toBe(1);
  });

  test('are used again by a request that is made when the one before completes', async () => {
    const server = await OriginServer.listen(answerOk);
    const pool = poolOf({ idleMs: 0 });

    await ended(concat(pool.get$(server.origin), pool.get$(server.origin)));

    expect([server.requests.length, server.sockets.all]).toEqual([2, 1]);
  });

  test('are opened anew where the answer has closed them', async () => {
    const server = await OriginServer.listen((_request, response) => {
      response.setHeader('Connection', 'close').end();
    });
    const pool = poolOf({ connectionsPerOrigin: 2 });

    await ended(forkJoin(times(20, () => pool.get$(server.origin))));

    expect([server.requests.length, server.sockets.most, pool.openConnections()]).toEqual([20, 2, 0]);
  });

  test('are forgotten when the server closes them', async () => {
    const server = await OriginServer.listen(({ socket }, response) => {
      response.end(() => setImmediate(() => socket.destroy()));
    });
    const pool = poolOf({ idleMs: Infinity });
    const closed = new Promise<void>((resolve) => {
      pool.signals$.subscribe((signal) => {
        if (signal.type === 'stateChanged' && signal.state === State.Unconnected) queueMicrotask(resolve);
      });
    });
    await ended(pool.get$(server.origin));
    expect(pool.openConnections()).toBe(1);

    await closed;

    expect(pool.openConnections()).toBe(0);
  });
});

describe('Turns', () => {
  test('go from origin to origin, one request a turn', async () => {
    const dispatcher = new HeldDispatcher();
    const pool = poolOf({ dispatcher, connections: 1 });
    for (const url of ['a/1', 'a/2', 'a/3', 'a/4', 'b/1', 'b/2', 'c/1']) heard(pool.get$(`http://${url}`));

    await dispatcher.answerAll();

    const order = dispatcher.seen.map((url) => url.replace('http://', ''));
    expect(order).toEqual(['a/1', 'b/1', 'c/1', 'a/2', 'b/2', 'a/3', 'a/4']);
  });

  test('come to one request however many wait for another origin', async () => {
    const dispatcher = new HeldDispatcher();
    const pool = poolOf({ dispatcher, connections: 4 });
    for (const i of times(2000, Number)) heard(pool.get$(`http://many/${String(i)}`));
    await turn();
    expect([dispatcher.held.length, pool.openConnections(), pool.waitingRequests()]).toEqual([4, 4, 1996]);
    heard(pool.get$('http://one/'));
    await turn();

    for (let answers = 0; answers < 2; answers++) {
      dispatcher.answer();
      await turn();
    }

    expect(dispatcher.held).toEqual(['http://many/2', 'http://many/3', 'http://many/4', 'http://one/']);
    expect([pool.openConnections(), pool.waitingRequests()]).toEqual([4, 1995]);
  });

  test('even out the connections, and then leave them where they are', async () => {
    const dispatcher = new HeldDispatcher();
    const pool = poolOf({ dispatcher, connections: 6 });
    let closings = 0;
    pool.signals$.subscribe((signal) => {
      if (signal.type === 'stateChanged' && signal.state === State.Closing) closings++;
    });
    for (const i of times(100, String)) heard(pool.get$(`http://first/${i}`));
    await turn();
    for (const i of times(100, String)) heard(pool.get$(`http://second/${i}`));
    await turn();

    for (let answers = 0; answers < 60; answers++) {
      dispatcher.answer();
      await turn();
    }

    expect(dispatcher.held.map((url) => url.split('/')[2]).sort()).toEqual([
      ...times(3, () => 'first'),
      ...times(3, () => 'second'),
    ]);
    expect(closings).toBe(3);
  });

  test('pass by an origin that has all the connections it may have', async () => {
    const dispatcher = new HeldDispatcher();
    const pool = poolOf({ dispatcher, connections: 4, connectionsPerOrigin: 2 });
    for (const url of ['a/1', 'a/2', 'a/3', 'b/1', 'b/2']) heard(pool.get$(`http://${url}`));

    await turn();

    expect(dispatcher.held.sort()).toEqual(['http://a/1', 'http://a/2', 'http://b/1', 'http://b/2']);
  });

  test('are given up by whoever unsubscribes while it waits', async () => {
    const dispatcher = new HeldDispatcher();
    const pool = poolOf({ dispatcher, connections: 1 });
    heard(pool.get$('http://a/1'));
    const waiting = [pool.get$('http://b/1'), pool.get$('http://c/1'), pool.get$('http://a/2')].map((request$) =>
      request$.subscribe(),
    );
    await turn();

    for (const subscription of waiting.slice(0, 2)) subscription.unsubscribe();
    expect(pool.waitingRequests()).toBe(1);
    await dispatcher.answerAll();

    expect(dispatcher.seen).toEqual(['http://a/1', 'http://a/2']);
  });
});

describe('An idle connection', () => {
  test('is left alone by a request that was withdrawn before it had its turn', async () => {
    const dispatcher = new HeldDispatcher();
    const pool = poolOf({ dispatcher, connections: 1 });
    heard(pool.get$('http://a/'));
    await dispatcher.answerAll();

    pool.get$('http://b/').subscribe().unsubscribe();
    await turn();

    expect(pool.openConnections()).toBe(1);
  });

  test('makes room for another origin, the least recently used one first', async () => {
    const servers = await Promise.all(times(3, () => OriginServer.listen(answerOk)));
    const [a = '', b = '', c = ''] = servers.map(({ origin }) => origin);
    const pool = poolOf({ connections: 2 });
    for (const origin of [a, b, a]) await ended(pool.get$(origin));

    await ended(pool.get$(c));
    await servers[1]?.until(() => servers[1]?.sockets.now === 0);

    expect(servers.map(({ sockets }) => sockets.now)).toEqual([1, 0, 1]);
    expect(pool.openConnections()).toBe(2);
  });

  test('is closed after idleMs, each at its own time', () => {
    const dispatcher = new HeldDispatcher();
    const scheduler = new VirtualTimeScheduler(undefined, 1000);
    const pool = poolOf({ dispatcher, scheduler, idleMs: 50 });
    const closings: [frame: number, origin: string, state: string][] = [];
    pool.signals$.subscribe((signal) => {
      if (signal.type === 'stateChanged' && (signal.state === State.Closing || signal.state === State.Unconnected))
        closings.push([scheduler.frame, signal.origin, State[signal.state]]);
    });
    const getAt = (frame: number, url: string) =>
      scheduler.schedule(() => {
        heard(pool.get$(url));
        scheduler.schedule(() => dispatcher.answer(), 1);
      }, frame);
    getAt(0, 'http://a/');
    getAt(10, 'http://b/');
    getAt(40, 'http://a/');

    scheduler.flush();

    expect(closings).toEqual([
      [61, 'http://b', 'Closing'],
      [61, 'http://b', 'Unconnected'],
      [91, 'http://a', 'Closing'],
      [91, 'http://a', 'Unconnected'],
    ]);
    expect(pool.openConnections()).toBe(0);
  });

  test('is closed by its own side of the socket', async () => {
    const server = await OriginServer.listen(answerOk);
    const scheduler = new VirtualTimeScheduler();
    const pool = poolOf({ scheduler, idleMs: 1000 });
    const words = heard(pool.get$(server.origin));
    scheduler.flush();
    await server.until(() => server.requests.length === 1);
    while (words.at(-1) !== 'complete') await turn();
    expect(server.sockets.now).toBe(1);

    scheduler.flush();
    await server.until(() => server.sockets.now === 0);

    expect([scheduler.frame, pool.openConnections()]).toEqual([1000, 0]);
  });

  test('is closed at once with an idleMs of 0', async () => {
    const server = await OriginServer.listen(answerOk);
    const pool = poolOf({ idleMs: 0 });

    await ended(pool.get$(server.origin));
    await turn();

    expect(pool.openConnections()).toBe(0);
    await server.until(() => server.sockets.now === 0);
  });

  test('is kept with an idleMs of Infinity', () => {
    const dispatcher = new HeldDispatcher();
    const scheduler = new VirtualTimeScheduler();
    const schedule = jest.spyOn(scheduler, 'schedule');
    const pool = poolOf({ dispatcher, scheduler, idleMs: Infinity });
    heard(pool.get$('http://a/'));
    scheduler.flush();
    dispatcher.answer();

    scheduler.flush();

    expect([scheduler.frame, pool.openConnections()]).toEqual([0, 1]);
    expect(schedule.mock.calls.filter(([, delay = 0]) => delay > 0)).toEqual([]);
  });

  test('is never closed early, however long it may be idle', () => {
    const dispatcher = new HeldDispatcher();
    const scheduler = new VirtualTimeScheduler();
    const schedule = jest.spyOn(scheduler, 'schedule');
    const pool = poolOf({ dispatcher, scheduler, idleMs: 3e9 });
    heard(pool.get$('http://a/'));
    scheduler.flush();
    dispatcher.answer();

    scheduler.flush();

    // No timer is longer than 31 bits: the platform would let it go off at once.
    expect(schedule.mock.calls.map(([, delay = 0]) => delay).filter((delay) => delay > 0)).toEqual([
      2 ** 31 - 1,
      3e9 - (2 ** 31 - 1),
    ]);
    expect([scheduler.frame, pool.openConnections()]).toEqual([3e9, 0]);
  });
});
