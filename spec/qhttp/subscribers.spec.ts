import { State, type Signal } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { httpTo, text } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

describe('the order of signals', () => {
  test('is one for two subscribers of signals$, also when one of them aborts inside a signal', async () => {
    const server = await RawServer.answering(() => ok('hello'));
    const http = httpTo(server);
    const [one, two]: [Signal[], Signal[]] = [[], []];
    http.signals$.subscribe((signal) => {
      one.push(signal);
      if (signal.type === 'responseHeaderReceived') http.abort();
    });
    http.signals$.subscribe((signal) => two.push(signal));
    const recorder = new Recorder(http);

    http.get('/');
    await recorder.settled();

    expect(two).toEqual(one);
    expect(recorder.line).toBe('S1 Connecting Sending q Reading H200 F1!Aborted DONE! Closing Unconnected');
  });

  test('is signals$ before the own Subject of a signal', async () => {
    const server = await RawServer.answering(() => ok('hello'));
    const http = httpTo(server);
    const order: string[] = [];
    http.done$.subscribe(() => order.push('done$'));
    http.signals$.subscribe(({ type }) => order.push(type));
    const recorder = new Recorder(http);

    http.get('/');
    await recorder.settled();

    expect(order.slice(-3)).toEqual(['requestFinished', 'done', 'done$']);
  });

  test('has told what a call sets off when the call returns', async () => {
    const server = await RawServer.answering(() => ok('hello'));
    const http = httpTo(server);
    const recorder = new Recorder(http);
    let told = '';
    http.readyRead$.subscribe(() => {
      http.abort();
      told = recorder.line;
    });

    http.get('/');
    await recorder.settled();

    expect(told).toBe('S1 Connecting Sending q Reading H200 p y F1!Aborted DONE! Closing');
  });

  test('gives state$ the present state first', async () => {
    const server = await RawServer.answering(() => ok('hello'));
    const http = httpTo(server);
    const early: State[] = [];
    const late: State[] = [];
    http.state$.subscribe((state) => early.push(state));
    const recorder = new Recorder(http);

    http.get('/');
    await recorder.settled();
    http.state$.subscribe((state) => late.push(state));

    const { Unconnected, Connecting, Sending, Reading, Connected } = State;
    expect([early, late]).toEqual([[Unconnected, Connecting, Sending, Reading, Connected], [Connected]]);
  });
});

describe('ids', () => {
  test('are positive, and increase over all instances', async () => {
    const server = await RawServer.answering(() => ok());
    const [one, other] = [httpTo(server), httpTo(server)];
    const recorders = [new Recorder(one), new Recorder(other)];

    const ids = [one.get('/'), other.get('/'), one.close(), other.setHost('localhost'), one.head('/')];
    await Promise.all(recorders.map((recorder) => recorder.settled()));

    expect([ids.every((id, i) => id > (ids[i - 1] ?? 0)), new Set(ids).size]).toEqual([true, 5]);
  });
});

describe('a subscriber that changes the head of an answer', () => {
  test('changes nothing of what becomes of the answer', async () => {
    const server = await RawServer.answering(() => ok('hello'));
    const http = httpTo(server);
    http.responseHeaderReceived$.subscribe((header) => {
      header.setStatusLine(401);
      header.setValue('Content-Length', '1');
      header.addValue('Connection', 'close');
    });
    const recorder = new Recorder(http);
    http.get('/');
    await recorder.settled();

    expect([recorder.line, text(http.readAll())]).toEqual([
      'S1 Connecting Sending q Reading H200 p y Connected F1 DONE',
      'hello',
    ]);
  });
});
