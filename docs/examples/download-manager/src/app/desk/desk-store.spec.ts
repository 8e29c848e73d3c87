import { effect } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { FakeDesk, transfer } from '../../testing/fake-desk';
import { frame, useFrames } from '../../testing/frames';
import { DeskStore } from './desk-store';

describe('DeskStore', () => {
  useFrames();

  /** What each write of a signal has shown. */
  function written<T>(read: () => T): T[] {
    const values: T[] = [];
    TestBed.runInInjectionContext(() => effect(() => values.push(read())));
    TestBed.tick();
    return values;
  }

  it('writes a transfer once a frame, however often it changes', () => {
    const desk = new FakeDesk({ transfers: [transfer('a', { status: 'running', total: 1000 })] });
    const store = new DeskStore(desk, document);
    frame();
    const done = written(() => store.transfer('a')?.().done);

    for (let bytes = 1; bytes <= 1000; bytes++) {
      desk.tell({ type: 'transfers', changed: [transfer('a', { status: 'running', total: 1000, done: bytes })] });
      TestBed.tick();
    }
    frame();
    TestBed.tick();

    expect(done).toEqual([0, 1000]);
    store.destroy();
  });

  it('leaves the list alone while only bars move', () => {
    const desk = new FakeDesk({ transfers: [transfer('a', { status: 'running', total: 9 }), transfer('b')] });
    const store = new DeskStore(desk, document);
    frame();
    const rows = store.rows();

    desk.tell({ type: 'transfers', changed: [transfer('a', { status: 'running', total: 9, done: 5 })] });
    frame();

    expect(store.rows()).toBe(rows);
    store.destroy();
  });

  it('writes by a timer in a tab that nobody sees, as there are no frames', () => {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    const noFrame = vi.spyOn(window, 'requestAnimationFrame');
    const store = new DeskStore(new FakeDesk({ transfers: [transfer('a')] }), document);

    vi.advanceTimersByTime(250);

    expect(store.summary().counts.waiting).toBe(1);
    expect(noFrame).not.toHaveBeenCalled();
    store.destroy();
  });

  it('goes on by a timer when the tab is hidden before its frame has come', () => {
    const store = new DeskStore(new FakeDesk({ transfers: [transfer('a')] }), document);
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    document.dispatchEvent(new Event('visibilitychange'));

    vi.advanceTimersByTime(250);

    expect(store.summary().counts.waiting).toBe(1);
    store.destroy();
  });

  it('tells of a failure and of what it has dropped in one piece of news, and nothing of percents', () => {
    const desk = new FakeDesk({
      transfers: [transfer('a', { status: 'running', total: 9 }), transfer('b'), transfer('c')],
    });
    const store = new DeskStore(desk, document);
    frame();
    const news = written(() => store.news());

    desk.tell({ type: 'transfers', changed: [transfer('a', { status: 'running', total: 9, done: 5 })] });
    frame();
    TestBed.tick();
    desk.tell(
      { type: 'transfers', changed: [transfer('a', { status: 'failed', reason: 'the server is gone' })] },
      {
        type: 'transfers',
        changed: ['b', 'c'].map((name) => transfer(name, { status: 'dropped', causedBy: 'a' })),
      },
    );
    frame();
    TestBed.tick();

    expect(news).toEqual(['', 'a failed: the server is gone. 2 waiting transfers were dropped.']);
    store.destroy();
  });

  it('keeps the states that a pipeline has passed within one frame', () => {
    const desk = new FakeDesk({ pipelines: [{ name: 'http://films.test', state: 0 }] });
    const store = new DeskStore(desk, document);
    frame();

    for (const state of [2, 3, 4, 5]) desk.tell({ type: 'pipeline', pipeline: { name: 'http://films.test', state } });
    frame();

    expect(store.pipeline('http://films.test')?.()).toMatchObject({ state: 5, visits: [0, 0, 1, 1, 1, 1, 0] });
    store.destroy();
  });

  it('says that the desk is lost until it tells anything again', () => {
    const desk = new FakeDesk();
    const store = new DeskStore(desk, document);
    frame();
    const lost = written(() => store.lost());

    desk.tell({ type: 'lost', reason: 'nobody is there' });
    frame();
    TestBed.tick();
    desk.tell({ type: 'snapshot', snapshot: { transfers: [], pipelines: [], questions: [], signals: [] } });
    frame();
    TestBed.tick();

    expect(lost).toEqual([undefined, 'nobody is there', undefined]);
    store.destroy();
  });
});
