import { firstValueFrom } from 'rxjs';
import { ErrorCode } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { httpTo, text } from '../support/http-to.js';
import type { RawConnection } from '../support/raw-connection.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

/** What came of a request that a server does not answer well. */
export interface Failed {
  /** Those of the failed command, of one that was dropped behind it, and of the next one. */
  readonly signals: string;
  readonly code: string;
  /** With HOST:PORT for where the server is. */
  readonly message: string;
  /** What could be read of the body. */
  readonly body: string;
}

/** How a request ends that fails, and how the next one does. */
export const then = {
  fails: (code: keyof typeof ErrorCode) => `F1!${code} DONE! Closing Unconnected`,
  nextWorks: 'S2 Connecting Sending q Reading H200 p y Connected F2 DONE',
};

/**
 * Posts something to a server, which is told what to do on the first connection when the request has come; the next
 * connection is answered well. Waits until the server has seen the first one closed.
 */
export async function failureOf(misbehave: (connection: RawConnection) => unknown): Promise<Failed> {
  const server = await RawServer.listen(async (connection, index) => {
    const { path } = await connection.request();
    await (index > 0 ? connection.sent(ok(path)) : misbehave(connection.drain()));
  });
  const http = httpTo(server);
  const recorder = new Recorder(http);
  http.post('/', 'x');
  http.get('/dropped');
  const first = await firstValueFrom(http.requestFinished$);
  if (!first.error) return { signals: recorder.line, code: 'NoError', message: '', body: text(http.readAll()) };
  await recorder.settled();
  const failed = { code: ErrorCode[http.error()], body: text(http.readAll()) };
  const message = http.errorString().replace(`127.0.0.1:${server.port}`, 'HOST:PORT');
  await server.connections[0]?.closed;

  http.get('/next');
  await recorder.settled();
  return { signals: recorder.line, ...failed, message };
}
