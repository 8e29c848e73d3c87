import { Readable } from 'node:stream';
import { HttpRequestHeader, type QHttp, type RequestData } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { httpTo } from '../support/http-to.js';
import type { RawConnection } from '../support/raw-connection.js';
import { RawServer, type Serve } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

const answer = 'Sending q Reading H200 p y Connected';
const first = `S1 Connecting ${answer} F1`;

async function running(serve: Serve): Promise<{ http: QHttp; recorder: Recorder; server: RawServer }> {
  const server = await RawServer.listen(serve);
  const http = httpTo(server);
  return { http, recorder: new Recorder(http), server };
}

/** Answers so many requests, and then does something else. */
async function answers(connection: RawConnection, count: number): Promise<void> {
  for (let i = 0; i < count; i++) connection.send(ok((await connection.request()).path));
}

function header(method: string, data = ''): HttpRequestHeader {
  const made = new HttpRequestHeader(method, '/again');
  if (data !== '') made.setContentLength(data.length);
  return made;
}

describe('a kept connection that turns out to be closed', () => {
  /** Answers the first request of the first connection, and closes so many others before it answers. */
  const closing = (times: number): Serve => {
    let left = times;
    return async (connection, index) => {
      if (index === 0) await answers(connection, 1);
      await connection.request();
      if (left-- > 0) connection.end();
      else connection.send(ok('again'));
    };
  };
  const again = 'Sending q Closing Unconnected Connecting';

  test.each<[string, string, RequestData | undefined]>([
    ['GET', 'GET', undefined],
    ['HEAD', 'HEAD', undefined],
    ['OPTIONS', 'OPTIONS', undefined],
    ['TRACE', 'TRACE', undefined],
    ['DELETE', 'DELETE', undefined],
    ['PUT with a string', 'PUT', 'data'],
    ['PUT with bytes', 'PUT', new Uint8Array(4)],
    ['PUT with a Blob', 'PUT', new Blob(['data'])],
    ['PUT with URLSearchParams', 'PUT', new URLSearchParams({ a: 'b' })],
    ['PUT with FormData', 'PUT', new FormData()],
  ])('is opened anew for %s, and the command is told once', async (_what, method, data) => {
    const { http, recorder } = await running(closing(1));
    http.get('/');
    http.request(header(method), data);
    await recorder.settled();

    const body = method === 'HEAD' ? '' : 'p y ';
    expect(recorder.line).toBe(`${first} S2 ${again} Sending q Reading H200 ${body}Connected F2 DONE`);
  });

  test('is opened anew two times, and not three', async () => {
    const { http, recorder } = await running(closing(Infinity));
    http.get('/');
    http.get('/again');
    await recorder.settled();

    expect([recorder.line, http.errorString()]).toEqual([
      `${first} S2 ${again} ${again} Sending q F2!UnexpectedClose DONE! Closing Unconnected`,
      expect.stringContaining('closed the connection before it answered'),
    ]);
  });

  test.each<[string, string, RequestData]>([
    ['POST', 'POST', 'data'],
    ['PATCH', 'PATCH', 'data'],
    ['PUT with a stream', 'PUT', Readable.from(['data'])],
  ])('is an UnexpectedClose for %s', async (_what, method, data) => {
    const { http, recorder } = await running(closing(1));
    http.get('/');
    http.request(header(method), data);
    http.get('/dropped');
    await recorder.settled();

    expect(recorder.line).toBe(`${first} S2 Sending q F2!UnexpectedClose DONE! Closing Unconnected`);
  });

  test('is an UnexpectedClose for a GET once a byte of the answer has come', async () => {
    const { http, recorder } = await running(async (connection) => {
      await answers(connection, 1);
      await connection.request();
      connection.end('H');
    });
    http.get('/');
    http.get('/again');
    await recorder.settled();

    expect(recorder.line).toBe(`${first} S2 Sending q Reading F2!UnexpectedClose DONE! Closing Unconnected`);
  });

  test('may be aborted while it is opened anew', async () => {
    const { http, recorder, server } = await running(closing(1));
    http.signals$.subscribe((signal) => {
      if (signal.type === 'stateChanged' && recorder.line.endsWith('Unconnected Connecting')) http.abort();
    });
    http.get('/');
    http.get('/again');
    await recorder.settled();

    expect([recorder.line, server.connections.length < 3]).toEqual([
      `${first} S2 ${again} F2!Aborted DONE! Closing Unconnected`,
      true,
    ]);
  });
});
