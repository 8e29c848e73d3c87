import { Readable } from 'node:stream';
import { retry, take } from 'rxjs';
import { HttpRequestHeader, QHttpError, State, type CommandSignal } from '../../src/index.js';
import { turn } from '../support/turn.js';
import { HeldDispatcher } from './held-dispatcher.js';
import { answerOk, OriginServer } from './origin-server.js';
import { ended, heard, poolOf } from './pool-of.js';

/** Destroys the connection of requests for /bad, and answers others when `held` is answered. */
const fragile = () =>
  OriginServer.listen((request, response) => {
    if (request.url === '/bad') request.socket.destroy();
    else response.end('ok');
  });

describe('A request that fails', () => {
  test('drops nothing else, though it shares a connection with what waits', async () => {
    const server = await fragile();
    const pool = poolOf({ connections: 1 });
    const words = ['/a', '/bad', '/b', '/bad', '/c'].map((path) => heard(pool.post$(server.origin + path, '')));

    while (words.some((list) => !/^(complete|error)/.test(list.at(-1) ?? ''))) await turn();

    expect(words.map((list) => list.at(-1))).toEqual([
      'complete',
      'error:UnexpectedClose',
      'complete',
      'error:UnexpectedClose',
      'complete',
    ]);
    expect(server.sockets.most).toBe(1);
  });

  test('errors with a QHttpError that has the id of its command', async () => {
    const server = await fragile();
    const signals: CommandSignal[] = [];
    const error = await new Promise<unknown>((resolve) => {
      poolOf()
        .post$(`${server.origin}/bad`, '')
        .subscribe({ next: (signal) => signals.push(signal), error: resolve });
    });

    expect(error).toBeInstanceOf(QHttpError);
    expect(signals[0]).toEqual({ type: 'requestStarted', id: (error as QHttpError).id });
    expect(signals.at(-1)).toEqual({ type: 'requestFinished', id: (error as QHttpError).id, error: true });
  });

  test('can be made again from inside its error', async () => {
    let left = 2;
    const server = await OriginServer.listen((request, response) => {
      if (left-- > 0) request.socket.destroy();
      else response.end();
    });

    await ended(poolOf({ connections: 1 }).post$(server.origin, '').pipe(retry(2)));

    expect([server.requests.length, server.sockets.most]).toEqual([3, 1]);
  });

  test('leaves its place to another, where nobody listens', async () => {
    const closed = await OriginServer.listen(answerOk);
    const { origin } = closed;
    const server = await OriginServer.listen(answerOk);
    const pool = poolOf({ connections: 1 });
    const nobody = origin.replace(/:\d+$/, ':1');

    const refused = ['/1', '/2'].map((path) => heard(pool.get$(nobody + path)));
    await ended(pool.get$(server.origin));
    while (refused[1]?.at(-1) !== 'error:ConnectionRefused') await turn();

    expect(refused.map((list) => list.at(-1))).toEqual(['error:ConnectionRefused', 'error:ConnectionRefused']);
    expect(pool.openConnections()).toBeLessThanOrEqual(1);
  });

  test('leaves its place to another, where nothing was sent over a connection that stands', async () => {
    const server = await OriginServer.listen(answerOk);
    const pool = poolOf({ connections: 1 });
    await ended(pool.get$(server.origin));
    const refused = new HttpRequestHeader('POST', '/');
    refused.setValue('Expect', 'something-else');

    await expect(ended(pool.request$(server.origin, refused, 'data'))).rejects.toBeInstanceOf(QHttpError);
    await ended(pool.get$(server.origin));

    expect([server.requests.length, server.sockets.most]).toEqual([2, 1]);
  });

  test('closes no other connection of a dispatcher that was handed in', async () => {
    const dispatcher = new HeldDispatcher();
    const pool = poolOf({ dispatcher, connections: 2 });
    const words = ['http://a/1', 'http://a/2', 'http://a/3'].map((url) => heard(pool.get$(url)));
    await turn();

    dispatcher.fail();
    await dispatcher.answerAll();

    expect(words.map((list) => list.at(-1))).toEqual(['error:UnexpectedClose', 'complete', 'complete']);
  });

  test('is one whose stream another subscription has sent', async () => {
    const server = await OriginServer.listen((request, response) => {
      request.resume().on('end', () => response.end());
    });
    const pool = poolOf();
    const once$ = pool.post$(server.origin, Readable.from([Buffer.from('once')]));
    await ended(once$);

    await expect(ended(once$)).rejects.toThrow('has been used or destroyed');
    await ended(pool.get$(server.origin));

    expect([server.requests.length, server.sockets.all]).toEqual([2, 1]);
  });

  test('before it is sent does not recurse, however many there are', async () => {
    const server = await OriginServer.listen((request, response) => {
      request.resume().on('end', () => response.end());
    });
    const pool = poolOf({ connections: 1 });
    const once$ = pool.post$(server.origin, Readable.from([Buffer.from('once')]));
    await ended(once$);
    let failed = 0;

    for (let i = 0; i < 3000; i++) once$.subscribe({ error: () => failed++ });
    await turn();

    expect([failed, pool.openConnections(), pool.waitingRequests()]).toEqual([3000, 1, 0]);
  });
});

describe('Unsubscribing', () => {
  test('when the answer has come, yet is not finished, awaits the closing before the next one starts', async () => {
    const server = await OriginServer.listen(answerOk);
    const pool = poolOf({ connections: 1 });
    const told: string[] = [];
    pool.signals$.subscribe((signal) => {
      told.push(signal.type === 'stateChanged' ? State[signal.state] : signal.type);
    });
    const subscription = pool.get$(server.origin).subscribe((signal) => {
      if (signal.type === 'stateChanged' && signal.state === State.Connected) subscription.unsubscribe();
    });

    await ended(pool.get$(server.origin));

    const from = told.indexOf('Connected');
    expect(told.slice(from, from + 7)).toEqual([
      'Connected',
      'requestFinished',
      'done',
      'Closing',
      'Unconnected',
      'requestStarted',
      'Connecting',
    ]);
  });

  test('removes a request that waits, without a signal', async () => {
    const server = await OriginServer.listen();
    const pool = poolOf({ connections: 1 });
    const types: string[] = [];
    const first = heard(pool.get$(`${server.origin}/1`));
    const second = pool.get$(`${server.origin}/2`).subscribe();
    const third = heard(pool.get$(`${server.origin}/3`));
    await server.until(() => server.held.length === 1);
    pool.signals$.subscribe(({ type }) => types.push(type));

    second.unsubscribe();

    expect([pool.waitingRequests(), types]).toEqual([1, []]);
    server.held[0]?.end();
    await server.until(() => server.held.length === 2);
    server.held[1]?.end();
    while (third.at(-1) !== 'complete') await turn();
    expect([server.requests, first.at(-1)]).toEqual([['GET /1', 'GET /3'], 'complete']);
  });

  test('cancels a request that runs, and nothing else', async () => {
    const server = await OriginServer.listen();
    const pool = poolOf({ connections: 2 });
    const first = pool.get$(`${server.origin}/1`).subscribe();
    const second = heard(pool.get$(`${server.origin}/2`));
    const third = heard(pool.get$(`${server.origin}/3`));
    await server.until(() => server.held.length === 2);

    first.unsubscribe();
    await server.until(() => server.held.length === 3);
    for (const response of server.held) response.end();
    while (second.at(-1) !== 'complete' || third.at(-1) !== 'complete') await turn();

    expect([server.sockets.most, server.sockets.all]).toEqual([2, 3]);
  });

  test('before anything has been sent leaves a connection that stands where it is', async () => {
    const server = await OriginServer.listen(answerOk);
    const pool = poolOf();
    await ended(pool.get$(server.origin));

    const subscription = pool.get$(`${server.origin}/never`).subscribe();
    await Promise.resolve(); // it has a connection now, and has not been started
    expect(pool.waitingRequests()).toBe(0);
    subscription.unsubscribe();
    await turn();

    await ended(pool.get$(server.origin));
    expect([server.requests, server.sockets.all]).toEqual([['GET /', 'GET /'], 1]);
  });

  test('before anything has been sent gives back a connection that has not been opened', async () => {
    const pool = poolOf({ connections: 1 });
    const subscription = pool.get$('http://127.0.0.1:1/').subscribe();
    await Promise.resolve();
    expect(pool.openConnections()).toBe(1);

    subscription.unsubscribe();

    expect(pool.openConnections()).toBe(0);
  });

  test.each(['requestStarted', 'stateChanged', 'responseHeaderReceived', 'dataReadProgress', 'data'])(
    'inside %s lets the next one run',
    async (type) => {
      const server = await OriginServer.listen(answerOk);
      const pool = poolOf({ connections: 1 });
      const subscription = pool.get$(server.origin).subscribe((signal) => {
        if (signal.type === type) subscription.unsubscribe();
      });

      await ended(pool.get$(`${server.origin}/next`));

      expect(server.requests.at(-1)).toBe('GET /next');
      expect(server.sockets.most).toBe(1);
    },
  );

  test('inside requestFinished leaves the connection to the next one', async () => {
    const server = await OriginServer.listen(answerOk);
    const pool = poolOf({ connections: 1 });
    const told: string[] = [];
    pool.signals$.subscribe(({ type }) => told.push(type));
    const subscription = pool.get$(server.origin).subscribe((signal) => {
      if (signal.type === 'requestFinished') subscription.unsubscribe();
    });

    await ended(pool.get$(server.origin));

    expect([server.requests.length, server.sockets.all]).toEqual([2, 1]);
    const finished = told.indexOf('requestFinished');
    expect(told.slice(finished, finished + 3)).toEqual(['requestFinished', 'done', 'requestStarted']);
  });

  test('by take(1) cancels the request, as with a QHttp', async () => {
    const dispatcher = new HeldDispatcher();
    const pool = poolOf({ dispatcher });

    await ended(pool.get$('http://a/').pipe(take(1)));
    await turn();

    expect([dispatcher.seen, pool.openConnections()]).toEqual([[], 0]);
  });
});
