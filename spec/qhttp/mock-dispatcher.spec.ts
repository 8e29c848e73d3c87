import { MockAgent } from 'undici';
import { QHttp } from '../../src/index.js';
import { atEnd } from '../support/at-end.js';
import { httpOver, text, type GivenDispatcher } from '../support/http-to.js';

const origin = 'http://mock.example';

function mockAgent(): MockAgent {
  const agent = new MockAgent();
  agent.disableNetConnect();
  atEnd(() => agent.close());
  return agent;
}

const answered = 'Sending q Reading H200 p y Connected';

describe('a mock of undici as the option dispatcher', () => {
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

  test.each<[string, (agent: MockAgent) => GivenDispatcher]>([
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
});
