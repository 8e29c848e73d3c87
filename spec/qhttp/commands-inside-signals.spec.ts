import { State, type QHttp, type Signal } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

type SignalType = Signal['type'];

const everySignal: readonly SignalType[] = [
  'requestStarted',
  'stateChanged',
  'dataSendProgress',
  'responseHeaderReceived',
  'dataReadProgress',
  'readyRead',
  'requestFinished',
];

/** Asks for two things, and does something else inside the first signal of a type: all signals until nothing is left. */
async function whenInside(type: SignalType, act: (http: QHttp) => void, dones = 1): Promise<string> {
  const server = await RawServer.answering(() => ok('hello'));
  const http = httpTo(server);
  const recorder = new Recorder(http);
  let hasActed = false;
  http.signals$.subscribe((signal) => {
    if (hasActed || signal.type !== type) return;
    hasActed = true;
    act(http);
  });
  http.get('/1');
  http.get('/2');
  for (let i = 0; i < dones; i++) await recorder.settled();
  return recorder.line;
}

const answer = 'Sending q Reading H200 p y Connected';
const first = `S1 Connecting ${answer} F1`;

describe('get() inside a signal', () => {
  test.each(everySignal)('%s waits behind the others', async (type) => {
    expect(await whenInside(type, (http) => http.get('/3'))).toBe(`${first} S2 ${answer} F2 S3 ${answer} F3 DONE`);
  });

  test('done begins anew', async () => {
    expect(await whenInside('done', (http) => http.get('/3'), 2)).toBe(
      `${first} S2 ${answer} F2 DONE S3 ${answer} F3 DONE`,
    );
  });

  test('is not started before the call has returned', async () => {
    const order: string[] = [];
    await whenInside('requestFinished', (http) => {
      http.requestStarted$.subscribe(() => order.push('started'));
      http.get('/3');
      order.push('returned');
    });

    expect(order.slice(0, 2)).toEqual(['returned', 'started']);
  });
});

describe('close() inside a signal', () => {
  test.each(everySignal)('%s waits behind the others', async (type) => {
    expect(await whenInside(type, (http) => http.close())).toBe(
      `${first} S2 ${answer} F2 S3 Closing Unconnected F3 DONE`,
    );
  });

  test('done closes the kept connection', async () => {
    expect(await whenInside('done', (http) => http.close(), 2)).toBe(
      `${first} S2 ${answer} F2 DONE S3 Closing Unconnected F3 DONE`,
    );
  });
});

describe('clearPendingRequests() inside a signal', () => {
  test.each(everySignal)('%s drops the second one without a word, and the first one goes on', async (type) => {
    expect(await whenInside(type, (http) => http.clearPendingRequests())).toBe(`${first} DONE`);
  });

  test('done has nothing to drop', async () => {
    expect(await whenInside('done', (http) => http.clearPendingRequests())).toBe(`${first} S2 ${answer} F2 DONE`);
  });
});

describe('setHost() inside a signal', () => {
  test.each(everySignal)('%s waits behind the others', async (type) => {
    expect(await whenInside(type, (http) => http.setHost('localhost'))).toBe(`${first} S2 ${answer} F2 S3 F3 DONE`);
  });
});

describe('commands around an error', () => {
  const failing = async (react: (http: QHttp, signal: Signal) => void, dones: number) => {
    const server = await RawServer.listen(async (connection, index) => {
      const head = await connection.head();
      if (index === 0) connection.destroy();
      else connection.send(ok(head.split(' ')[1]));
    });
    const http = httpTo(server);
    const recorder = new Recorder(http);
    let hasReacted = false;
    http.signals$.subscribe((signal) => {
      if (hasReacted || !('error' in signal) || !signal.error) return;
      react(http, signal);
      if (signal.type === 'done') hasReacted = true;
    });
    http.post('/1', 'x');
    http.get('/2');
    for (let i = 0; i < dones; i++) await recorder.settled();
    return recorder.line;
  };
  const failed = 'S1 Connecting Sending q F1!UnexpectedClose DONE! Closing Unconnected';

  test('those that wait are dropped without a signal', async () => {
    expect(await failing(() => undefined, 1)).toBe(failed);
  });

  test('one that is added inside the failed requestFinished is dropped too', async () => {
    const react = (http: QHttp, { type }: Signal) => {
      if (type === 'requestFinished') http.get('/3');
    };

    expect(await failing(react, 1)).toBe(failed);
  });

  test('one that is added inside done(true) runs when the connection has closed', async () => {
    const react = (http: QHttp, { type }: Signal) => {
      if (type === 'done') http.get('/3');
    };

    // Whether the socket has closed already is up to the network; a connection is opened only then.
    const line = (await failing(react, 2)).replace('Closing S2 Unconnected', 'Closing Unconnected S2');
    expect(line).toBe(`${failed} S2 Connecting ${answer} F2 DONE`);
  });
});

describe('inside requestStarted', () => {
  test('the getters know the command, and the error of the one before is forgotten', async () => {
    const server = await RawServer.answering(() => ok('hello'));
    const http = httpTo(server);
    const recorder = new Recorder(http);
    const seen: unknown[] = [];
    http.requestStarted$.subscribe((id) => {
      seen.push([
        http.currentId() === id,
        http.currentRequest().path(),
        http.hasPendingRequests(),
        State[http.state()],
      ]);
    });

    http.get('/1');
    http.get('/2');
    const before = [http.currentId(), http.currentRequest().isValid(), http.hasPendingRequests()];
    await recorder.settled();

    expect([before, ...seen]).toEqual([
      [0, false, true],
      [true, '/1', true, 'Unconnected'],
      [true, '/2', false, 'Connected'],
    ]);
  });
});
