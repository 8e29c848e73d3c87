import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Subject, throwError } from 'rxjs';
import { ConnectionMode, HttpRequestHeader, QHttp } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { rootCertificate, signed } from '../support/certificates/certificates.js';
import { text } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

/** As if the platform trusted the root of the tests. */
function trustRoot(): void {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, rootCertificate]);
  atEnd(() => {
    setDefaultCACertificates(before);
  });
}

function httpsTo(server: { readonly port: number }): { http: QHttp; recorder: Recorder } {
  const http = new QHttp('127.0.0.1', ConnectionMode.Https, server.port);
  atEnd(() => {
    http.destroy();
  });
  return { http, recorder: new Recorder(http) };
}

/** What a TLS server of this certificate gets to see of a connection, until it ends; also one that is broken off. */
async function eavesdropping(certificate: { key: string; cert: string }) {
  const { promise, resolve } = Promise.withResolvers<string>();
  const server = await RawServer.listenTls(
    certificate,
    async (connection) => resolve(await connection.rest()),
    () => resolve(''),
  );
  return { server, seen: promise };
}

const answer = 'Sending q Reading H200 p y Connected';

describe('HTTPS with a certificate that the platform trusts', () => {
  test('works as HTTP does, on a kept connection too', async () => {
    trustRoot();
    const server = await RawServer.answeringTls(signed.localhost, ({ path, body }) => ok(path + body.toString()));
    const { http, recorder } = httpsTo(server);
    http.get('/1');
    http.post('/2', 'data');

    await recorder.settled();

    expect([recorder.line, text(http.readAll()), server.connections.length]).toEqual([
      `S1 Connecting ${answer} F1 S2 ${answer} F2 DONE`,
      '/2data',
      1,
    ]);
  });

  test('checks the name of a host that is looked up', async () => {
    trustRoot();
    const server = await RawServer.answeringTls(signed.localhost, () => ok('hello'));
    const http = new QHttp('localhost', ConnectionMode.Https, server.port);
    atEnd(() => {
      http.destroy();
    });
    const recorder = new Recorder(http);
    http.get('/');

    await recorder.settled();

    expect(recorder.line).toBe(`S1 HostLookup Connecting ${answer} F1 DONE`);
  });

  test('counts the bytes of the request, and not those of TLS', async () => {
    trustRoot();
    const server = await RawServer.answeringTls(signed.localhost, () => ok('hello'));
    const { http, recorder } = httpsTo(server);
    let last = {};
    http.dataSendProgress$.subscribe((progress) => (last = progress));
    http.post('/', new Uint8Array(300_000));

    await recorder.settled();

    const { wireBytes } = server.lastRequest;
    expect([recorder.line, last]).toEqual([`S1 Connecting ${answer} F1 DONE`, { done: wireBytes, total: wireBytes }]);
  });

  test('and a change from HTTP opens a connection of its own', async () => {
    trustRoot();
    const plain = await RawServer.answering(() => ok('plain'));
    const secret = await RawServer.answeringTls(signed.localhost, () => ok('secret'));
    const http = new QHttp('127.0.0.1', plain.port);
    atEnd(() => {
      http.destroy();
    });
    const recorder = new Recorder(http);
    http.get('/');
    http.setHost('127.0.0.1', ConnectionMode.Https, secret.port);
    http.get('/');

    await recorder.settled();

    expect([recorder.line, text(http.readAll())]).toEqual([
      `S1 Connecting ${answer} F1 S2 F2 S3 Connecting ${answer} F3 DONE`,
      'secret',
    ]);
  });
});

describe('HTTPS with a certificate that is refused', () => {
  const refused = (code: string) => `S1 Connecting Sending t(${code}) F1!UnknownError DONE! Closing Unconnected`;

  test('because nobody trusts its root ends before a byte of the request has left', async () => {
    const { server, seen } = await eavesdropping(signed.localhost);
    const { http, recorder } = httpsTo(server);
    http.get('/secret');
    http.get('/dropped');

    await recorder.settled();

    expect([recorder.line, http.errorString(), await seen]).toEqual([
      refused('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
      expect.stringContaining(`127.0.0.1:${server.port}`),
      '',
    ]);
  });

  test('because it is for another host ends before a byte of the request has left', async () => {
    trustRoot();
    const { server, seen } = await eavesdropping(signed.otherHost);
    const { http, recorder } = httpsTo(server);
    http.get('/secret');

    await recorder.settled();

    expect([recorder.line, await seen]).toEqual([refused('ERR_TLS_CERT_ALTNAME_INVALID'), '']);
  });

  test('because it is for another host is refused whatever the Host field says', async () => {
    trustRoot();
    const { server, seen } = await eavesdropping(signed.otherHost);
    const { http, recorder } = httpsTo(server);
    const header = new HttpRequestHeader('GET', '/secret');
    header.setValue('Host', 'other.example');
    http.request(header);

    await recorder.settled();

    expect([recorder.line, await seen]).toEqual([refused('ERR_TLS_CERT_ALTNAME_INVALID'), '']);
  });

  test('does not stand in the way of the next host', async () => {
    const { server } = await eavesdropping(signed.localhost);
    const plain = await RawServer.answering(() => ok('hello'));
    const { http, recorder } = httpsTo(server);
    http.get('/secret');
    await recorder.settled();
    http.setHost('127.0.0.1', plain.port);
    http.get('/');

    await recorder.settled();

    expect(recorder.line).toBe(`${refused('UNABLE_TO_VERIFY_LEAF_SIGNATURE')} S2 F2 S3 Connecting ${answer} F3 DONE`);
  });
});

describe('a TLS handshake', () => {
  test('that is cut off is an UnexpectedClose', async () => {
    const server = await RawServer.listen(async (connection) => {
      await connection.take(1);
      connection.end();
    });
    const { http, recorder } = httpsTo(server);
    http.post('/', 'x');

    await recorder.settled();

    expect([recorder.line, http.errorString()]).toEqual([
      'S1 Connecting Sending F1!UnexpectedClose DONE! Closing Unconnected',
      `127.0.0.1:${server.port} closed the connection in the TLS handshake`,
    ]);
  });

  test('with a server that speaks no TLS is an error', async () => {
    const server = await RawServer.listen((connection) => connection.drain().send('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const { http, recorder } = httpsTo(server);
    http.get('/');

    await recorder.settled();

    expect([recorder.line, http.errorString()]).toEqual([
      'S1 Connecting Sending F1!UnknownError DONE! Closing Unconnected',
      'HTTP request failed',
    ]);
  });

  test('that is cut off while somebody is asked leaves nobody waiting for the answer', async () => {
    let connections = 0;
    const server = await RawServer.listenTls(signed.localhost, (connection) => {
      if (connections++ === 0) connection.destroy();
      else connection.drain();
    });
    const { http, recorder } = httpsTo(server);
    const waits: Subject<never>[] = [];
    http.sslErrors$.subscribe(() => {
      const wait = new Subject<never>();
      waits.push(wait);
      http.waitFor(wait);
    });
    http.get('/');
    await recorder.until(() => waits.length === 2);

    expect(waits.map(({ observed }) => observed)).toEqual([false, true]);
    http.abort();
    expect(waits.map(({ observed }) => observed)).toEqual([false, false]);
  });

  test('that goes wrong fails the command, and says why', async () => {
    const server = await RawServer.answeringTls(signed.localhost, () => ok());
    const { http, recorder } = httpsTo(server);
    http.sslErrors$.subscribe(() => http.waitFor(throwError(() => new Error('the dialog was closed'))));
    http.get('/');

    await recorder.settled();

    expect([recorder.line, http.errorString(), server.requests.length]).toEqual([
      'S1 Connecting Sending t(UNABLE_TO_VERIFY_LEAF_SIGNATURE) F1!UnknownError DONE! Closing Unconnected',
      'The question got no answer: the dialog was closed',
      0,
    ]);
  });

  test('is what an HTTP request to a TLS server gets as its answer, and that is none', async () => {
    const { server } = await eavesdropping(signed.localhost);
    const http = new QHttp('127.0.0.1', server.port);
    atEnd(() => {
      http.destroy();
    });
    const recorder = new Recorder(http);
    http.post('/', 'x');

    await recorder.settled();

    expect([recorder.line.replace(' Reading', ''), http.error() !== QHttp.NoError]).toEqual([
      expect.stringMatching(/^S1 Connecting Sending q F1!\w+ DONE! Closing Unconnected$/),
      true,
    ]);
  });
});
