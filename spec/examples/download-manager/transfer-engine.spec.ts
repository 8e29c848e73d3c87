import { bytes, FileServer, HeldBody, status } from './support/file-server.ts';
import { EngineStage } from './support/engine-stage.ts';

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
      's t1 2t1 3t1 qt1 4t1 ht1 pt1 5t1 ft1 st2 3t2 qt2 4t2 ht2 pt2 5t2 ft2 d'.replace('s t1', 'st1'),
    );
  });

  it('drops what waits behind an error status, and says which transfer did it', async () => {
    const server = await FileServer.open({ '/a': bytes('alpha'), '/gone': status(404, 'no'), '/b': bytes('beta') });
    const stage = new EngineStage();
    stage.engine.add([server.url('/a'), server.url('/gone'), server.url('/b'), server.url('/c')]);
    const { transfers } = await stage.untilOver();
    expect(transfers.map(({ status, reason, causedBy }) => ({ status, reason, causedBy }))).toEqual([
      { status: 'finished' },
      { status: 'failed', reason: 'The server answered 404 Not Found' },
      { status: 'dropped', reason: 'dropped, because gone failed: The server answered 404 Not Found', causedBy: 't2' },
      { status: 'dropped', reason: 'dropped, because gone failed: The server answered 404 Not Found', causedBy: 't2' },
    ]);
    expect(server.asked).toEqual(['GET /a', 'GET /gone']);
    expect(stage.sinks).toHaveLength(1);
  });
});
