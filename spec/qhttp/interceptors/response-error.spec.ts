import { interceptors } from 'undici';
import { lastValueFrom } from 'rxjs';
import { QHttpError } from '../../../src/index.js';
import { ok } from '../../support/answers.js';
import { answered, intercepted, opened, outcome } from '../../support/intercepted.js';
import { RawServer } from '../../support/raw-server.js';

const missing = 'HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nnope';

describe("undici's responseError()", () => {
  test('makes an error of a status, and lets a 200 through', async () => {
    const server = await RawServer.answering(({ path }) => (path === '/' ? ok('fine') : missing));
    const client = intercepted(server, [interceptors.responseError()]);

    const seen = [await outcome(client, (http) => http.get('/')), await outcome(client, (http) => http.get('/none'))];

    expect(seen).toEqual([
      { line: `S1 ${opened} ${answered} F1 DONE`, body: 'fine', error: 'Unknown error' },
      {
        line: 'S2 Sending q Reading F2!UnknownError DONE! Closing Unconnected',
        body: '',
        error: `The answer from 127.0.0.1:${server.port} failed: Response Error`,
      },
    ]);
  });

  test('tells the status and the body as the cause', async () => {
    const server = await RawServer.answering(() => missing);
    const { http } = intercepted(server, [interceptors.responseError()]);

    const error: unknown = await lastValueFrom(http.get$('/')).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(QHttpError);
    expect((error as QHttpError).cause).toMatchObject({ statusCode: 404, body: 'nope' });
  });

  test('a 401 that credentials are known for is none', async () => {
    const server = await RawServer.answering(({ fields }) =>
      'authorization' in fields
        ? ok('welcome')
        : 'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="r"\r\nContent-Length: 0\r\n\r\n',
    );
    const client = intercepted(server, [interceptors.responseError()]);
    client.http.setUser('me', 'secret');

    expect((await outcome(client, (http) => http.get('/'))).body).toBe('welcome');
  });
});
