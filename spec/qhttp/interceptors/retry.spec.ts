import { interceptors } from 'undici';
import { ok } from '../../support/answers.js';
import { answered, intercepted, opened, outcome } from '../../support/intercepted.js';
import { LeftBehind } from '../../support/left-behind.js';
import { RawServer } from '../../support/raw-server.js';
import { refusedPort } from '../../support/refused-port.js';

const { retry } = interceptors;
const soon = { minTimeout: 1 };

/** Answers so often with a 503, then well. */
async function busyFor(times: number): Promise<RawServer> {
  let left = times;
  return RawServer.answering(({ method, body }) =>
    left-- > 0 ? 'HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy' : ok(`${method} ${body.length}`),
  );
}

describe("undici's retry()", () => {
  test('sends again what a busy server has not answered; of that only progress and states are told', async () => {
    const server = await busyFor(2);

    const seen = await outcome(intercepted(server, [retry(soon)]), (http) => http.get('/'));

    expect([seen.line, seen.body]).toEqual([
      `S1 ${opened} Connected Sending q Reading Connected Sending q Reading ${answered} F1 DONE`,
      'GET 0',
    ]);
  });

  test('gives up after as many times as it was told', async () => {
    const server = await busyFor(9);

    const seen = await outcome(intercepted(server, [retry({ ...soon, maxRetries: 1 })]), (http) => http.get('/'));

    expect([seen.line, seen.error, server.requests.length]).toEqual([
      `S1 ${opened} Connected Sending q Reading F1!UnknownError DONE! Closing Unconnected`,
      `The answer from 127.0.0.1:${server.port} failed: Request failed`,
      2,
    ]);
  });

  test('gives the last answer instead, where it must not throw', async () => {
    const server = await busyFor(9);
    const options = { ...soon, maxRetries: 1, throwOnError: false };

    const seen = await outcome(intercepted(server, [retry(options)]), (http) => http.get('/'));

    expect([seen.line, seen.body]).toEqual([`S1 ${opened} Sending q Reading H503 p y Connected F1 DONE`, 'busy']);
  });

  test('connects again where the connection was refused', async () => {
    const port = await refusedPort();

    const seen = await outcome(intercepted({ port }, [retry({ ...soon, maxRetries: 2 })]), (http) => http.get('/'));

    expect([seen.line, seen.error]).toEqual([
      'S1 Connecting Unconnected Connecting Unconnected Connecting F1!ConnectionRefused DONE! Unconnected',
      `Connection to 127.0.0.1:${port} refused`,
    ]);
  });

  test('asks for the rest of a body that was cut off', async () => {
    const server = await RawServer.listen(async (connection, index) => {
      const { fields } = await connection.request();
      if (index === 0) connection.end('HTTP/1.1 200 OK\r\nETag: "e"\r\nContent-Length: 10\r\n\r\nhello');
      else {
        const { range = '', 'if-match': match } = fields;
        connection.send(
          `HTTP/1.1 206 Partial\r\nETag: ${match}\r\nContent-Range: ${range.replace('=', ' ')}/10\r\nContent-Length: 5\r\n\r\nworld`,
        );
      }
    });

    const seen = await outcome(intercepted(server, [retry(soon)]), (http) => http.get('/'));

    expect([seen.line, seen.body]).toEqual([
      `S1 ${opened} H200 p y Closing Unconnected ${opened} p y Connected F1 DONE`,
      'helloworld',
    ]);
  });

  test.each([
    ['bytes of any size', new Uint8Array(200_000)],
    ['a Blob', new Blob([new Uint8Array(200_000)])],
  ])('sends %s again', async (_, data) => {
    const server = await busyFor(1);
    const client = intercepted(server, [retry({ ...soon, methods: ['POST'] })]);

    const seen = await outcome(client, (http) => http.post('/', data));

    expect(seen.body).toBe('POST 200000');
  });

  test('abort() ends its waiting, and nothing is left that keeps the process', async () => {
    const server = await busyFor(9);
    const { http, recorder } = intercepted(server, [retry({ minTimeout: 60_000 })]);
    const leftBehind = new LeftBehind();
    http.get('/');
    await recorder.until(() => recorder.line.endsWith('Connected'));

    http.abort();
    await recorder.settled();

    expect([recorder.line, await leftBehind.all()]).toEqual([
      `S1 ${opened} Connected F1!Aborted DONE! Closing Unconnected`,
      [],
    ]);
  });

  test('so does destroy(), also where nothing could be connected', async () => {
    const { http, recorder } = intercepted({ port: await refusedPort() }, [retry({ minTimeout: 60_000 })]);
    const leftBehind = new LeftBehind();
    http.get('/');
    await recorder.until(() => recorder.line.endsWith('Unconnected'));

    http.destroy();

    expect([recorder.line, await leftBehind.all()]).toEqual(['S1 Connecting Unconnected', []]);
  });

  test('what would be left is noticed', async () => {
    const server = await busyFor(9);
    const { http, recorder } = intercepted(server, [retry({ minTimeout: 60_000 })]);
    const leftBehind = new LeftBehind();
    http.get('/');
    await recorder.until(() => recorder.line.endsWith('Connected'));

    expect(await leftBehind.all()).toEqual(['a socket', 'a timer']);
  });

  test('unsubscribing ends its waiting for that command alone', async () => {
    const server = await RawServer.answering(({ path }) =>
      path === '/busy' ? 'HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n' : ok(path),
    );
    const { http, recorder } = intercepted(server, [retry({ minTimeout: 60_000 })]);
    const subscription = http.get$('/busy').subscribe();
    http.get('/next');
    await recorder.until(() => recorder.line.endsWith('Connected'));

    subscription.unsubscribe();
    await recorder.settled();

    expect(recorder.line).toBe(
      `S1 ${opened} Connected F1!Aborted Closing Unconnected S2 ${opened} ${answered} F2 DONE`,
    );
  });
});
