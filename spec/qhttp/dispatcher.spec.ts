import type { ConnectionListener, DispatchHandler, DispatchLike } from '../../src/index.js';
import { httpOver, text } from '../support/http-to.js';

describe('the option dispatcher', () => {
  test('gets origin, path, method, headers and body as undici wants them', async () => {
    const seen: unknown[] = [];
    const dispatcher: DispatchLike = {
      dispatch(options, handler) {
        seen.push({ ...options, body: options.body && text(options.body) });
        answer(handler);
        return true;
      },
    };
    const { http, recorder } = httpOver(dispatcher);

    http.post('/a?b', 'data');
    await recorder.settled();

    expect(seen).toEqual([
      {
        origin: 'http://mock.example',
        path: '/a?b',
        method: 'POST',
        headers: ['content-length', '4', 'Host', 'mock.example'], // of the connection it speaks itself
        body: 'data',
        reset: false,
        blocking: true,
      },
    ]);
  });

  test('that throws in dispatch() ends the command, and the next one works', async () => {
    let calls = 0;
    const { http, recorder } = httpOver({
      dispatch(_options, handler) {
        if (calls++ === 0) throw new Error('out of order');
        answer(handler);
        return true;
      },
    });
    http.get('/');
    await recorder.settled();
    const error = http.errorString();

    http.get('/');
    await recorder.settled();

    expect([recorder.line, error]).toEqual([
      'S1 F1!UnknownError DONE! S2 Sending q Reading H200 p y Connected F2 DONE',
      expect.stringContaining('out of order'),
    ]);
  });
  test('may tell interim answers, which are passed over', async () => {
    const { http, recorder } = httpOver({
      dispatch(_options, handler) {
        for (const code of [100, 103, 199]) handler.onResponseStart(controller, code, {}, '');
        answer(handler);
        return true;
      },
    });

    http.get('/');
    await recorder.settled();

    expect(recorder.line).toBe('S1 Sending q Reading H200 p y Connected F1 DONE');
  });
});

describe('a dispatcher with observe', () => {
  test('shows lookup, connecting, bytes sent and close as states and progress', async () => {
    const { dispatcher, listeners } = observable();
    const { http, recorder } = httpOver(dispatcher);
    http.get('/');
    await recorder.settled();

    listeners[0]?.onClosed();

    expect(recorder.line).toBe(
      'S1 HostLookup Connecting Sending q Reading H200 p y Connected F1 DONE Closing Unconnected',
    );
  });

  test('is let go of by close(), and observed anew by the next command', async () => {
    const { dispatcher, listeners } = observable();
    const { http, recorder } = httpOver(dispatcher);
    http.get('/');
    http.close();
    await recorder.settled();
    const afterClose = listeners.length;

    http.get('/');
    await recorder.settled();

    const answered = 'HostLookup Connecting Sending q Reading H200 p y Connected';
    expect([afterClose, listeners.length, recorder.line]).toEqual([
      0,
      1,
      `S1 ${answered} F1 S2 Closing Unconnected F2 DONE S3 ${answered} F3 DONE`,
    ]);
  });

  test('is observed once, and let go of by destroy()', async () => {
    const { dispatcher, listeners } = observable();
    const { http, recorder } = httpOver(dispatcher);
    http.get('/');
    await recorder.settled();
    const during = listeners.length;

    http.destroy();

    expect([during, listeners.length]).toEqual([1, 0]);
  });
});

const controller = { pause: () => undefined, resume: () => undefined, abort: () => undefined };

/** Answers a request at once. */
function answer(handler: DispatchHandler): void {
  handler.onRequestStart(controller, undefined);
  handler.onRequestSent();
  handler.onResponseStart(controller, 200, { 'content-length': '1' }, 'OK');
  handler.onResponseData(controller, Buffer.from('x'));
  handler.onResponseEnd(controller, {});
}

/** A dispatcher that tells what its connection does. */
function observable(): { dispatcher: DispatchLike; listeners: ConnectionListener[] } {
  const listeners: ConnectionListener[] = [];
  const dispatcher: DispatchLike = {
    observe(listener) {
      listeners.push(listener);
      return () => listeners.splice(listeners.indexOf(listener), 1);
    },
    dispatch(_options, handler) {
      const [listener] = listeners;
      listener?.onLookup();
      listener?.onConnecting();
      listener?.onConnected();
      listener?.onBytesSent(50, 50);
      answer(handler);
      return true;
    },
  };
  return { dispatcher, listeners };
}
