import { QHttp } from '../../src/index.js';
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

const first = 'S1 Connecting Sending q Reading H200 p y Connected';

describe('abort()', () => {
  test('has told everything but Unconnected when it returns', async () => {
    const { http, recorder } = await running(() => undefined);
    http.get('/');
    http.get('/dropped');
    await recorder.until(() => recorder.line.endsWith('q'));

    http.abort();
    const told = recorder.line;
    await recorder.settled();

    expect([told, recorder.line]).toEqual([
      'S1 Connecting Sending q F1!Aborted DONE! Closing',
      'S1 Connecting Sending q F1!Aborted DONE! Closing Unconnected',
    ]);
  });

  test('says why', async () => {
    const { http, recorder } = await running(() => undefined);
    http.get('/');
    await recorder.until(() => recorder.line.endsWith('q'));

    http.abort();

    expect([http.error(), http.errorString(), http.currentId(), http.hasPendingRequests()]).toEqual([
      QHttp.Aborted,
      'Request aborted',
      0,
      false,
    ]);
  });

  test('of nothing does nothing', () => {
    const http = httpTo({ port: 1 });
    const recorder = new Recorder(http);

    http.abort();

    expect([recorder.line, http.error()]).toEqual(['', QHttp.NoError]);
  });

  test('of commands that wait drops them and tells done(true)', async () => {
    const { http, recorder, server } = await running();
    http.get('/1');
    http.get('/2');

    http.abort();
    const told = recorder.line;
    http.get('/3');
    await recorder.settled();
    await recorder.until(() => recorder.line.endsWith('DONE'));

    expect([told, recorder.line, server.requests.map(({ path }) => path)]).toEqual([
      'DONE!',
      `DONE! ${first} F1 DONE`,
      ['/3'],
    ]);
  });

  test('leaves what has come to be read', async () => {
    const { http, recorder } = await running((connection) =>
      connection.drain().send('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello'),
    );
    http.get('/');
    await recorder.until(() => recorder.line.endsWith('y'));

    http.abort();
    await recorder.settled();

    expect(Buffer.from(http.readAll()).toString()).toBe('hello');
  });
});
