import { firstValueFrom } from 'rxjs';
import { ConnectionMode, QHttp, toText, type TlsOptions } from '../../src/index.js';
import { atEnd } from '../support/at-end.js';
import { rootCertificate, signed } from '../support/certificates/certificates.js';
import { httpTo, text } from '../support/http-to.js';
import { Recorder } from '../support/recorder.js';
import { turn } from '../support/turn.js';
import { startApache } from './support/apache.js';
import { startNginx } from './support/nginx.js';
import type { Way } from './support/web-server.js';
import { feature, withEach } from './support/with-each.js';

const answer = 'Sending q Reading H200 p y Connected';

/** What trusts the servers, where nothing is wrong with their certificates. */
const trusting = { ca: rootCertificate };

const versions = [
  ['TLS 1.2', 'tls12', 'TLSv1.2'],
  ['TLS 1.3', 'tls13', 'TLSv1.3'],
] as const;

const faults: readonly (readonly [what: string, way: Way, tls: TlsOptions, code: string])[] = [
  ['for another host', 'otherHost', trusting, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['that has expired', 'expired', trusting, 'CERT_HAS_EXPIRED'],
  ['that is not valid yet', 'notYetValid', trusting, 'CERT_NOT_YET_VALID'],
  ['that has signed itself', 'selfSigned', trusting, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['whose intermediate is missing', 'withoutIntermediate', trusting, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['of a root that nobody trusts', 'tls13', {}, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
];

withEach({ nginx: startNginx, Apache: startApache }, (server) => {
  beforeAll(() => {
    server().serve('/page', 'a page');
    server().serve('/secret', 'a secret');
  });

  function httpsTo(way: Way, tls: TlsOptions): { http: QHttp; recorder: Recorder } {
    const http = new QHttp('127.0.0.1', ConnectionMode.Https, server().portOf(way), { tls });
    atEnd(() => {
      http.destroy();
    });
    return { http, recorder: new Recorder(http) };
  }

  let fences = 0;

  /** Everything that was asked for so far: one more request, behind the others, tells that they are in the log. */
  async function targets(): Promise<string[]> {
    const path = `/fence/${++fences}`;
    await firstValueFrom(
      httpTo({ port: server().portOf('plain') })
        .get$(path)
        .pipe(toText()),
    );
    await server().logged(path, 1);
    return (await server().logged('/', 0)).map(({ request }) => request.split(' ')[1] ?? '');
  }

  for (const [version, way, protocol] of versions) {
    feature(version, () => {
      it('carries requests over one connection', async () => {
        server().serve(`/${way}/page`, 'a page');
        const { http, recorder } = httpsTo(way, trusting);
        http.get(`/${way}/page`);
        http.get(`/${way}/page`);

        await recorder.settled();

        const logged = await server().logged(`/${way}/`, 2);
        expect([recorder.line, text(http.readAll())]).toEqual([
          `S1 Connecting ${answer} F1 S2 ${answer} F2 DONE`,
          'a page',
        ]);
        expect(logged.map((one) => one.protocol)).toEqual([protocol, protocol]);
        expect(new Set(logged.map(({ connection }) => connection)).size).toBe(1);
      });
    });
  }

  feature('TLS 1.2', () => {
    it('is refused where 1.3 is asked for', async () => {
      const { http, recorder } = httpsTo('tls12', { ...trusting, minVersion: 'TLSv1.3' });
      http.get('/secret');

      await recorder.settled();

      expect(recorder.line).toBe('S1 Connecting Sending F1!UnknownError DONE! Closing Unconnected');
      expect(await targets()).not.toContain('/secret');
    });
  });

  feature('faulty certificates', () => {
    for (const [what, way, tls, code] of faults) {
      it(`${what} are told, and nothing of the request is sent`, async () => {
        const { http, recorder } = httpsTo(way, tls);
        http.ignoreSslErrors(); // outside of the signal it does nothing
        http.get('/secret');
        http.get('/secret');

        await recorder.settled();

        expect(recorder.line).toBe(`S1 Connecting Sending t(${code}) F1!UnknownError DONE! Closing Unconnected`);
        expect(await targets()).not.toContain('/secret');
      });

      it(`${what} can be ignored, for that connection`, async () => {
        const { http, recorder } = httpsTo(way, tls);
        http.sslErrors$.subscribe(() => {
          http.ignoreSslErrors();
        });
        http.get('/page');
        http.get('/page');
        http.close();
        http.get('/page');

        await recorder.settled();

        const [, ...sending] = answer.split(' ');
        const asked = `Connecting Sending t(${code}) ${sending.join(' ')}`;
        expect([recorder.line, text(http.readAll())]).toEqual([
          `S1 ${asked} F1 S2 ${answer} F2 S3 Closing Unconnected F3 S4 ${asked} F4 DONE`,
          'a page',
        ]);
      });
    }

    it('wait until somebody has decided', async () => {
      const { http, recorder } = httpsTo('selfSigned', trusting);
      http.sslErrors$.subscribe(() => {
        http.waitFor(
          turn().then(() => {
            http.ignoreSslErrors();
          }),
        );
      });
      http.get('/page');

      await recorder.settled();

      expect([http.lastResponse().statusCode(), text(http.readAll())]).toEqual([200, 'a page']);
    });

    it('are none where the server shows the intermediate', async () => {
      const { http, recorder } = httpsTo('withIntermediate', trusting);
      http.get('/page');

      await recorder.settled();

      expect(recorder.line).toBe(`S1 Connecting ${answer} F1 DONE`);
    });
  });

  feature('client certificates', () => {
    it('open what is closed without', async () => {
      const { key, cert } = signed.client;
      const known = httpsTo('forClients', { ...trusting, key, cert });
      known.http.get('/page');
      const unknown = httpsTo('forClients', trusting);
      unknown.http.get('/page');

      await Promise.all([known.recorder.settled(), unknown.recorder.settled()]);

      expect([known.recorder.line, text(known.http.readAll())]).toEqual([`S1 Connecting ${answer} F1 DONE`, 'a page']);
      expect(text(unknown.http.readAll())).not.toContain('a page');
      expect(unknown.recorder.line).not.toContain('H200');
    });
  });
});
