import { X509Certificate } from 'node:crypto';
import { ConnectionMode, QHttp, type TlsOptions } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { expiredSelfSigned, rootCertificate, selfSigned, signed } from '../support/certificates/certificates.js';
import { endsCleanly } from '../support/ends-cleanly.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';
import { proxyFor, ways } from '../support/relays.js';
import { watched } from '../support/watched.js';

/** A client that trusts the root of the tests; destroyed when the test has ended. */
function client(tls: TlsOptions = { ca: rootCertificate }): QHttp {
  const http = new QHttp({ tls });
  atEnd(() => http.destroy());
  return http;
}

interface Shown {
  readonly key: string;
  readonly cert: string;
}

/** A server with this certificate, and the requests that have come to it. */
async function showing(certificate: Shown): Promise<{ port: number; seen: string[] }> {
  const seen: string[] = [];
  const { port } = await RawServer.answeringTls(certificate, ({ path }) => {
    seen.push(path);
    return ok(path);
  });
  return { port, seen };
}

/** The bytes of a certificate in PEM form. */
function derOf(pem: string): Buffer {
  return new X509Certificate(pem).raw;
}

const trusting = { ca: rootCertificate };
const severalCodes = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE ERR_TLS_CERT_ALTNAME_INVALID ERR_TLS_PIN_MISMATCH';

/** What is wrong, who shows it, whom the client trusts, and what is told of it. */
const faults: readonly (readonly [string, Shown, TlsOptions, string])[] = [
  ['has expired', signed.expired, trusting, 'CERT_HAS_EXPIRED'],
  ['has expired below an intermediate', signed.expiredBelow, trusting, 'CERT_HAS_EXPIRED'],
  ['has expired and an unknown root', signed.expired, {}, 'CERT_HAS_EXPIRED UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
  ['has expired, with its root in bytes', signed.expired, { ca: Buffer.from(rootCertificate) }, 'CERT_HAS_EXPIRED'],
  ['has expired, with its root in DER', signed.expired, { ca: derOf(rootCertificate) }, 'CERT_HAS_EXPIRED'],
  ['has expired and signed itself', expiredSelfSigned, trusting, 'CERT_HAS_EXPIRED DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['is not valid yet', signed.notYetValid, trusting, 'CERT_NOT_YET_VALID'],
  ['is for another host', signed.otherHost, trusting, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['is for nobody', signed.client, trusting, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['has signed itself', selfSigned, trusting, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['has an unknown root', signed.localhost, {}, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['comes without its intermediate', signed.withoutIntermediate, trusting, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['has several faults', signed.otherHost, { pin: '00'.repeat(32) }, severalCodes],
];

describe.each(ways)('%s, a certificate that', (way) => {
  test.each(faults)('%s ends the command before a byte of it has left', async (_what, certificate, tls, codes) => {
    const { port, seen } = await showing(certificate);
    const plain = await RawServer.answering(({ path }) => ok(path));
    const http = client(tls);
    const proxy = await proxyFor(way);

    const { story, error } = await endsCleanly(
      http,
      () => {
        http.setProxy(proxy);
        http.setHost('127.0.0.1', ConnectionMode.Https, port);
        http.ignoreSslErrors(); // not inside the signal
        http.post('/secret', 'secret');
        http.get('/dropped');
      },
      () => {
        http.setProxy('', 0);
        http.setHost('127.0.0.1', plain.port);
        http.get('/next');
      },
    );

    expect([story, seen]).toEqual([
      `S1 F1 S2 F2 S3 Connecting Sending t(${codes}) F3!UnknownError DONE! Closing Unconnected`,
      [],
    ]);
    expect(error.replace(String(port), 'PORT')).toMatch(
      /^UnknownError: The TLS connection to 127\.0\.0\.1:PORT failed: (a|the) \w+/,
    );
  });

  test('is ignored is so for that connection, and asked about on the next', async () => {
    const { port, seen } = await showing(signed.expired);
    const http = client();
    const proxy = await proxyFor(way);
    let isIgnoring = true;
    http.sslErrors$.subscribe(() => {
      if (isIgnoring) http.ignoreSslErrors();
    });
    http.requestStarted$.subscribe(() => {
      http.ignoreSslErrors(); // not inside the signal
    });
    const recorder = watched(http);
    http.setProxy(proxy);
    http.setHost('127.0.0.1', ConnectionMode.Https, port);
    http.get('/1');
    http.get('/2');
    await recorder.settled();
    isIgnoring = false;
    http.close();
    http.get('/3');
    await recorder.settled();

    const told = 'Connecting Sending t(CERT_HAS_EXPIRED)';
    expect([recorder.line, seen]).toEqual([
      `S1 F1 S2 F2 S3 ${told} q Reading H200 p y Connected F3 S4 Sending q Reading H200 p y Connected F4 DONE` +
        ` S5 Closing Unconnected F5 S6 ${told} F6!UnknownError DONE! Closing Unconnected`,
      ['/1', '/2'],
    ]);
  });

  test('is ignored is not so for another server that shows the same', async () => {
    const [one, other] = [await showing(signed.expired), await showing(signed.expired)];
    const http = client();
    const proxy = await proxyFor(way);
    let asked = 0;
    http.sslErrors$.subscribe(() => {
      if (asked++ === 0) http.ignoreSslErrors();
    });
    const recorder = watched(http);
    http.setProxy(proxy);
    http.setHost('127.0.0.1', ConnectionMode.Https, one.port);
    http.get('/1');
    http.setHost('127.0.0.1', ConnectionMode.Https, other.port);
    http.get('/2');
    await recorder.settled();

    expect([one.seen, other.seen, asked]).toEqual([['/1'], [], 2]);
  });

  test('is ignored by one client is not so for another', async () => {
    const { port, seen } = await showing(signed.expired);
    const [one, other] = [client(), client()];
    const proxy = await proxyFor(way);
    one.sslErrors$.subscribe(() => {
      other.ignoreSslErrors();
    });
    other.sslErrors$.subscribe(() => {
      one.ignoreSslErrors();
    });
    const recorders = [one, other].map((http) => {
      http.setProxy(proxy);
      http.setHost('127.0.0.1', ConnectionMode.Https, port);
      const recorder = new Recorder(http);
      http.get('/');
      return recorder;
    });
    await Promise.all(recorders.map((recorder) => recorder.settled()));

    expect([seen, one.error(), other.error()]).toEqual([[], QHttp.UnknownError, QHttp.UnknownError]);
  });

  test('is good for the Host field alone is for another host', async () => {
    const { port, seen } = await showing(signed.otherHost);
    const http = client();
    const proxy = await proxyFor(way);
    const recorder = watched(http);
    http.setProxy(proxy);
    http.setHost('127.0.0.1', ConnectionMode.Https, port);
    http.get$('/secret', { headers: { Host: 'other.example' } }).subscribe({ error: () => undefined });
    await recorder.settled();

    expect([recorder.line, seen]).toEqual([
      'S1 F1 S2 F2 S3 Connecting Sending t(ERR_TLS_CERT_ALTNAME_INVALID) F3!UnknownError DONE! Closing Unconnected',
      [],
    ]);
  });
});

describe('through a proxy', () => {
  test('a certificate for the name of the proxy is none for the host', async () => {
    const { port, seen } = await showing(signed.localhost);
    const http = client();
    const recorder = watched(http);
    http.setProxy(await proxyFor('through CONNECT'));
    http.setHost('elsewhere.example', ConnectionMode.Https, port);
    http.get('/secret');
    await recorder.settled();

    expect([recorder.line, seen]).toEqual([
      'S1 F1 S2 F2 S3 Connecting Sending t(ERR_TLS_CERT_ALTNAME_INVALID) F3!UnknownError DONE! Closing Unconnected',
      [],
    ]);
  });
});
