import { interceptors } from 'undici';
import { followRedirects, type Interceptor } from '../../../src/index.js';
import { heldSink } from '../../support/held-sink.js';
import { intercepted, opened } from '../../support/intercepted.js';
import { RawServer } from '../../support/raw-server.js';
import { redirect } from '../../support/redirect.js';
import { takenAtRest } from '../../support/taken-at-rest.js';

/** Far more than the buffers of two sockets hold. */
const size = 24 * 1024 * 1024;

/** Leads to a body that is sent as fast as it is taken. */
function sending(): Promise<RawServer> {
  return RawServer.listen(async (connection) => {
    const { path } = await connection.request();
    if (path === '/a') {
      connection.send(redirect(302, '/b'));
      await connection.request();
    }
    connection.send(`HTTP/1.1 200 OK\r\nCache-Control: max-age=100\r\nContent-Length: ${size}\r\n\r\n`);
    await connection.sendAsTaken(size);
  });
}

test.each<[string, Interceptor, string]>([
  ['cache()', interceptors.cache(), '/b'],
  ['decompress()', interceptors.decompress(), '/b'],
  ['dns()', interceptors.dns(), '/b'],
  ['followRedirects()', followRedirects(), '/a'],
  ['redirect()', interceptors.redirect({ maxRedirections: 1 }), '/a'],
  ['responseError()', interceptors.responseError(), '/b'],
  ['retry()', interceptors.retry(), '/b'],
])('a destination that is full stops the server through %s, and lets it go on', async (_, interceptor, path) => {
  const server = await sending();
  const { http, recorder } = intercepted(server, [interceptor]);
  const sink = heldSink();
  http.get(path, sink.writable);
  await recorder.until(() => recorder.line.endsWith('p'));

  const isHeldBack = (await takenAtRest(server)) < size / 2;
  sink.release();
  await recorder.settled();

  const again = path === '/a' ? ' Sending q Reading' : '';
  expect([isHeldBack, sink.taken(), recorder.line]).toEqual([
    true,
    size,
    `S1 ${opened}${again} H200 p Connected F1 DONE`,
  ]);
});
