import type { Change, Transfer } from '../../../docs/examples/download-manager/engine/model.ts';
import { State } from 'rx-qhttp';
import { News } from '../../../docs/examples/download-manager/engine/news.ts';

function transfer(index: number, done = 0): Transfer {
  const pipeline = `http://${index}.example`;
  const url = `${pipeline}/a`;
  return { id: `t${index}`, direction: 'download', url, name: 'a', pipeline, status: 'running', done, total: 1000 };
}

/** What each change has, in short: `t1:5 t2:7`. */
function texts(changes: readonly Change[]): string[] {
  return changes.map((change) =>
    change.type === 'transfers' ? change.changed.map(({ id, done }) => `${id}:${done}`).join(' ') : change.type,
  );
}

describe('News', () => {
  let news: News;
  let told: Change[];

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
    news = new News(() => []);
    told = [];
    news.changes$.subscribe((change) => told.push(change));
    told = [];
  });

  afterEach(() => {
    news.end();
    jest.useRealTimers();
  });

  it('tells of the progress of two hundred transfers ten times a second', () => {
    for (let ms = 0; ms < 1000; ms += 5) {
      for (let index = 1; index <= 200; index++) news.moved(transfer(index, ms));
      jest.advanceTimersByTime(5);
    }
    expect(told.map((change) => (change.type === 'transfers' ? change.changed.length : change.type))).toEqual(
      Array.from({ length: 10 }, () => 200),
    );
  });

  it('tells what is new at once, what comes in the same frame with the next one, and progress in its time', async () => {
    news.moved(transfer(1, 10));
    news.changed(transfer(2, 20));
    expect(texts(told)).toEqual([]); // never inside the call
    await Promise.resolve();
    expect(texts(told)).toEqual(['t2:20']);
    news.changed(transfer(3, 30));
    news.moved(transfer(3, 31));
    news.moved(transfer(2, 21));
    await Promise.resolve();
    expect(texts(told)).toEqual(['t2:20']);
    jest.advanceTimersByTime(16);
    expect(texts(told)).toEqual(['t2:20', 't3:31']);
    jest.advanceTimersByTime(84);
    expect(texts(told)).toEqual(['t2:20', 't3:31', 't1:10 t2:21']);
    jest.advanceTimersByTime(1000);
    expect(told).toHaveLength(3);
  });

  it('says no more of what was removed', async () => {
    news.moved(transfer(1, 10));
    news.changed(transfer(2, 20));
    news.removed('t1');
    news.removed('t2');
    await Promise.resolve();
    jest.advanceTimersByTime(1000);
    expect(told).toEqual([{ type: 'transfers', changed: [], removed: ['t1', 't2'] }]);
  });

  it('says nothing of a pipeline that has come and gone before anybody heard of it', async () => {
    news.pipeline({ name: 'a', state: State.Unconnected });
    news.pipelineGone('a');
    await Promise.resolve();
    expect(told).toEqual([]);
    news.pipeline({ name: 'a', state: State.Unconnected });
    await Promise.resolve();
    news.pipelineGone('a');
    jest.advanceTimersByTime(16);
    expect(texts(told)).toEqual(['pipeline', 'pipelineGone']);
  });

  it('tells what there is when it ends, and then no more', () => {
    news.moved(transfer(1, 10));
    news.end();
    news.changed(transfer(2, 20));
    jest.advanceTimersByTime(1000);
    expect(texts(told)).toEqual(['t1:10']);
    const late: Change[] = [];
    let isComplete = false;
    news.changes$.subscribe({ next: (change) => late.push(change), complete: () => (isComplete = true) });
    expect([texts(late), isComplete]).toEqual([['snapshot'], true]);
  });
});
