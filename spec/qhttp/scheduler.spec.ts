import { asapScheduler, queueScheduler, VirtualTimeScheduler, type SchedulerLike } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { QHttp, type DispatchLike } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';
import { turn } from '../support/turn.js';

/** Answers at once. */
const dispatcher: DispatchLike = {
  dispatch(_options, handler) {
    const controller = { pause: () => undefined, resume: () => undefined, abort: () => undefined };
    handler.onRequestStart(controller, undefined);
    handler.onResponseStart(controller, 200, {}, 'OK');
    handler.onResponseEnd(controller, {});
    return true;
  },
};

describe('the option scheduler', () => {
  test.each([
    ['VirtualTimeScheduler', () => new VirtualTimeScheduler()],
    ['TestScheduler', () => new TestScheduler(() => undefined)],
  ])('lets nothing start before a %s is flushed', async (_kind, make) => {
    const scheduler = make();
    const http = new QHttp('mock.example', 80, { scheduler, dispatcher });
    atEnd(() => http.destroy());
    const recorder = new Recorder(http);
    http.get('/');
    http.get('/');
    await turn();
    const before = [recorder.line, http.currentId(), http.hasPendingRequests()];

    scheduler.flush();

    expect([before, recorder.line]).toEqual([
      ['', 0, true],
      'S1 Sending q Reading H200 Connected F1 S2 Sending q Reading H200 Connected F2 DONE',
    ]);
  });

  test('replaces the microtask for commands that come after done as well', () => {
    const scheduler = new VirtualTimeScheduler();
    const http = new QHttp('mock.example', 80, { scheduler, dispatcher });
    atEnd(() => http.destroy());
    const recorder = new Recorder(http);
    http.get('/');
    scheduler.flush();

    http.get('/');
    const before = recorder.line;
    scheduler.flush();

    expect([before.endsWith('F1 DONE'), recorder.line.endsWith('F2 DONE')]).toEqual([true, true]);
  });

  test.each<[string, SchedulerLike]>([
    ['asapScheduler', asapScheduler],
    ['queueScheduler, which calls back before it returns', queueScheduler],
  ])('works over a real server with %s', async (_kind, scheduler) => {
    const server = await RawServer.answering(() => ok('hello'));
    const http = httpTo(server, { scheduler });
    const recorder = new Recorder(http);

    http.get('/');
    await recorder.settled();

    expect(recorder.line).toBe('S1 Connecting Sending q Reading H200 p y Connected F1 DONE');
  });
});

describe('without a scheduler', () => {
  test('the first command starts in a microtask, and never inside the call', async () => {
    const http = new QHttp('mock.example', 80, { dispatcher });
    atEnd(() => http.destroy());
    const recorder = new Recorder(http);

    http.get('/');
    const inside = recorder.line;
    await Promise.resolve();

    expect([inside, recorder.line]).toEqual(['', 'S1 Sending q Reading H200 Connected F1 DONE']);
  });
});
