import { connect } from 'node:net';
import type { TlsOptions as ServerOptions } from 'node:tls';
import { ConnectionMode, QHttp, type TlsOptions } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { rootCertificate, signed } from '../support/certificates/certificates.js';
import { endsCleanly, type Ending } from '../support/ends-cleanly.js';
import type { RawConnection } from '../support/raw-connection.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';
import { proxyFor, ways, type Way } from '../support/relays.js';

function client(tls: TlsOptions = { ca: rootCertificate }): QHttp {
  const http = new QHttp({ tls });
  atEnd(() => http.destroy());
  return http;
}

const secureServer = (options: ServerOptions = signed.localhost) =>
  RawServer.answeringTls(options, ({ path }) => ok(path));

/** What a TLS server of the tests answers to this ClientHello, as far as it goes before it needs another word. */
async function firstFlight(clientHello: Buffer): Promise<Buffer> {
  const { port } = await secureServer();
  const socket = connect(port, '127.0.0.1');
  socket.write(clientHello);
  const parts: Buffer[] = [];
  return new Promise((resolve) => {
    socket.on('data', (part: Buffer) => {
      parts.push(part);
      socket.end(); // the server says nothing more without an answer
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(Buffer.concat(parts));
    });
  });
}

/** Reads the first message of a handshake: RFC 8446, section 5.1. */
async function clientHello(connection: RawConnection): Promise<Buffer> {
  const head = await connection.take(5);
  return Buffer.concat([head, await connection.take(head.readUInt16BE(3))]);
}

/** How a POST ends to a server that does this to each connection; the next request goes to another server. */
async function endOf(serve: (connection: RawConnection) => unknown, way: Way = 'directly'): Promise<Ending> {
  const server = await RawServer.listen(serve);
  const good = await secureServer();
  const proxy = await proxyFor(way);
  const http = client();
  const { story, error } = await endsCleanly(
    http,
    () => {
      http.setProxy(proxy);
      http.setHost('127.0.0.1', ConnectionMode.Https, server.port);
      http.post('/secret', 'secret');
    },
    () => {
      http.setHost('127.0.0.1', ConnectionMode.Https, good.port);
      http.get('/next');
    },
  );
  return { story, error: error.replace(`:${server.port}`, ':PORT') };
}

const begun = 'S1 F1 S2 F2 S3 Connecting Sending';
const closed = {
  story: `${begun} F3!UnexpectedClose DONE! Closing Unconnected`,
  error: 'UnexpectedClose: 127.0.0.1:PORT closed the connection in the TLS handshake',
};

describe.each(ways)('%s, a server that closes', (way) => {
  test.each([
    ['before it has read anything', (connection: RawConnection) => connection.drain().end()],
    ['when the first byte has come', (connection: RawConnection) => connection.take(1).then(() => connection.end())],
    [
      'when the ClientHello has come',
      (connection: RawConnection) => clientHello(connection).then(() => connection.end()),
    ],
  ])('%s', async (_when, serve) => {
    expect(await endOf(serve, way)).toEqual(closed);
  });

  test.each([
    ['inside the head of the first record', 3],
    ['behind the head of the first record', 5],
    ['inside the ServerHello', 40],
    ['inside the certificate', 400],
  ])('%s', async (_where, length) => {
    const end = await endOf(async (connection) => {
      const flight = await firstFlight(await clientHello(connection));
      expect(flight.length).toBeGreaterThan(length);
      connection.drain().end(flight.subarray(0, length));
    }, way);

    expect(end).toEqual(closed);
  });
});

describe('a server that resets', () => {
  test.each([
    ['at once', () => Promise.resolve()],
    ['when the first byte has come', (connection: RawConnection) => connection.take(1)],
    ['when the ClientHello has come', clientHello],
    [
      'inside the ServerHello',
      async (connection: RawConnection) => {
        const flight = await firstFlight(await clientHello(connection));
        await connection.sent(flight.subarray(0, 40));
      },
    ],
  ])('%s', async (_when, until) => {
    const { story, error } = await endOf(async (connection) => {
      await until(connection);
      connection.reset();
    });

    // A reset may come before the client has noticed that it stood.
    expect([story.replaceAll(/ Sending| Closing/g, ''), error.split(':')[0]]).toEqual([
      closed.story.replaceAll(/ Sending| Closing/g, ''),
      'UnexpectedClose',
    ]);
  });
});

describe('a handshake that is cut', () => {
  test('is begun anew for a GET, two times', async () => {
    const server = await RawServer.listen((connection) => clientHello(connection).then(() => connection.end()));
    const good = await secureServer();
    const http = client();

    const { story } = await endsCleanly(
      http,
      () => {
        http.setHost('127.0.0.1', ConnectionMode.Https, server.port);
        http.get('/');
      },
      () => {
        http.setHost('127.0.0.1', ConnectionMode.Https, good.port);
        http.get('/next');
      },
    );

    const again = 'Connecting Sending Closing Unconnected';
    expect([story, server.connections.length]).toEqual([
      `S1 F1 S2 ${again} ${again} Connecting Sending F2!UnexpectedClose DONE! Closing Unconnected`,
      3,
    ]);
  });

  test('behind which the server closes without a word to the request is an UnexpectedClose', async () => {
    const server = await RawServer.listenTls(signed.localhost, async (connection) => {
      await connection.request();
      connection.end();
    });
    const http = client();
    const recorder = new Recorder(http);
    http.setHost('127.0.0.1', ConnectionMode.Https, server.port);
    http.post('/', 'x');
    await recorder.settled();

    expect([recorder.line, http.errorString()]).toEqual([
      'S1 F1 S2 Connecting Sending q F2!UnexpectedClose DONE! Closing Unconnected',
      `127.0.0.1:${server.port} closed the connection before it answered`,
    ]);
  });
});

describe.each(ways)('%s, a server that answers the ClientHello with', (way) => {
  const alert = (description: number) => Buffer.of(0x15, 3, 3, 0, 2, 2, description);
  const record = (length: number, rest: Uint8Array) =>
    Buffer.concat([Buffer.of(0x16, 3, 3, length >> 8, length & 0xff), rest]);

  test.each([
    ['the alert handshake_failure', alert(40)],
    ['the alert protocol_version', alert(70)],
    ['the alert internal_error', alert(80)],
    ['noise', Buffer.alloc(300, 0xa5)],
    ['zeros', Buffer.alloc(300)],
    ['an answer of HTTP', Buffer.from('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')],
    ['a greeting of SMTP', Buffer.from('220 mail.example ESMTP\r\n')],
    ['a record that is too long', record(0xffff, Buffer.alloc(70_000))],
    ['a message of 16 MB', record(0x4000, Buffer.concat([Buffer.of(2, 0xff, 0xff, 0xff), Buffer.alloc(20_000)]))],
    ['a ServerHello of nothing', record(4, Buffer.of(2, 0, 0, 0))],
    ['its own ClientHello', undefined],
  ])('%s', async (_what, answer) => {
    const { story, error } = await endOf(async (connection) => {
      const hello = await clientHello(connection);
      connection.drain().send(answer ?? hello);
    }, way);

    expect([story, error]).toEqual([
      `${begun} F3!UnknownError DONE! Closing Unconnected`,
      'UnknownError: HTTP request failed',
    ]);
  });
});

describe.each(ways)('%s, a server whose protocol is too old', (way) => {
  const old: ServerOptions = {
    ...signed.localhost,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
    ciphers: 'ALL@SECLEVEL=0',
  };

  test.each([
    ['for the platform', old, {}],
    ['for minVersion', { ...signed.localhost, maxVersion: 'TLSv1.2' }, { minVersion: 'TLSv1.3' }],
  ] as const)('%s gets nothing', async (_what, options, more) => {
    const server = await RawServer.answeringTls(options, () => ok('too old'));
    const plain = await RawServer.answering(() => ok('fine'));
    const http = client({ ca: rootCertificate, ...more });
    const proxy = await proxyFor(way);

    const { story, error } = await endsCleanly(
      http,
      () => {
        http.setProxy(proxy);
        http.setHost('127.0.0.1', ConnectionMode.Https, server.port);
        http.post('/secret', 'secret');
      },
      () => {
        http.setProxy('', 0);
        http.setHost('127.0.0.1', plain.port);
        http.get('/next');
      },
    );

    expect([story, error, server.requests.length]).toEqual([
      `${begun} F3!UnknownError DONE! Closing Unconnected`,
      'UnknownError: HTTP request failed',
      0,
    ]);
  });
});

describe.each(ways)('%s, a tls option that cannot be read', (way) => {
  const { key, cert } = signed.client;

  test.each<[string, TlsOptions]>([
    ['a certificate', { cert: 'garbage', key }],
    ['a key', { cert, key: 'garbage' }],
    ['a key of another certificate', { cert, key: signed.localhost.key }],
    ['a container', { pfx: Buffer.from('garbage') }],
  ])('fails the command: %s', async (_what, tls) => {
    const server = await secureServer();
    const plain = await RawServer.answering(() => ok('fine'));
    const http = client(tls);
    const proxy = await proxyFor(way);

    const { story, error } = await endsCleanly(
      http,
      () => {
        http.setProxy(proxy);
        http.setHost('127.0.0.1', ConnectionMode.Https, server.port);
        http.get('/secret');
      },
      () => {
        http.setProxy('', 0);
        http.setHost('127.0.0.1', plain.port);
        http.get('/next');
      },
    );

    expect([story, server.requests.length]).toEqual([`${begun} F3!UnknownError DONE! Closing Unconnected`, 0]);
    expect(error).toMatch(/^UnknownError: The TLS connection to 127\.0\.0\.1:\d+ failed: ./);
  });
});
