import { config, type Observable } from 'rxjs';
import { State, type QHttp, type Signal } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { httpTo, text } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

const whole = 'S1 Connecting Sending q Reading H200 p y Connected F1 S2 Sending q Reading H200 p y Connected F2 DONE';

/** What RxJS reports of subscribers that throw. */
function reports(): unknown[] {
  const reported: unknown[] = [];
  config.onUnhandledError = (error) => reported.push(error);
  atEnd(() => {
    config.onUnhandledError = null;
  });
  return reported;
}

/** RxJS reports in a timer. */
const reported = () => new Promise((resolve) => setTimeout(resolve));

describe('a subscriber that throws', () => {
  const signals: readonly (readonly [string, (http: QHttp) => Observable<unknown>, number])[] = [
    ['signals$', (http) => http.signals$, 20],
    ['requestStarted$', (http) => http.requestStarted$, 2],
    ['requestFinished$', (http) => http.requestFinished$, 2],
    ['done$', (http) => http.done$, 1],
    ['state$', (http) => http.state$, 8],
    ['responseHeaderReceived$', (http) => http.responseHeaderReceived$, 2],
    ['readyRead$', (http) => http.readyRead$, 2],
    ['dataSendProgress$', (http) => http.dataSendProgress$, 2],
    ['dataReadProgress$', (http) => http.dataReadProgress$, 2],
  ];

  test.each(signals)('in %s is reported each time, and disturbs nothing', async (_name, select, times) => {
    const errors = reports();
    const server = await RawServer.answering(() => ok('hello'));
    const http = httpTo(server);
    const error = new Error('in a subscriber');
    select(http).subscribe(() => {
      throw error;
    });
    const recorder = new Recorder(http);

    http.get('/1');
    http.get('/2');
    await recorder.settled();
    await reported();

    expect([recorder.line, errors]).toEqual([whole, Array.from({ length: times }, () => error)]);
  });

  test('around an error is reported, and the error is told as ever', async () => {
    const errors = reports();
    const server = await RawServer.listen((connection) => connection.drain().end('garbage\r\n\r\n'));
    const http = httpTo(server);
    http.requestFinished$.subscribe(() => {
      throw new Error('in a subscriber');
    });
    http.done$.subscribe(() => {
      throw new Error('in another');
    });
    const recorder = new Recorder(http);

    http.get('/');
    await recorder.settled();
    await reported();

    expect([recorder.line.replace(' q ', ' '), errors]).toEqual([
      'S1 Connecting Sending Reading F1!InvalidResponseHeader DONE! Closing Unconnected',
      [new Error('in a subscriber'), new Error('in another')],
    ]);
  });
});

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
