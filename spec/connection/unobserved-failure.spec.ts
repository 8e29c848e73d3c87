import { QHttp, type DispatchLike } from '../../src/index.js';
import { Recorder } from '../support/recorder.js';

/** Starts each request, and fails before an answer has come: it shows nothing of its connection. */
const failing: DispatchLike = {
  dispatch(_options, handler) {
    const controller = { pause() {}, resume() {}, abort() {} };
    queueMicrotask(() => {
      handler.onRequestStart(controller, {});
      handler.onResponseError(controller, new Error('no way'));
    });
    return true;
  },
};

/** Tells what it has sent step by step, and nothing else of its connection. */
const counting: DispatchLike = {
  dispatch(_options, handler) {
    const controller = { pause() {}, resume() {}, abort() {} };
    queueMicrotask(() => {
      handler.onRequestStart(controller, {});
      handler.onBytesSent?.(10, 20);
      handler.onBytesSent?.(20, 20);
      handler.onRequestSent();
      handler.onResponseStart(controller, 204, {}, 'No Content');
      handler.onResponseEnd(controller, {});
    });
    return true;
  },
};

describe('A dispatcher that shows nothing of its connection', () => {
  test('leaves no state behind when a request fails before its answer', async () => {
    const http = new QHttp('host', { dispatcher: failing });
    const recorder = new Recorder(http);

    http.get('/');
    await recorder.settled();
    http.get('/');
    await recorder.settled();

    const failed = (n: number): string => `S${n} Sending F${n}!UnknownError DONE! Closing Unconnected`;
    expect(recorder.line).toBe(`${failed(1)} ${failed(2)}`);
    expect(http.errorString()).toBe('The request to host:80 failed: no way');
  });

  test('may tell what it has sent step by step', async () => {
    const http = new QHttp('host', { dispatcher: counting });
    const recorder = new Recorder(http);

    http.get('/');
    await recorder.settled();

    const progress = recorder.signals.filter(({ type }) => type === 'dataSendProgress');
    expect(progress).toEqual([10, 20].map((done) => ({ type: 'dataSendProgress', done, total: 20 })));
    expect(recorder.line).toBe('S1 Sending q Reading H204 Connected F1 DONE');
  });
});
