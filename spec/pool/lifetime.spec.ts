import { lastValueFrom, toArray } from 'rxjs';
import { QHttpError, QHttpPool, type PoolSignal } from '../../src/index.js';
import { Recorder } from '../support/recorder.js';
import { turn } from '../support/turn.js';
import { HeldDispatcher } from './held-dispatcher.js';
import { answerOk, OriginServer } from './origin-server.js';
import { ended, heard, poolOf } from './pool-of.js';

describe('signals$ of a pool', () => {
  test('tells the signals of all connections, each with its origin, and a done for each request', async () => {
    const dispatcher = new HeldDispatcher();
    const pool = poolOf({ dispatcher });
    const told: string[] = [];
    pool.signals$.subscribe(({ type, origin }) => told.push(`${origin} ${type}`));
    heard(pool.get$('http://a:8080/1'));
    heard(pool.get$('https://b:443/1'));
    await turn();

    dispatcher.answer(1);
    dispatcher.answer(0);

    const of = (origin: string) => told.filter((line) => line.startsWith(origin)).map((line) => line.split(' ')[1]);
    const sequence = [
      'requestStarted',
      'stateChanged',
      'dataSendProgress',
      'stateChanged',
      'responseHeaderReceived',
      'stateChanged',
      'requestFinished',
      'done',
    ];
    expect([of('http://a:8080'), of('https://b')]).toEqual([sequence, sequence]);
    expect(told.indexOf('https://b done')).toBeLessThan(told.indexOf('http://a:8080 done'));
  });

  test('tells a signal before the subscriber of its request hears of it', async () => {
    const server = await OriginServer.listen(answerOk);
    const pool = poolOf();
    const told: string[] = [];
    pool.signals$.subscribe(({ type }) => told.push(`all ${type}`));

    await new Promise<void>((complete) => {
      pool.get$(server.origin).subscribe({ next: ({ type }) => told.push(`own ${type}`), complete });
    });

    expect(told.indexOf('own responseHeaderReceived')).toBe(told.indexOf('all responseHeaderReceived') + 1);
  });

  test('has the brackets of an IPv6 address in its origin', async () => {
    const server = await OriginServer.listen(answerOk, [], '::1');
    const pool = poolOf();
    const origins = new Set<string>();
    pool.signals$.subscribe(({ origin }) => origins.add(origin));

    await ended(pool.get$(server.origin));

    expect([...origins]).toEqual([server.origin]);
  });

  test('completes when the pool is destroyed', async () => {
    const pool = poolOf();
    const signals = lastValueFrom(pool.signals$.pipe(toArray()));

    pool.destroy();

    expect(await signals).toEqual([]);
  });
});

describe('pipeline(name)', () => {
  test('is the same QHttp for the same name, and another for another', () => {
    const pool = poolOf();

    expect(pool.pipeline('device')).toBe(pool.pipeline('device'));
    expect(pool.pipeline('device')).not.toBe(pool.pipeline('other'));
  });

  test('carries out its commands in order, and a failure drops what waits', async () => {
    const server = await OriginServer.listen((request, response) => {
      if (request.url === '/bad') request.socket.destroy();
      else response.end();
    });
    const pool = poolOf();
    const told: PoolSignal[] = [];
    pool.signals$.subscribe((signal) => told.push(signal));
    const http = pool.pipeline('device');
    const recorder = new Recorder(http);
    http.setHost('127.0.0.1', server.port);
    http.get('/1');
    http.post('/bad', '');
    http.get('/never');

    await recorder.settled();

    expect(server.requests).toEqual(['GET /1', 'POST /bad']);
    expect(recorder.line).toMatch(/F3!UnexpectedClose DONE! Closing Unconnected$/);
    expect(told.map(({ type }) => type)).toEqual(recorder.signals.map(({ type }) => type));
    expect(new Set(told.map(({ origin }) => origin))).toEqual(new Set(['device']));
  });

  test('has a connection of its own: it waits for nobody, and nobody for it', async () => {
    const server = await OriginServer.listen();
    const pool = poolOf({ connections: 1 });
    const http = pool.pipeline('device');
    http.setHost('127.0.0.1', server.port);
    http.get('/pipeline');
    heard(pool.get$(`${server.origin}/pool`));

    await server.until(() => server.held.length === 2);

    expect([server.requests.sort(), pool.openConnections()]).toEqual([['GET /pipeline', 'GET /pool'], 1]);
  });

  test('has the options of the pool', async () => {
    const dispatcher = new HeldDispatcher();
    const http = poolOf({ dispatcher }).pipeline('device');
    http.setHost('a');
    http.get('/');

    await turn();

    expect(dispatcher.held).toEqual(['http://a/']);
  });

  test('is a new one after it was destroyed', () => {
    const pool = poolOf();
    const first = pool.pipeline('device');

    first.destroy();

    expect(pool.pipeline('device')).not.toBe(first);
  });
});

describe('destroy() of a pool', () => {
  test('errors what runs and what waits with Aborted, and closes every connection', async () => {
    const server = await OriginServer.listen();
    const pool = poolOf({ connections: 2 });
    const words = [1, 2, 3, 4].map((i) => heard(pool.get$(`${server.origin}/${String(i)}`)));
    await server.until(() => server.held.length === 2);

    pool.destroy();

    expect(words.map((list) => list.at(-1))).toEqual(Array(4).fill('error:Aborted'));
    expect([pool.openConnections(), pool.waitingRequests()]).toEqual([0, 0]);
    await server.until(() => server.sockets.now === 0);
  });

  test('closes idle connections and pipelines', async () => {
    const server = await OriginServer.listen(answerOk);
    const pool = poolOf();
    await ended(pool.get$(server.origin));
    const http = pool.pipeline('device');
    const recorder = new Recorder(http);
    http.setHost('127.0.0.1', server.port);
    http.get('/');
    await recorder.settled();
    expect(server.sockets.now).toBe(2);

    pool.destroy();

    await server.until(() => server.sockets.now === 0);
    expect(() => http.get('/')).toThrow(QHttpError);
  });

  test('errors later subscriptions and refuses pipelines, with a QHttpError', () => {
    const pool = poolOf();
    const request$ = pool.get$('http://localhost/');

    pool.destroy();
    pool.destroy();

    expect(heard(request$)).toEqual(['error:UnknownError']);
    expect(() => pool.pipeline('device')).toThrow(QHttpError);
  });

  test('leaves nothing running when it is called inside a signal', async () => {
    for (const type of ['requestStarted', 'requestFinished', 'done', 'stateChanged']) {
      const server = await OriginServer.listen(answerOk);
      const pool = poolOf({ connections: 1 });
      pool.signals$.subscribe((signal) => {
        if (signal.type === type) pool.destroy();
      });
      const words = [heard(pool.get$(server.origin)), heard(pool.get$(server.origin))];

      while (!/^(complete|error)/.test(words[0]?.at(-1) ?? '')) await turn();
      await turn();

      expect([words[1], pool.openConnections()]).toEqual([['error:Aborted'], 0]);
      await server.until(() => server.sockets.now === 0);
    }
  });

  test('inside the closing that makes room opens nothing any more', async () => {
    const dispatcher = new HeldDispatcher();
    const pool = poolOf({ dispatcher, connections: 1 });
    heard(pool.get$('http://a/'));
    await dispatcher.answerAll();
    pool.signals$.subscribe(() => pool.destroy());

    const words = heard(pool.get$('http://b/'));
    await turn();

    expect([words, dispatcher.seen, pool.openConnections()]).toEqual([['error:Aborted'], ['http://a/'], 0]);
  });

  test('happens at the end of a block with using', async () => {
    const server = await OriginServer.listen(answerOk);
    {
      using pool = new QHttpPool();
      await ended(pool.get$(server.origin));
    }

    await server.until(() => server.sockets.now === 0);
  });
});
