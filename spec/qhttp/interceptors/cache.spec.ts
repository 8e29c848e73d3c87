import { interceptors } from 'undici';
import { ok } from '../../support/answers.js';
import { atEnd } from '../../support/at-end.js';
import { heldSink } from '../../support/held-sink.js';
import { answered, intercepted, opened, outcome } from '../../support/intercepted.js';
import { RawServer } from '../../support/raw-server.js';

const { cache } = interceptors;

/** A server whose answers are numbered, each with these fields. */
async function counting(...fields: string[]): Promise<RawServer> {
  let count = 0;
  return RawServer.answering(
    () => `HTTP/1.1 200 OK\r\n${fields.join('\r\n')}\r\nContent-Length: 2\r\n\r\n#${++count % 10}`,
  );
}

/** Lets so much time pass for everybody who asks for it. */
function pass(ms: number): void {
  const now = Date.now() + ms;
  const spy = jest.spyOn(Date, 'now').mockReturnValue(now);
  atEnd(() => {
    spy.mockRestore();
  });
}

describe("undici's cache()", () => {
  test('answers without a word to the server; the connection and its state stay as they are', async () => {
    const server = await counting('Cache-Control: max-age=100');

    const seen = await outcome(intercepted(server, [cache()]), (http) => {
      http.get('/');
      http.get('/');
    });

    expect([seen.line, seen.body, server.requests.length]).toEqual([
      `S1 ${opened} ${answered} F1 S2 H200 p y F2 DONE`,
      '#1',
      1,
    ]);
  });

  test('answers also where there is no connection', async () => {
    const server = await counting('Cache-Control: max-age=100');
    const shared = cache();
    await outcome(intercepted(server, [shared]), (http) => http.get('/'));

    const seen = await outcome(intercepted(server, [shared]), (http) => {
      http.get('/');
      http.close();
      http.head('/');
    });

    expect([seen.line, server.requests.map(({ method }) => method)]).toEqual([
      'S1 H200 p y F1 S2 F2 S3 Connecting Sending q Reading H200 Connected F3 DONE',
      ['GET', 'HEAD'],
    ]);
  });

  test('asks whether what it has is still good', async () => {
    const server = await RawServer.answering(({ fields }) =>
      fields['if-none-match'] === '"e"'
        ? 'HTTP/1.1 304 Not Modified\r\nETag: "e"\r\n\r\n'
        : 'HTTP/1.1 200 OK\r\nETag: "e"\r\nCache-Control: max-age=1\r\nContent-Length: 5\r\n\r\nhello',
    );
    const client = intercepted(server, [cache()]);
    const first = await outcome(client, (http) => http.get('/'));
    pass(1500);

    const second = await outcome(client, (http) => http.get('/'));

    expect([first.body, second.line, second.body]).toEqual([
      'hello',
      `S2 Sending q Reading ${answered} F2 DONE`,
      'hello',
    ]);
  });

  test('does not ask behind the back of the one who got what is stale meanwhile', async () => {
    const server = await counting('Cache-Control: max-age=1, stale-while-revalidate=100');
    const client = intercepted(server, [cache()]);
    await outcome(client, (http) => http.get('/'));
    pass(5000);

    const seen = await outcome(client, (http) => {
      http.get('/');
      http.get('/');
    });

    expect([seen.line, seen.body, server.requests.length]).toEqual(['S2 H200 p y F2 S3 H200 p y F3 DONE', '#1', 1]);
  });

  test('waits for a slow destination', async () => {
    const body = 'x'.repeat(300_000);
    const server = await RawServer.answering(
      () => `HTTP/1.1 200 OK\r\nCache-Control: max-age=100\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    const client = intercepted(server, [cache()]);
    await outcome(client, (http) => http.get('/'));
    const sink = heldSink();
    const { http, recorder } = client;
    http.get('/', sink.writable);
    await recorder.until(() => recorder.line.endsWith('S2 H200 p'));
    const told = recorder.signals.length;
    const isWaiting = sink.taken() < body.length;
    sink.release();
    await recorder.settled();

    expect([told > 0, isWaiting, sink.taken(), server.requests.length]).toEqual([true, true, body.length, 1]);
  });

  test('abort() ends an answer of the cache as any other', async () => {
    const server = await counting('Cache-Control: max-age=100');
    const client = intercepted(server, [cache()]);
    await outcome(client, (http) => http.get('/'));
    client.http.responseHeaderReceived$.subscribe(() => {
      client.http.abort();
    });

    const seen = await outcome(client, (http) => http.get('/'));

    expect(seen.line).toBe('S2 H200 F2!Aborted DONE! Closing Unconnected');
  });

  test('keeps no answer to a request with credentials, unless that is for everybody', async () => {
    let count = 0;
    const server = await RawServer.answering(({ path, fields }) => {
      if (!('authorization' in fields)) {
        return 'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="r"\r\nContent-Length: 0\r\n\r\n';
      }
      const control = path === '/public' ? 'max-age=100, public' : 'max-age=100';
      return `HTTP/1.1 200 OK\r\nCache-Control: ${control}\r\nContent-Length: 2\r\n\r\n#${++count}`;
    });
    const client = intercepted(server, [cache()]);
    client.http.setUser('me', 'secret');
    const ask = async (path: string) => (await outcome(client, (http) => http.get(path))).body;

    const seen = [await ask('/own'), await ask('/own'), await ask('/public'), await ask('/public')];

    expect(seen).toEqual(['#1', '#2', '#3', '#3']);
    expect(client.http.lastResponse().value('cache-control')).toBe('max-age=100, public');
  });

  test('tells of a path that it has nothing of, where only the cache is asked', async () => {
    const server = await RawServer.answering(() => ok());
    const client = intercepted(server, [cache()]);

    const seen = await outcome(client, (http) => {
      http.get$('/', { headers: { 'Cache-Control': 'only-if-cached' } }).subscribe();
    });

    expect([seen.line, server.requests.length]).toEqual(['S1 H504 F1 DONE', 0]);
  });
});
