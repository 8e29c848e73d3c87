import { ConnectionMode } from '../../src/index.js';
import { signed } from '../support/certificates/certificates.js';
import { text } from '../support/http-to.js';
import type { Server } from './support/matrix.js';
import { echo, everyProxy, isSocks, through } from './support/through.js';
import { feature, withEach } from './support/with-each.js';

const answer = 'Sending q Reading H200 p y Connected';

/** setProxy() and setHost(). */
const prelude = 'S1 F1 S2 F2';

withEach(everyProxy, (proxies, name) => {
  if (!isSocks(name)) {
    feature('HTTP by absolute URIs', () => {
      it('goes to several hosts over one connection', async () => {
        const [one, other] = [await echo(ConnectionMode.Http), await echo(ConnectionMode.Http)];
        const { http, recorder } = through(proxies(), 'open');
        http.setHost('localhost', one.port);
        http.get('/1');
        http.setHost('localhost', other.port);
        http.post('/2', ' with a body');

        await recorder.settled();

        expect([recorder.line, text(http.readAll())]).toEqual([
          `${prelude} S3 Connecting ${answer} F3 S4 F4 S5 ${answer} F5 DONE`,
          '/2 with a body',
        ]);
        expect(await proxies().logged('open', `:${one.port}/`, 1)).toEqual([
          `GET http://localhost:${one.port}/1 200 -`,
        ]);
      });

      it('gets the word of the proxy where a host refuses', async () => {
        const { http, recorder } = through(proxies(), 'open');
        http.setHost('127.0.0.1', refusedPort);
        http.get('/');

        await recorder.settled();

        expect(recorder.line).toMatch(/^S1 F1 S2 F2 S3 Connecting Sending q Reading H5\d\d p y Connected F3 DONE$/);
      });
    });
  }

  if (isSocks(name)) {
    feature('HTTP through SOCKS 5', () => {
      it('keeps its connection, and the server sees what it would see without', async () => {
        const server = await echo(ConnectionMode.Http);
        const { http, recorder } = through(proxies(), 'open');
        http.setHost('127.0.0.1', server.port);
        http.get('/1');
        http.post('/2', ' with a body');

        await recorder.settled();

        const [head] = server.requests.map((request) => request.head);
        expect([recorder.line, text(http.readAll()), head]).toEqual([
          `${prelude} S3 Connecting ${answer} F3 S4 ${answer} F4 DONE`,
          '/2 with a body',
          `GET /1 HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\nconnection: keep-alive\r\n\r\n`,
        ]);
      });
    });
  }

  feature('HTTPS through CONNECT or SOCKS 5', () => {
    it('keeps its connection, and carries large bodies both ways', async () => {
      const server = await echo(ConnectionMode.Https);
      const { http, recorder } = through(proxies(), 'open');
      const body = 'a large body '.repeat(100_000);
      http.setHost('127.0.0.1', ConnectionMode.Https, server.port);
      http.get('/1');
      http.post('/2', body);

      await recorder.settled();

      expect(recorder.line).toBe(`${prelude} S3 Connecting ${answer} F3 S4 ${answer} F4 DONE`);
      expect(text(http.readAll()) === `/2${body}`).toBe(true);
      expect(server.connections.length).toBe(1);
    });

    it('is opened anew for another host', async () => {
      const [one, other] = [await echo(ConnectionMode.Https), await echo(ConnectionMode.Https)];
      const { http, recorder } = through(proxies(), 'open');
      for (const { port } of [one, other]) {
        http.setHost('127.0.0.1', ConnectionMode.Https, port);
        http.get(`/${port}`);
      }

      await recorder.settled();

      expect([recorder.line, text(http.readAll())]).toEqual([
        `${prelude} S3 Connecting ${answer} F3 S4 F4 S5 Connecting ${answer} F5 DONE`,
        `/${other.port}`,
      ]);
    });
  });

  feature('faulty certificates', () => {
    it('are told, and the server sees nothing of the request', async () => {
      const server = await echo(ConnectionMode.Https, signed.otherHost);
      const { http, recorder } = through(proxies(), 'open');
      http.setHost('127.0.0.1', ConnectionMode.Https, server.port);
      http.get('/secret');

      await recorder.settled();

      expect([recorder.line, server.requests]).toEqual([
        `${prelude} S3 Connecting Sending t(ERR_TLS_CERT_ALTNAME_INVALID) F3!UnknownError DONE! Closing Unconnected`,
        [],
      ]);
    });

    it('can be ignored', async () => {
      const server = await echo(ConnectionMode.Https, signed.expired);
      const { http, recorder } = through(proxies(), 'open');
      http.sslErrors$.subscribe(() => {
        http.ignoreSslErrors();
      });
      http.setHost('127.0.0.1', ConnectionMode.Https, server.port);
      http.get('/1');

      await recorder.settled();

      expect(recorder.line).toBe(
        `${prelude} S3 Connecting Sending t(CERT_HAS_EXPIRED) q Reading H200 p y Connected F3 DONE`,
      );
    });
  });

  feature('names looked up by the proxy', () => {
    it.each(Object.values(ConnectionMode))('leave the machine as they are: %s', async (mode) => {
      const server = await echo(mode, signed.localhostByName); // which the address of the proxy would not fit
      const { http, recorder } = through(proxies(), 'open');
      http.setHost('localhost', mode, server.port);
      http.get('/1');

      await recorder.settled();
      http.destroy(); // Squid logs a tunnel when it is closed

      expect(recorder.line).toBe(`${prelude} S3 Connecting ${answer} F3 DONE`);
      expect(await proxies().logged('open', `localhost:${server.port}`, 1)).toHaveLength(1);
    });
  });

  feature('hosts that refuse', () => {
    it('fail with the reason of the proxy, and the next command works', async () => {
      const [code, reason] = refusalOf(name);
      const server = await echo(ConnectionMode.Https);
      const { http, recorder } = through(proxies(), 'open');
      http.setHost('127.0.0.1', ConnectionMode.Https, refusedPort);
      http.get('/');
      http.get('/dropped');
      await recorder.settled();
      const message = http.errorString();
      http.setHost('127.0.0.1', ConnectionMode.Https, server.port);
      http.get('/1');

      await recorder.settled();

      expect([recorder.line, message]).toEqual([
        `${prelude} S3 Connecting F3!${code} DONE! Unconnected S4 F4 S5 Connecting ${answer} F5 DONE`,
        `The proxy 127.0.0.1:${proxies().portOf('open')} ${reason}`,
      ]);
    });
  });
});

/** Nothing listens there: it belongs to the system, and to a service that nobody has. */
const refusedPort = 1;

/** What each makes of a host that refuses: an error, and what it says. */
function refusalOf(name: Server): readonly [code: string, reason: string] {
  if (name === 'proxy-chain') return ['UnexpectedClose', 'closed the connection before the tunnel stood'];
  const host = `127.0.0.1:${refusedPort}`;
  if (name === 'Squid') return ['UnknownError', `refused the way to ${host}: 503 Service Unavailable`];
  return ['ConnectionRefused', `could not open the way to ${host}: connection refused`];
}
