import { Readable } from 'node:stream';
import { ok } from '../support/answers.js';
import { httpTo } from '../support/http-to.js';
import type { SeenRequest } from '../support/raw-connection.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

const refusal = 'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="desk"\r\nContent-Length: 0\r\n\r\n';

/** Lets in whoever has a password, and remembers who came with one. */
async function desk() {
  const seen: string[] = [];
  const server = await RawServer.answering((request: SeenRequest) => {
    const { authorization } = request.fields;
    seen.push(`${request.path} ${authorization === undefined ? 'without' : 'with'}`);
    return authorization === undefined ? refusal : ok(request.body.toString());
  });
  return { server, seen };
}

describe('a stream, which can be sent once only, behind a login', () => {
  test('fails with the first challenge, and goes through when it is tried again', async () => {
    const { server, seen } = await desk();
    const http = httpTo(server);
    http.authenticationRequired$.subscribe(({ authenticator }) => {
      authenticator.setUser('ada');
      authenticator.setPassword('lovelace');
    });
    const errors: string[] = [];
    http.requestFinished$.subscribe(({ error }) => errors.push(error ? http.errorString() : 'sent'));

    for (let i = 0; i < 2; i++) {
      const recorder = new Recorder(http);
      http.post('/firmware', Readable.from(['version 2']));
      await recorder.settled();
    }

    expect(errors).toEqual(['Authentication required, and the body is a stream that cannot be sent again', 'sent']);
    expect(seen).toEqual(['/firmware without', '/firmware with']);
  });

  test('has the password told to its own path alone, and not for another user', async () => {
    const { server, seen } = await desk();
    const http = httpTo(server);
    const send = async (path: string) => {
      const recorder = new Recorder(http);
      http.post(path, Readable.from(['version 2']));
      await recorder.settled();
    };
    http.setUser('ada', 'lovelace');
    await send('/firmware');
    await send('/other');
    await send('/firmware');
    http.setUser('bob', 'byron');
    await send('/firmware');

    expect(seen).toEqual(['/firmware without', '/other without', '/firmware without', '/firmware without']);
  });
});
