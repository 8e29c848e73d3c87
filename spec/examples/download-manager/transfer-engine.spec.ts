import { filter, firstValueFrom } from 'rxjs';
import { DeskView } from '../../../docs/examples/download-manager/engine/desk-view.ts';
import type { Change, Transfer } from '../../../docs/examples/download-manager/engine/model.ts';
import { refusedPort } from '../../support/refused-port.ts';
import { turn } from '../../support/turn.ts';
import { EngineStage } from './support/engine-stage.ts';
import { bytes, FileServer, HeldBody, status } from './support/file-server.ts';

jest.setTimeout(30_000); // on a machine that is busy

/** What is said of why each transfer is where it is. */
function fates(transfers: readonly Transfer[]): string[] {
  return transfers.map(({ name, status, reason, causedBy }) =>
    [
      `${name}: ${status}`,
      ...(reason === undefined ? [] : [reason]),
      ...(causedBy === undefined ? [] : [causedBy]),
    ].join('; '),
  );
}

/** Somebody more who looks, from now on. */
function join(stage: EngineStage, views: DeskView[]): void {
  const view = new DeskView();
  views.push(view);
  stage.engine.changes$.subscribe((change) => view.apply(change));
}

describe('TransferEngine', () => {
  it('downloads what it was given, one after the other on one connection', async () => {
    const server = await FileServer.open({ '/a.txt': bytes('alpha'), '/b.txt': bytes('beta') });
    const stage = new EngineStage();
    stage.engine.add([server.url('/a.txt'), '', server.url('/b.txt')]);
    const { transfers } = await stage.untilOver();
    expect(transfers).toEqual([
      {
        id: 't1',
        direction: 'download',
        url: server.url('/a.txt'),
        name: 'a.txt',
        pipeline: server.origin,
        status: 'finished',
        done: 5,
        total: 5,
        httpStatus: 200,
      },
      expect.objectContaining({ id: 't2', name: 'b.txt', status: 'finished', done: 4, total: 4 }),
    ]);
    expect(stage.sinks.map(({ text, state }) => [text, state])).toEqual([
      ['alpha', 'whole'],
      ['beta', 'whole'],
    ]);
    await stage.until(({ signals }) => signals.at(-1)?.letter === 'd');
    expect(stage.seen.signals.map(({ letter, transfer }) => letter + (transfer ?? '')).join(' ')).toBe(
      'st1 2t1 3t1 qt1 4t1 ht1 pt1 5t1 ft1 st2 3t2 qt2 4t2 ht2 pt2 5t2 ft2 d',
    );
    expect(stage.seen.pipelines).toEqual([{ name: server.origin, state: 5 }]);
  });

  it('drops what waits behind an error status, and says which transfer did it', async () => {
    const server = await FileServer.open({ '/a': bytes('alpha'), '/gone': status(404, 'no'), '/b': bytes('beta') });
    const stage = new EngineStage();
    stage.engine.add([server.url('/a'), server.url('/gone'), server.url('/b')]);
    const { transfers } = await stage.untilOver();
    expect(fates(transfers)).toEqual([
      'a: finished',
      'gone: failed; The server answered 404 Not Found',
      'b: dropped; dropped, because gone failed: The server answered 404 Not Found; t2',
    ]);
    expect(server.asked).toEqual(['GET /a', 'GET /gone']);
    expect(stage.sinks).toHaveLength(1); // an error page is no file
    expect(transfers[1]).toMatchObject({ done: 0, total: 0, httpStatus: 404 });
    await stage.until(({ signals }) => signals.at(-1)?.letter === '0');
    expect(stage.seen.signals.slice(-5).map(({ letter }) => letter)).toEqual(['5', 'f', 'D', '6', '0']);
  });

  it('does not read an endless error page to its end', async () => {
    const server = await FileServer.open({
      '/endless': (response) => {
        response.writeHead(500);
        const send = () => {
          while (response.write(Buffer.alloc(16_384)));
        };
        response.on('drain', send);
        send();
      },
    });
    const stage = new EngineStage();
    stage.engine.add([server.url('/endless')]);
    const { transfers } = await stage.untilOver();
    expect(fates(transfers)).toEqual(['endless: failed; The server answered 500 Internal Server Error']);
  });

  it('drops what waits behind a failure of the network, and leaves other pipelines alone', async () => {
    const server = await FileServer.open({ '/fine': bytes('alpha') });
    const port = await refusedPort();
    const stage = new EngineStage();
    stage.engine.add([`http://127.0.0.1:${port}/film.mkv`, server.url('/fine'), `http://127.0.0.1:${port}/b`]);
    const { transfers } = await stage.untilOver();
    expect(fates(transfers)).toEqual([
      `film.mkv: failed; Connection to 127.0.0.1:${port} refused`,
      'fine: finished',
      `b: dropped; dropped, because film.mkv failed: Connection to 127.0.0.1:${port} refused; t1`,
    ]);
  });

  it('drops what waits behind a body that broke off, and gives up its file', async () => {
    const body = new HeldBody(10);
    const server = await FileServer.open({ '/a': body.answer, '/b': bytes('beta') });
    const stage = new EngineStage();
    stage.engine.add([server.url('/a'), server.url('/b')]);
    await server.untilAsked('GET /a');
    body.send('half');
    await stage.until(({ transfers }) => transfers[0]?.done === 4);
    body.breakOff();
    const { transfers } = await stage.untilOver();
    expect(transfers.map(({ status, done, total }) => [status, done, total])).toEqual([
      ['failed', 4, 10],
      ['dropped', 0, 0],
    ]);
    expect(stage.sinks.map(({ state }) => state)).toEqual(['given up']);
  });

  it('drops what waits behind a file that cannot be written', async () => {
    const server = await FileServer.open({ '/a': bytes('alpha'), '/b': bytes('beta') });
    const stage = new EngineStage({ openSink: () => Promise.reject(new Error('the disk is full')) });
    stage.engine.add([server.url('/a'), server.url('/b')]);
    const { transfers } = await stage.untilOver();
    const reason = 'The file cannot be written: the disk is full';
    expect(fates(transfers)).toEqual([`a: failed; ${reason}`, `b: dropped; dropped, because a failed: ${reason}; t1`]);
  });

  it('has failed when the file fails at its very end, while the next one runs already and goes on', async () => {
    const held = new HeldBody(4);
    const server = await FileServer.open({ '/a': bytes('alpha'), '/b': held.answer, '/c': bytes('c') });
    const closing = Promise.withResolvers<undefined>();
    const stage = new EngineStage({
      openSink: (_transfer, name) =>
        Promise.resolve({
          name,
          write: () => [],
          close: () => (name === 'a' ? closing.promise : []),
          giveUp: () => undefined,
        }),
    });
    stage.engine.add(['/a', '/b', '/c'].map((path) => server.url(path)));
    await server.untilAsked('GET /b');
    closing.reject(new Error('quota'));
    await stage.untilStatus('a', 'failed');
    held.end('beta');
    const { transfers } = await stage.untilOver();
    expect(fates(transfers)).toEqual([
      'a: failed; The file cannot be written: quota',
      'b: finished',
      'c: dropped; dropped, because a failed: The file cannot be written: quota; t1',
    ]);
  });

  it('names a file as the server does', async () => {
    const named = { 'Content-Disposition': `attachment; filename="x.bin"; filename*=UTF-8''sch%C3%B6n.bin` };
    const server = await FileServer.open({ '/get?id=1': bytes('alpha', named) });
    const stage = new EngineStage();
    stage.engine.add([server.url('/get?id=1')]);
    const { transfers } = await stage.untilOver();
    expect(transfers.map(({ name }) => name)).toEqual(['schön.bin']);
  });

  it('tells how much has come of a body whose length nobody knows, and ends at the whole', async () => {
    const body = new HeldBody();
    const server = await FileServer.open({ '/a': body.answer });
    const stage = new EngineStage();
    stage.engine.add([server.url('/a')]);
    await server.untilAsked('GET /a');
    body.send('abc');
    const running = await stage.until(({ transfers }) => transfers[0]?.done === 3);
    expect(running.transfers).toMatchObject([{ status: 'running', done: 3, total: 0 }]);
    body.end('def');
    const { transfers } = await stage.untilOver();
    expect(transfers).toMatchObject([{ status: 'finished', done: 6, total: 6 }]);
  });

  it('says that nothing moves when no byte has come for some seconds', async () => {
    const body = new HeldBody(100);
    const server = await FileServer.open({ '/a': body.answer });
    const stage = new EngineStage();
    stage.engine.add([server.url('/a')]);
    await server.untilAsked('GET /a');
    body.send('some');
    await stage.until(({ transfers }) => transfers[0]?.done === 4);
    body.send('more');
    await stage.until(({ transfers }) => (transfers[0]?.bytesPerSecond ?? 0) > 0);
    const { transfers } = await stage.until((seen) => seen.transfers[0]?.bytesPerSecond === 0);
    expect(transfers[0]).toMatchObject({ status: 'running', done: 8 });
    expect(transfers[0]).not.toHaveProperty('secondsLeft');
    body.send('on');
    await stage.until((seen) => (seen.transfers[0]?.bytesPerSecond ?? 0) > 0);
  });

  describe('what a person does', () => {
    it('ends the transfer that runs, alone', async () => {
      const body = new HeldBody(100);
      const server = await FileServer.open({ '/a': body.answer, '/b': bytes('beta') });
      const stage = new EngineStage();
      stage.engine.add([server.url('/a'), server.url('/b')]);
      await stage.until(({ transfers }) => transfers[0]?.httpStatus === 200);
      stage.engine.abortCurrent(server.origin);
      const { transfers } = await stage.untilOver();
      expect(fates(transfers)).toEqual(['a: aborted; aborted by you', 'b: finished']);
      await server.until(() => body.isClosed);
    });

    it('clears what waits, and the one that runs goes on', async () => {
      const body = new HeldBody(5);
      const server = await FileServer.open({ '/a': body.answer });
      const stage = new EngineStage();
      stage.engine.add([server.url('/a'), server.url('/b'), server.url('/c')]);
      await server.untilAsked('GET /a');
      stage.engine.clearWaiting(server.origin);
      body.end('alpha');
      const { transfers } = await stage.untilOver();
      const reason = 'dropped, because the waiting transfers were cleared';
      expect(fates(transfers)).toEqual(['a: finished', `b: dropped; ${reason}`, `c: dropped; ${reason}`]);
    });

    it('moves what waits, and what runs next is what stands first', async () => {
      const body = new HeldBody(5);
      const server = await FileServer.open({ '/a': body.answer, '/b': bytes('b'), '/c': bytes('c'), '/d': bytes('d') });
      const stage = new EngineStage();
      stage.engine.add(['/a', '/b', '/c', '/d'].map((path) => server.url(path)));
      await server.untilAsked('GET /a');
      stage.engine.move('t4', 't2');
      stage.engine.move('t2', null);
      stage.engine.move('t1', 't3'); // it runs: left undone
      stage.engine.move('t3', 't1');
      await stage.until(() => stage.ids.join() === 't1,t4,t3,t2');
      body.end('alpha');
      await stage.untilOver();
      expect(server.asked).toEqual(['GET /a', 'GET /d', 'GET /c', 'GET /b']);
      expect(stage.ids).toEqual(['t1', 't4', 't3', 't2']);
    });

    it('tries again what was dropped, at its place in the list', async () => {
      const body = new HeldBody(1);
      const server = await FileServer.open({
        '/a': status(500),
        '/b': body.answer,
        '/c': bytes('c'),
        '/d': bytes('d'),
      });
      const stage = new EngineStage();
      stage.engine.add(['/a', '/b', '/c'].map((path) => server.url(path)));
      await stage.untilOver();
      server.at('/a', bytes('alpha'));
      stage.engine.add([server.url('/d')]);
      stage.engine.retry('t3');
      stage.engine.retry('t2');
      stage.engine.retry('t1');
      await server.untilAsked('GET /b');
      body.end('b');
      const { transfers } = await stage.untilStatus('d', 'finished');
      expect(server.asked).toEqual(['GET /a', 'GET /a', 'GET /b', 'GET /c', 'GET /d']);
      expect(fates(transfers)).toEqual(['a: finished', 'b: finished', 'c: finished', 'd: finished']);
      expect(transfers[1]).not.toHaveProperty('causedBy');
    });

    it('takes one off the list, running or waiting, and the pipeline with its last one', async () => {
      const body = new HeldBody(100);
      const server = await FileServer.open({ '/a': body.answer, '/c': new HeldBody(1).answer });
      const stage = new EngineStage();
      stage.engine.add(['/a', '/b', '/c'].map((path) => server.url(path)));
      await server.untilAsked('GET /a');
      stage.engine.remove('t2');
      stage.engine.remove('t1');
      await server.untilAsked('GET /c');
      await stage.untilStatus('c', 'running');
      expect(stage.states).toEqual(['c: running']);
      stage.engine.remove('t3');
      const { transfers, pipelines } = await stage.until((seen) => seen.pipelines.length === 0);
      expect([transfers, pipelines]).toEqual([[], []]);
      expect(server.asked).toEqual(['GET /a', 'GET /c']);
    });

    it('may call anything inside of what it is told', async () => {
      const server = await FileServer.open({ '/a': bytes('a'), '/b': new HeldBody(1).answer, '/c': bytes('c') });
      const stage = new EngineStage();
      const told: string[] = [];
      const looking = stage.engine.changes$.subscribe((change) => {
        told.push(change.type);
        if (change.type !== 'transfers') return;
        for (const { id, status } of change.changed) {
          if (id === 't1' && status === 'finished') {
            server.at('/b', bytes('b'));
            stage.engine.remove('t1');
            stage.engine.add([server.url('/c')]);
            stage.engine.abortCurrent(server.origin);
            stage.engine.retry('t2');
            stage.engine.move('t3', 't2');
            void firstValueFrom(stage.engine.changes$).then(({ type }) => told.push(`first ${type}`));
          }
        }
      });
      stage.engine.add([server.url('/a'), server.url('/b')]);
      await stage.until(() => stage.states.join() === 'c: finished,b: finished');
      looking.unsubscribe();
      expect(told).toContain('first snapshot');
      expect(server.asked).toEqual(['GET /a', 'GET /b', 'GET /c', 'GET /b']);
    });
  });

  describe('what it is told', () => {
    it.each([
      ['nonsense', 'Line 2 is no http or https address: nonsense'],
      ['ftp://127.0.0.1/a', 'Line 2 is no http or https address: ftp://127.0.0.1/a'],
      ['javascript:alert(1)', 'Line 2 is no http or https address: javascript:alert(1)'],
      ['http://', 'Line 2 is no http or https address: http://'],
      ['ftp://ada:lovelace@h/x', 'Line 2 is no http or https address: ftp://…@h/x'],
    ])('refuses %s with the number of its line, and adds nothing', async (line, message) => {
      const stage = new EngineStage();
      expect(() => stage.engine.add(['http://127.0.0.1:9/a', line])).toThrow(new TypeError(message));
      await turn();
      expect(stage.seen.transfers).toEqual([]);
    });

    it('shows and keeps no password that stands in a URL', async () => {
      const stage = new EngineStage();
      stage.engine.add(['http://ada:love%3Alace@127.0.0.1:9/a#part']);
      await stage.until(({ transfers }) => transfers.length > 0);
      expect(stage.seen.transfers).toMatchObject([{ url: 'http://127.0.0.1:9/a', pipeline: 'http://127.0.0.1:9' }]);
      expect(JSON.stringify(stage.changes)).not.toContain('love');
    });
  });

  describe('how it tells', () => {
    it('tells of a thousand new transfers in one change', async () => {
      const server = await FileServer.open({ '/0': new HeldBody(1).answer });
      const stage = new EngineStage();
      stage.engine.add(Array.from({ length: 1000 }, (_, index) => server.url(`/${index}`)));
      await server.untilAsked('GET /0');
      await stage.untilStatus('0', 'running');
      const lists = stage.changes.filter((change) => change.type === 'transfers');
      expect(lists.map(({ changed }) => changed.length)).toEqual([1000, 1]);
    });

    it('gives who joins late what the others have come to, and tells nobody anything twice', async () => {
      const body = new HeldBody(4);
      const server = await FileServer.open({ '/a': bytes('alpha'), '/b': body.answer });
      const stage = new EngineStage();
      stage.engine.add([server.url('/a'), server.url('/b')]);
      await server.untilAsked('GET /b');
      const late: Change[] = [];
      const joining = stage.engine.changes$.subscribe((change) => late.push(change));
      expect(late).toEqual([{ type: 'snapshot', snapshot: stage.seen }]);
      body.end('beta');
      await stage.untilOver();
      await stage.until(({ signals }) => signals.at(-1)?.letter === 'd');
      joining.unsubscribe();
      expect(stage.seen.signals.filter(({ letter }) => letter === 's')).toHaveLength(2);
    });

    it('tells who joins in the middle of a telling nothing of it twice', async () => {
      const server = await FileServer.open({ '/a': bytes('alpha'), '/b': bytes('beta') });
      const stage = new EngineStage();
      const views: DeskView[] = [];
      stage.engine.changes$.pipe(filter(({ type }) => type === 'transfers' || type === 'pipeline')).subscribe(() => {
        join(stage, views);
      });
      stage.engine.add([server.url('/a'), server.url('/b')]);
      await stage.untilOver();
      await stage.until(({ signals }) => signals.at(-1)?.letter === 'd');
      expect(views.length).toBeGreaterThan(2);
      for (const view of views) expect(view.snapshot).toEqual(stage.seen);
    });

    it('tells of progress at most once in 100 ms, and always of the last', async () => {
      const size = 32 * 1024 * 1024;
      const server = await FileServer.open({ '/a': bytes(Buffer.alloc(size)) });
      const stage = new EngineStage();
      const told: { readonly at: number; readonly transfer: Transfer }[] = [];
      const looking = stage.engine.changes$.subscribe((change) => {
        if (change.type !== 'transfers') return;
        for (const transfer of change.changed) told.push({ at: performance.now(), transfer });
      });
      stage.engine.add([server.url('/a')]);
      await stage.untilOver();
      looking.unsubscribe();
      const progress = told.filter(
        ({ transfer }) => transfer.status === 'running' && transfer.httpStatus !== undefined,
      );
      // Timers of Node may come a little early.
      const gaps = progress.slice(2).map(({ at }, index) => at - (progress[index + 1]?.at ?? 0));
      expect(gaps.filter((gap) => gap < 95)).toEqual([]);
      const steps = told.map(({ transfer }) => transfer.done);
      expect(steps).toEqual([...steps].sort((one, other) => one - other));
      expect(told.at(-1)?.transfer).toMatchObject({ status: 'finished', done: size, total: size });
      expect(stage.sinks[0]?.size).toBe(size);
    });

    it('says nothing any more, and does nothing any more, when it was destroyed', async () => {
      const body = new HeldBody(100);
      const server = await FileServer.open({ '/a': body.answer });
      const stage = new EngineStage();
      stage.engine.add([server.url('/a'), server.url('/b')]);
      await stage.until(({ transfers }) => transfers[0]?.httpStatus === 200);
      body.send('some');
      await stage.until(({ transfers }) => transfers[0]?.done === 4);
      stage.engine.destroy();
      const { length } = stage.changes;
      stage.engine.add([server.url('/c')]);
      stage.engine.retry('t2');
      stage.engine.abortCurrent(server.origin);
      stage.engine.remove('t1');
      await server.until(() => body.isClosed);
      expect(stage.changes).toHaveLength(length);
      expect(stage.sinks.map(({ state }) => state)).toEqual(['given up']);
      expect(server.asked).toEqual(['GET /a']);
    });
  });
});
