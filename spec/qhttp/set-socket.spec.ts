import { once } from 'node:events';
import { connect, createServer, Socket } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { buildConnector, Client } from 'undici';
import { ConnectionMode, ErrorCode, QHttp, State, type SocketSource } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { rootCertificate, signed } from '../support/certificates/certificates.js';
import { httpTo, text } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';
import { refusedPort } from '../support/refused-port.js';

const answer = 'q Reading H200 p y Connected';

function echo(): Promise<RawServer> {
  return RawServer.answering(({ path }) => ok(path));
}

async function connected(server: { readonly port: number }): Promise<Socket> {
  const socket = connect(server.port, '127.0.0.1');
  atEnd(() => {
    socket.destroy();
  });
  await once(socket, 'connect');
  return socket;
}

function recorded(server: { readonly port: number }): { http: QHttp; recorder: Recorder } {
  const http = httpTo(server);
  return { http, recorder: new Recorder(http) };
}

/** What we leave behind on a socket that we let go of. */
function listenersOf(socket: Duplex): string[] {
  const events = ['readable', 'data', 'end', 'error', 'close', 'connect', 'lookup', 'drain'];
  return events.flatMap((event) => socket.listeners(event).map(() => event));
}

describe('a socket that was handed in', () => {
  it('is connected by us where it leads nowhere, and others take its place when it has closed', async () => {
    const server = await RawServer.answering(({ path }) =>
      path === '/1' ? `HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na` : ok(path),
    );
    const { http, recorder } = recorded(server);
    const socket = new Socket();
    http.setSocket(socket);
    http.get('/1');
    http.get('/2');

    await recorder.settled();

    expect(recorder.line).toBe(
      `S1 F1 S2 Connecting Sending q Reading H200 p y Closing Unconnected F2 S3 Connecting Sending ${answer} F3 DONE`,
    );
    expect([socket.destroyed, socket.bytesWritten > 0, server.connections.length]).toEqual([true, true, 2]);
  });

  it('looks up a name like an own one', async () => {
    const server = await echo();
    const http = new QHttp('localhost', server.port);
    atEnd(() => {
      http.destroy();
    });
    const recorder = new Recorder(http);
    http.setSocket(new Socket());
    http.get('/1');

    await recorder.settled();

    expect(recorder.line).toBe(`S1 F1 S2 HostLookup Connecting Sending ${answer} F2 DONE`);
  });

  it('is used as it is where it stands: there is nothing to connect', async () => {
    const server = await echo();
    const socket = await connected(server);
    const { http, recorder } = recorded({ port: 9 });
    http.setSocket(socket);
    http.get('/1');
    http.get('/2');

    await recorder.settled();

    expect([recorder.line, text(http.readAll()), server.connections.length]).toEqual([
      `S1 F1 S2 Sending ${answer} F2 S3 Sending ${answer} F3 DONE`,
      '/2',
      1,
    ]);
  });

  it('may be any Duplex', async () => {
    const seen: string[] = [];
    const device = new Duplex({
      read: () => undefined,
      write(this: Duplex, chunk: Buffer, _encoding, callback) {
        seen.push(text(chunk));
        if (text(chunk).includes('\r\n\r\n')) this.push(ok('ready'));
        callback();
      },
    });
    const http = new QHttp('printer.example');
    atEnd(() => {
      http.destroy();
    });
    const recorder = new Recorder(http);
    http.setSocket(device);
    http.get('/status');

    await recorder.settled();

    expect([recorder.line, text(http.readAll()), device.destroyed]).toEqual([
      `S1 F1 S2 Sending ${answer} F2 DONE`,
      'ready',
      false,
    ]);
    expect(seen.join('')).toMatch(/^GET \/status HTTP\/1\.1\r\nhost: printer\.example\r\n/i);
  });

  it.each<[string, (device: Duplex) => void, string]>([
    ['fails', (device) => device.destroy(new Error('the cable is gone')), 'failed: the cable is gone'],
    ['is destroyed', (device) => device.destroy(), 'closed the connection before it answered'],
    ['ends', (device) => device.push(null), 'closed the connection before it answered'],
  ])('that %s ends the request with it', async (_name, happens, error) => {
    const device = new Duplex({
      read: () => undefined,
      write(this: Duplex, _chunk, _encoding, callback) {
        callback();
        happens(this);
      },
    });
    const http = new QHttp('printer.example');
    atEnd(() => {
      http.destroy();
    });
    const recorder = new Recorder(http);
    http.setSocket(device);
    http.post('/', '');

    await recorder.settled();

    expect([recorder.line.replace(/F2!\w+/, 'F2!'), device.destroyed]).toEqual([
      'S1 F1 S2 Sending q F2! DONE! Closing Unconnected',
      true,
    ]);
    expect(http.errorString()).toContain(error);
  });

  it('belongs to the next host where none is set yet', async () => {
    const server = await echo();
    const socket = await connected(server);
    const http = new QHttp();
    atEnd(() => {
      http.destroy();
    });
    const recorder = new Recorder(http);
    http.setSocket(socket);
    http.setHost('device.example');
    http.get('/1');

    await recorder.settled();

    expect([recorder.line, server.lastRequest.fields['host']]).toEqual([
      `S1 F1 S2 F2 S3 Sending ${answer} F3 DONE`,
      'device.example',
    ]);
  });

  it.each([
    ['abort()', '/slow', (http: QHttp) => http.abort()],
    ['close()', '/1', (http: QHttp) => http.close()],
  ])('is ended by %s', async (_name, path, end) => {
    const server = await RawServer.answering((request) => (request.path === '/slow' ? '' : ok()));
    const socket = await connected(server);
    const { http, recorder } = recorded(server);
    http.setSocket(socket);
    http.get(path);
    await recorder.until(() => recorder.line.includes(path === '/slow' ? 'q' : 'DONE'));

    end(http);
    await recorder.until(() => http.state() === State.Unconnected);

    expect([socket.destroyed, recorder.line.endsWith('Closing Unconnected F3 DONE')]).toEqual([true, path === '/1']);
  });

  it('is ended by an error; what comes then fails with a clear word, and another host works', async () => {
    const server = await RawServer.answering(({ path }) => (path === '/1' ? 'nonsense\r\n\r\n' : ok(path)));
    const socket = await connected(server);
    const { http, recorder } = recorded(server);
    http.setSocket(socket);
    http.get('/1');
    await recorder.settled();
    expect([socket.destroyed, http.error()]).toEqual([true, ErrorCode.InvalidResponseHeader]);

    http.get('/2');
    await recorder.settled();
    expect([http.error(), http.errorString()]).toEqual([
      ErrorCode.UnexpectedClose,
      'The socket that was handed in has closed',
    ]);

    http.setHost('127.0.0.1', server.port);
    http.get('/3');
    await recorder.settled();
    expect(text(http.readAll())).toBe('/3');
  });

  it.each([
    ['another host', (http: QHttp) => http.setHost('127.0.0.1', 9)],
    ['the same host', (http: QHttp, port: number) => http.setHost('127.0.0.1', port)],
    ['another socket', (http: QHttp) => http.setSocket(new Socket())],
  ])('is let go of by %s: it stays open, without a trace of us, and can be read on', async (_name, leave) => {
    const server = await echo();
    const socket = await connected(server);
    const { http, recorder } = recorded(server);
    http.setSocket(socket);
    http.get('/1');
    await recorder.settled();
    const before = listenersOf(await connected(server));

    leave(http, server.port);
    await recorder.settled();

    expect([socket.destroyed, socket.writable, listenersOf(socket)]).toEqual([false, true, before]);
    socket.write('GET /mine HTTP/1.1\r\nHost: h\r\n\r\n');
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    expect(text(chunk)).toBe(ok('/mine'));
  });

  it.each(['idle', 'busy'])('is let go of by destroy(), %s', async (when) => {
    const server = await RawServer.answering(({ path }) => (path === '/slow' ? '' : ok(path)));
    const socket = await connected(server);
    const { http, recorder } = recorded(server);
    http.setSocket(socket);
    http.get(when === 'idle' ? '/1' : '/slow');
    await recorder.until(() => recorder.line.includes(when === 'idle' ? 'DONE' : 'q'));

    http.destroy();
    await new Promise(setImmediate);

    expect([socket.destroyed, socket.writable]).toEqual([false, true]);
  });

  it('is let go of by destroy() while it is being connected', async () => {
    const server = await echo();
    const { http, recorder } = recorded(server);
    const socket = new Socket();
    atEnd(() => {
      socket.destroy();
    });
    http.setSocket(socket);
    http.get('/1');
    await recorder.until(() => recorder.line.includes('Connecting'));

    http.destroy();
    await once(socket, 'connect');

    expect([socket.destroyed, socket.listenerCount('connect')]).toEqual([false, 0]);
  });

  it('does not end the process when its connecting fails after it was let go of', async () => {
    const { http, recorder } = recorded({ port: await refusedPort() });
    const socket = new Socket();
    http.setSocket(socket);
    http.get('/1');
    await recorder.until(() => recorder.line.includes('Connecting'));

    http.destroy();
    await new Promise((resolve) => socket.once('close', resolve)); // without a listener the error would be thrown

    expect(socket.destroyed).toBe(true);
  });

  it('is let go of where it leads to a proxy that is switched off', async () => {
    const [proxy, server] = [await echo(), await echo()];
    const http = new QHttp();
    atEnd(() => {
      http.destroy();
    });
    const recorder = new Recorder(http);
    const socket = new Socket();
    atEnd(() => {
      socket.destroy();
    });
    http.setProxy('127.0.0.1', proxy.port);
    http.setHost('127.0.0.1', server.port);
    http.setSocket(socket);
    http.get('/1');
    http.setProxy('', 0);
    http.get('/2');

    await recorder.settled();

    expect([proxy.requests.map(({ path }) => path), server.requests.map(({ path }) => path), socket.destroyed]).toEqual(
      [[`http://127.0.0.1:${server.port}/1`], ['/2'], false],
    );
  });

  it('tells no lookup where it is being connected already', async () => {
    const server = await echo();
    const socket = connect(server.port, '127.0.0.1');
    atEnd(() => {
      socket.destroy();
    });
    const http = new QHttp('device.example');
    atEnd(() => {
      http.destroy();
    });
    const recorder = new Recorder(http);
    http.setSocket(socket);
    http.get('/1');

    await recorder.settled();

    expect(recorder.line).toBe(`S1 F1 S2 Connecting Sending ${answer} F2 DONE`);
  });

  it('closes with the server, like an own one', async () => {
    const server = await echo();
    const socket = await connected(server);
    const { http, recorder } = recorded(server);
    http.setSocket(socket);
    http.get('/1');
    await recorder.settled();
    server.connections[0]?.end();
    await recorder.until(() => http.state() === State.Unconnected);

    expect(recorder.line).toBe(`S1 F1 S2 Sending ${answer} F2 DONE Closing Unconnected`);
  });

  it('carries HTTPS, with the same questions about the certificate', async () => {
    const server = await RawServer.answeringTls(signed.otherHost, ({ path }) => ok(path));
    const socket = await connected(server);
    const http = new QHttp('localhost', ConnectionMode.Https, server.port, { tls: { ca: rootCertificate } });
    atEnd(() => {
      http.destroy();
    });
    const recorder = new Recorder(http);
    http.sslErrors$.subscribe(() => {
      http.ignoreSslErrors();
    });
    http.setSocket(socket);
    http.get('/1');

    await recorder.settled();

    expect(recorder.line).toBe(`S1 F1 S2 Sending t(ERR_TLS_CERT_ALTNAME_INVALID) ${answer} F2 DONE`);
  });

  it('may be a TLSSocket, over which no second TLS is spoken', async () => {
    const server = await RawServer.answeringTls(signed.localhost, ({ path }) => ok(path));
    const socket = connectTls({ port: server.port, host: '127.0.0.1', servername: 'localhost', ca: rootCertificate });
    atEnd(() => {
      socket.destroy();
    });
    await once(socket, 'secureConnect');
    const http = new QHttp('localhost', ConnectionMode.Https, server.port);
    atEnd(() => {
      http.destroy();
    });
    const recorder = new Recorder(http);
    http.setSocket(socket);
    http.get('/1');

    await recorder.settled();

    expect([recorder.line, text(http.readAll())]).toEqual([`S1 F1 S2 Sending ${answer} F2 DONE`, '/1']);
  });

  it('holds back what is not read', async () => {
    const size = 8 * 1024 * 1024;
    const server = await RawServer.listen(async (connection) => {
      await connection.request();
      connection.send(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
      await connection.sendAsTaken(size);
    });
    const socket = await connected(server);
    const http = httpTo(server, { limits: { bufferedBytes: 64 * 1024 } });
    const recorder = new Recorder(http);
    http.setSocket(socket);
    http.get('/');
    await recorder.until(() => http.bytesAvailable() > 64 * 1024);
    const held = server.connections[0]?.taken ?? 0;
    expect(held).toBeLessThan(size);

    let read = 0;
    http.readyRead$.subscribe(() => (read += http.readAll().byteLength));
    read += http.readAll().byteLength;
    await recorder.settled();

    expect([read + http.readAll().byteLength, recorder.line.endsWith('F2 DONE')]).toEqual([size, true]);
  });
});

describe('a connector that was handed in', () => {
  it('opens each connection: here to a Unix path', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rx-qhttp-'));
    const path = join(folder, 'device.sock');
    const server = createServer((socket) => {
      socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nready`));
    }).listen(path);
    atEnd(async () => {
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true });
    });
    const { http, recorder } = recorded({ port: 9 });
    http.setSocket(buildConnector({ socketPath: path }));
    http.get('/1');
    http.get('/2');

    await recorder.settled();

    const once = 'Connecting Sending q Reading H200 p y Closing Unconnected';
    expect([recorder.line, text(http.readAll())]).toEqual([`S1 F1 S2 ${once} F2 S3 ${once} F3 DONE`, 'ready']);
  });

  it('is told where to go', async () => {
    const http = new QHttp('::1', ConnectionMode.Https, 8443, { tls: { servername: 'device.example' } });
    atEnd(() => {
      http.destroy();
    });
    const recorder = new Recorder(http);
    const told: unknown[] = [];
    http.setSocket((options, callback) => {
      told.push({ ...options });
      callback(new Error('not today'), null);
      callback(null, new Socket()); // once is enough
    });
    http.get('/1');

    await recorder.settled();

    expect(told).toEqual([
      { hostname: '::1', host: '[::1]:8443', protocol: 'https:', port: '8443', servername: 'device.example' },
    ]);
    expect([recorder.line, http.errorString()]).toEqual([
      'S1 F1 S2 Connecting F2!UnknownError DONE! Unconnected',
      'The connection to [::1]:8443 failed: not today',
    ]);
  });

  it.each<[string, SocketSource, string]>([
    [
      'throws',
      () => {
        throw new Error('no way');
      },
      'The connection to 127.0.0.1:9 failed: no way',
    ],
    [
      'fails with a text',
      (_options, callback) => {
        (callback as (error: unknown, socket: null) => void)('engaged', null);
      },
      'The connection to 127.0.0.1:9 failed: engaged',
    ],
    [
      'gives nothing',
      (_options, callback) => {
        (callback as (...nothing: null[]) => void)(null, null);
      },
      'The connector gave neither a socket nor an error',
    ],
    [
      'gives a socket that has closed',
      (_options, callback) => {
        callback(null, new Socket().destroy());
      },
      'The connector gave a socket that has closed',
    ],
    [
      'fails as undici would try again for ever',
      (_options, callback) => {
        callback(Object.assign(new Error('gone'), { code: 'UND_ERR_SOCKET' }), null);
      },
      '127.0.0.1:9 closed the connection at once',
    ],
  ])('that %s ends the command', async (_name, connector, reason) => {
    const { http, recorder } = recorded({ port: 9 });
    http.setSocket(connector);
    http.post('/1', 'data');

    await recorder.settled();

    expect([recorder.line, http.errorString()]).toEqual([
      expect.stringMatching(/^S1 F1 S2 Connecting F2!\w+ DONE! Unconnected$/),
      reason,
    ]);
  });

  it('may come back too late: what it has opened is closed', async () => {
    const server = await echo();
    const { http, recorder } = recorded(server);
    const { promise, resolve } = Promise.withResolvers<() => Socket>();
    http.setSocket((_options, callback) => {
      resolve(() => {
        const socket = connect(server.port, '127.0.0.1');
        callback(null, socket);
        return socket;
      });
    });
    http.get('/1');
    const comeBack = await promise;
    http.abort();
    await recorder.settled();

    const socket = comeBack();
    await once(socket, 'close');

    expect(recorder.line).toBe('S1 F1 S2 Connecting F2!Aborted DONE! Closing Unconnected');
  });
});

describe('setSocket()', () => {
  it('refuses what cannot be a connection, at the call', () => {
    const http = httpTo({ port: 9 });
    const ended = new Socket();
    ended.destroy();

    for (const wrong of [undefined, null, 5, 'path', {}, ended]) {
      expect(() => http.setSocket(wrong as never)).toThrow(TypeError);
      expect(() => http.setSocket$(wrong as never)).toThrow(TypeError);
    }
    expect(http.hasPendingRequests()).toBe(false);
  });

  it('and setProxy() exclude a dispatcher', () => {
    const dispatcher = new Client('http://127.0.0.1:9');
    const http = new QHttp('127.0.0.1', 9, { dispatcher });

    expect(() => http.setSocket(new Socket())).toThrow(TypeError);
    expect(() => http.setProxy('127.0.0.1', 9)).toThrow(TypeError);
    expect(() => http.setSocket$(new Socket())).toThrow(TypeError);
    expect(() => http.setProxy$('127.0.0.1', 9)).toThrow(TypeError);
  });

  it('is cold as setSocket$', async () => {
    const server = await echo();
    const { http, recorder } = recorded(server);
    const socket$ = http.setSocket$(await connected(server));
    http.get('/1');
    socket$.subscribe();
    http.get('/2');

    await recorder.settled();

    expect(recorder.line).toBe(`S1 Connecting Sending ${answer} F1 S2 F2 S3 Sending ${answer} F3 DONE`);
    expect(server.connections.length).toBe(2);
  });
});
