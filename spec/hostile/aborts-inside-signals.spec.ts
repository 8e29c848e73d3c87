import type { QHttp } from '../../src/index.js';
import { State, type Signal } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { httpTo } from '../support/http-to.js';
import type { Serve } from '../support/raw-server.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

interface Run {
  readonly http: QHttp;
  readonly recorder: Recorder;
  readonly server: RawServer;
}

async function running(serve?: Serve): Promise<Run> {
  const server = await (serve ? RawServer.listen(serve) : RawServer.answering(() => ok('hello')));
  const http = httpTo(server);
  return { http, recorder: new Recorder(http), server };
}

/** Asks for three things, aborts when `moment` comes, and asks for a fourth: all signals. */
async function abortedAt(moment: (signal: Signal) => boolean): Promise<string> {
  const { http, recorder } = await running();
  let isOver = false;
  http.signals$.subscribe((signal) => {
    if (isOver || !moment(signal)) return;
    isOver = true;
    http.abort();
  });
  http.get('/1');
  http.get('/2');
  http.close();
  await recorder.settled();
  http.get('/4');
  await recorder.settled();
  return recorder.line;
}

const first = 'S1 Connecting Sending q Reading H200 p y Connected';
const nextWorks = 'S2 Connecting Sending q Reading H200 p y Connected F2 DONE';

describe('abort() inside a signal ends its command, drops the others, and the next one works', () => {
  test.each([
    ['requestStarted', 'S1 F1!Aborted DONE!'],
    ['dataSendProgress', 'S1 Connecting Sending q F1!Aborted DONE! Closing Unconnected'],
    ['responseHeaderReceived', 'S1 Connecting Sending q Reading H200 F1!Aborted DONE! Closing Unconnected'],
    ['dataReadProgress', 'S1 Connecting Sending q Reading H200 p F1!Aborted DONE! Closing Unconnected'],
    ['readyRead', 'S1 Connecting Sending q Reading H200 p y F1!Aborted DONE! Closing Unconnected'],
  ])('%s', async (type, signals) => {
    expect(await abortedAt((signal) => signal.type === type)).toBe(`${signals} ${nextWorks}`);
  });

  test.each([
    [State.Connecting, 'S1 Connecting F1!Aborted DONE! Closing Unconnected'],
    [State.Sending, 'S1 Connecting Sending F1!Aborted DONE! Closing Unconnected'],
    [State.Reading, 'S1 Connecting Sending q Reading F1!Aborted DONE! Closing Unconnected'],
    [State.Connected, `${first} F1!Aborted DONE! Closing Unconnected`],
  ])('stateChanged(%i)', async (state, signals) => {
    const line = await abortedAt((signal) => signal.type === 'stateChanged' && signal.state === state);

    expect(line).toBe(`${signals} ${nextWorks}`);
  });

  test.each([
    [State.Closing, 'S3 Closing F3!Aborted DONE! Unconnected'],
    [State.Unconnected, 'S3 Closing Unconnected F3!Aborted DONE!'],
  ])('stateChanged(%i) of close()', async (state, signals) => {
    const line = await abortedAt((signal) => signal.type === 'stateChanged' && signal.state === state);

    expect(line).toBe(
      `${first} F1 S2 Sending q Reading H200 p y Connected F2 ${signals} ` +
        nextWorks.replace('S2', 'S4').replace('F2', 'F4'),
    );
  });

  test('a successful requestFinished drops the others alone', async () => {
    expect(await abortedAt(({ type }) => type === 'requestFinished')).toBe(
      `${first} F1 DONE! Closing Unconnected ${nextWorks}`,
    );
  });

  test('done has nothing to end', async () => {
    const { http, recorder } = await running();
    http.done$.subscribe(() => http.abort());
    http.get('/');

    await recorder.settled();

    expect([recorder.line, http.state()]).toEqual([`${first} F1 DONE`, State.Connected]);
  });

  test.each(['requestFinished', 'done'])('a failed %s has nothing more to end', async (type) => {
    const { http, recorder } = await running((connection) => {
      connection.destroy();
    });
    http.signals$.subscribe((signal) => {
      if (signal.type === type) http.abort();
    });
    http.post('/', 'x');
    http.get('/dropped');

    await recorder.settled();

    expect(recorder.line.replace(' q ', ' ')).toBe(
      'S1 Connecting Sending F1!UnexpectedClose DONE! Closing Unconnected',
    );
  });
});
