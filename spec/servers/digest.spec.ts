import { Readable } from 'node:stream';
import { ErrorCode } from '../../src/index.js';
import { httpTo, text } from '../support/http-to.js';
import { Recorder } from '../support/recorder.js';
import { startApache } from './support/apache.js';
import { ann } from './support/passwords.js';
import { feature, withEach } from './support/with-each.js';

const sent = 'Sending q Reading';
const answer = `${sent} H200 p y Connected`;

withEach({ Apache: startApache }, (server) => {
  feature('Digest, MD5', () => {
    it('sends a body again behind a 401', async () => {
      const http = httpTo({ port: server().portOf('plain') });
      const recorder = new Recorder(http);
      const body = 'a body '.repeat(20_000);
      http.setUser(ann.user, ann.password);
      http.post('/digest/echo', body);

      await recorder.settled();

      expect(recorder.line).toBe(`S1 F1 S2 Connecting ${sent} ${answer} F2 DONE`);
      expect(text(http.readAll()) === body).toBe(true);
    });

    it('fails where the body cannot be sent again, and says so', async () => {
      const http = httpTo({ port: server().portOf('plain') });
      const recorder = new Recorder(http);
      http.setUser(ann.user, ann.password);
      http.post('/digest/echo', Readable.from(['a body']));
      http.get('/dropped');

      await recorder.settled();

      expect([recorder.line, http.errorString()]).toEqual([
        `S1 F1 S2 Connecting ${sent} F2!AuthenticationRequiredError DONE! Closing Unconnected`,
        'Authentication required, and the body is a stream that cannot be sent again',
      ]);
    });

    it('lets such a body through once the server is known', async () => {
      const http = httpTo({ port: server().portOf('plain') });
      const recorder = new Recorder(http);
      http.setUser(ann.user, ann.password);
      http.head('/digest/');
      http.post('/digest/echo', Readable.from(['a body']));

      await recorder.settled();

      expect([http.error(), text(http.readAll())]).toEqual([ErrorCode.NoError, 'a body']);
    });
  });
});

/** Each nonce is good for one request, and the answer to that brings the next one: unless it is an error. */
const startWithUniqueNonces = () => startApache({ nonceLifetime: 0 });

withEach({ Apache: startWithUniqueNonces }, (server) => {
  feature('Digest, stale nonces', () => {
    it('are avoided by taking the next one from each answer', async () => {
      server().serve('/digest/next', 'a page');
      const http = httpTo({ port: server().portOf('plain') });
      const recorder = new Recorder(http);
      http.setUser(ann.user, ann.password);
      for (let i = 0; i < 3; i++) http.get('/digest/next');

      await recorder.settled();

      expect(recorder.line).toBe(`S1 F1 S2 Connecting ${sent} ${answer} F2 S3 ${answer} F3 S4 ${answer} F4 DONE`);
      expect((await server().logged('/digest/next', 4)).map(({ request }) => request)).toEqual([
        'GET /digest/next 401',
        ...Array<string>(3).fill('GET /digest/next 200'),
      ]);
    });

    it('are replaced without a question', async () => {
      server().serve('/digest/stale', 'a page');
      const http = httpTo({ port: server().portOf('plain') });
      const recorder = new Recorder(http);
      http.setUser(ann.user, ann.password);
      http.get('/digest/stale');
      http.get('/digest/stale-missing');
      http.post('/digest/echo', 'a body');

      await recorder.settled();

      const missing = `${sent} H404 p y Connected`;
      expect([recorder.line, text(http.readAll())]).toEqual([
        `S1 F1 S2 Connecting ${sent} ${answer} F2 S3 ${missing} F3 S4 ${sent} ${answer} F4 DONE`,
        'a body',
      ]);
    });
  });
});
