import { MockAgent } from 'undici';
import {
  QHttp,
  type ConnectionListener,
  type DispatchHandler,
  type DispatchLike,
  type QHttpOptions,
} from '../../src/index.js';
import { atEnd } from '../support/at-end.js';
import { Recorder } from '../support/recorder.js';
import { text } from '../support/http-to.js';

const origin = 'http://mock.example';

type Given = NonNullable<QHttpOptions['dispatcher']>;

function httpOver(dispatcher: Given): { http: QHttp; recorder: Recorder } {
  const http = new QHttp('mock.example', 80, { dispatcher });
  atEnd(() => http.destroy());
  return { http, recorder: new Recorder(http) };
}

function mockAgent(): MockAgent {
  const agent = new MockAgent();
  agent.disableNetConnect();
  atEnd(() => agent.close());
  return agent;
}

const answered = 'Sending q Reading H200 p y Connected';

describe('the option dispatcher', () => {
  test('takes a MockAgent: Sending, Reading and Connected are told', async () => {
    const agent = mockAgent();
    agent
      .get(origin)
      .intercept({ path: '/a' })
      .reply(200, 'hello', { headers: { 'content-length': '5' } });
    const { http, recorder } = httpOver(agent);

    http.get('/a');
    await recorder.settled();

    expect([recorder.line, text(http.readAll()), http.lastResponse().value('Content-Length')]).toEqual([
      `S1 ${answered} F1 DONE`,
      'hello',
      '5',
    ]);
  });

  test.each<[string, (agent: MockAgent) => Given]>([
    ['MockAgent', (agent) => agent],
    ['MockPool', (agent) => agent.get(origin)],
  ])('gives a %s one command after the other, with its data', async (_kind, dispatcherOf) => {
    const agent = mockAgent();
    const bodies: unknown[] = [];
    const reply: Parameters<ReturnType<ReturnType<MockAgent['get']>['intercept']>['reply']>[1] = ({ body }) => {
      bodies.push(body);
      return 'x';
    };
    agent.get(origin).intercept({ path: '/a', method: 'POST' }).reply(200, reply);
    agent.get(origin).intercept({ path: '/b' }).reply(200, reply);
    const { http, recorder } = httpOver(dispatcherOf(agent));

    http.post('/a', 'data');
    http.get('/b');
    await recorder.settled();

    expect([recorder.line, bodies.map((body) => body && Buffer.from(body as Uint8Array).toString())]).toEqual([
      `S1 ${answered} F1 S2 ${answered} F2 DONE`,
      ['data', null],
    ]);
  });

  test('takes a MockClient', async () => {
    const agent = new MockAgent({ connections: 1 });
    agent.disableNetConnect();
    atEnd(() => agent.close());
    const client = agent.get(origin);
    client.intercept({ path: '/' }).reply(200, 'x');
    const { http, recorder } = httpOver(client);

    http.get('/');
    await recorder.settled();

    expect([client.constructor.name, recorder.line]).toEqual(['MockClient', `S1 ${answered} F1 DONE`]);
  });

  test('tells an error of it, drops the rest, and the next command works', async () => {
    const agent = mockAgent();
    agent.get(origin).intercept({ path: '/a' }).replyWithError(new Error('mocked'));
    agent.get(origin).intercept({ path: '/b' }).reply(200, 'x');
    const { http, recorder } = httpOver(agent);
    http.get('/a');
    http.get('/dropped');
    await recorder.settled();
    const error = [http.error(), http.errorString()];

    http.get('/b');
    await recorder.settled();

    expect([recorder.line, error]).toEqual([
      `S1 F1!UnknownError DONE! S2 ${answered} F2 DONE`,
      [QHttp.UnknownError, expect.stringContaining('mocked')],
    ]);
  });

  test('tells an error behind a good answer: the connection that was seen is let go of', async () => {
    const agent = mockAgent();
    agent.get(origin).intercept({ path: '/a' }).reply(200, 'x');
    agent.get(origin).intercept({ path: '/b' }).replyWithError(new Error('mocked'));
    const { http, recorder } = httpOver(agent);

    http.get('/a');
    http.get('/b');
    await recorder.settled();

    expect(recorder.line).toBe(`S1 ${answered} F1 S2 F2!UnknownError DONE! Closing Unconnected`);
  });

  test('is never closed or destroyed by close(), an error, abort() or destroy()', async () => {
    const agent = mockAgent();
    const closing = jest.spyOn(agent, 'close');
    const destroying = jest.spyOn(agent, 'destroy');
    agent.get(origin).intercept({ path: '/a' }).reply(200, 'x').persist();
    const { http, recorder } = httpOver(agent);

    http.get('/a');
    http.close();
    await recorder.settled();
    http.get('/unknown');
    await recorder.settled();
    http.requestStarted$.subscribe(() => http.abort());
    http.get('/a');
    await recorder.settled();
    http.destroy();

    expect([recorder.line, closing.mock.calls.length, destroying.mock.calls.length]).toEqual([
      `S1 ${answered} F1 S2 Closing Unconnected F2 DONE S3 F3!UnknownError DONE! S4 F4!Aborted DONE!`,
      0,
      0,
    ]);
  });

  test('gets origin, path, method, headers and body as undici wants them', async () => {
    const seen: unknown[] = [];
    const dispatcher: DispatchLike = {
      dispatch(options, handler) {
        seen.push({ ...options, body: options.body && text(options.body as Uint8Array) });
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
        headers: ['Connection', 'Keep-Alive', 'content-length', '4', 'Host', 'mock.example'],
        body: 'data',
        reset: false,
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

/** Answers a request at once. */
function answer(handler: DispatchHandler): void {
  const controller = { pause: () => undefined, resume: () => undefined, abort: () => undefined };
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
