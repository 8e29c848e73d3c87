import { spawn } from 'node:child_process';
import dns from 'node:dns';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { HttpRequestHeader, QHttp, type ConnectionMode, type Timeouts } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { rootCertificate, signed } from '../support/certificates/certificates.js';
import { endsCleanly, type Ending } from '../support/ends-cleanly.js';
import { HandClock } from '../support/hand-clock.js';
import { LeftBehind } from '../support/left-behind.js';
import type { RawConnection } from '../support/raw-connection.js';
import { RawServer, type Serve } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';
import { proxyFor, ways, type Way } from '../support/relays.js';
import { turn } from '../support/turn.js';

/** A server that leaves its client waiting, and time that passes when the test says so. */
interface Silence {
  readonly http: QHttp;
  readonly clock: HandClock;
  readonly recorder: Recorder;
  /** The first one of the server's. */
  readonly connection: Promise<RawConnection>;
}

interface Play {
  readonly mode?: ConnectionMode;
  readonly way?: Way;
  /** Gives the commands; without it they are `setProxy`, `setHost` and a GET. */
  readonly commands?: (http: QHttp, port: number) => unknown;
}

/** How a request ends to a server that does this, when `meanwhile` has let time pass; the next one goes elsewhere. */
async function endOf(
  timeouts: Partial<Timeouts>,
  serve: Serve,
  meanwhile: (silence: Silence) => unknown,
  { mode = 'http', way = 'directly', commands }: Play = {},
): Promise<Ending> {
  const clock = new HandClock();
  const accepted = Promise.withResolvers<RawConnection>();
  const server = await RawServer.listen((connection, index) => {
    accepted.resolve(connection);
    return serve(connection, index);
  });
  const good = await RawServer.answering(() => ok('fine'));
  const proxy = await proxyFor(way);
  const http = new QHttp({ timeouts, scheduler: clock, tls: { ca: rootCertificate } });
  atEnd(() => http.destroy());
  const { story, error } = await endsCleanly(
    http,
    async (recorder) => {
      if (commands) commands(http, server.port);
      else {
        http.setProxy(proxy);
        http.setHost('127.0.0.1', mode, server.port);
        http.get('/');
      }
      await meanwhile({ http, clock, recorder, connection: accepted.promise });
    },
    () => {
      http.setProxy('', 0);
      http.setHost('127.0.0.1', good.port);
      http.get('/next');
    },
  );
  expect(clock.timers).toBe(0);
  return {
    story: story.replaceAll(/q\d+\/\d+/g, 'q'), // as long as the number of the port
    error: error.replace(`:${server.port}`, ':PORT'),
  };
}

/** So much time passes, and nothing happens before the last millisecond. */
async function pass(ms: number, { clock, recorder }: Silence): Promise<void> {
  const before = recorder.line;
  clock.pass(ms - 1);
  await come();
  expect(recorder.line).toBe(before);
  clock.pass(1);
}

/** What has been sent comes. */
async function come(): Promise<void> {
  for (let i = 0; i < 20; i++) await turn();
}

const silent: Serve = (connection) => connection.drain();
const begun = 'S1 F1 S2 F2 S3';

/** A port whose server stands still, with as many connections waiting for it as it lets wait. */
async function fullPort(): Promise<number> {
  const program = `const server = require('node:net').createServer();
    server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => console.log(server.address().port));`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(line.toString());
  child.kill('SIGSTOP');
  const waiting = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  atEnd(async () => {
    for (const socket of waiting) socket.destroy();
    child.kill('SIGKILL');
    await ended;
  });
  await Promise.race(waiting.map((socket) => once(socket, 'connect')));
  await come();
  return port;
}

describe('timeouts.connect ends silence', () => {
  const whenIn = (state: string) => async (silence: Silence) => {
    const { recorder } = silence;
    await recorder.until(() => recorder.line.endsWith(state));
    await pass(500, silence);
  };

  test.each(ways)('%s, in the handshake of TLS', async (way) => {
    expect(await endOf({ connect: 500 }, silent, whenIn('Sending'), { mode: 'https', way })).toEqual({
      story: `${begun} Connecting Sending F3!UnknownError DONE! Closing Unconnected`,
      error:
        'UnknownError: The connection to 127.0.0.1:PORT did not stand within 500 ms, as the TLS handshake did not end (timeouts.connect)',
    });
  });

  test.each([
    ['CONNECT', 'http', (connection: RawConnection) => connection.head()],
    ['the greeting of SOCKS', 'socks5', (connection: RawConnection) => connection.take(4)],
    [
      'the request of SOCKS',
      'socks5',
      async (connection: RawConnection) => {
        await connection.take(4);
        connection.send(Buffer.of(5, 0));
        await connection.take(10);
      },
    ],
  ] as const)('of a proxy behind %s', async (_what, type, read) => {
    const heard = Promise.withResolvers<undefined>();
    const end = await endOf(
      { connect: 500 },
      async (connection) => {
        await read(connection);
        heard.resolve(undefined);
      },
      async (silence) => {
        await heard.promise;
        await pass(500, silence);
      },
      {
        commands: (http, port) => {
          http.setProxy({ type, host: '127.0.0.1', port });
          http.setHost('far.example', 'https');
          http.get('/');
        },
      },
    );

    expect(end).toEqual({
      story: `${begun} Connecting F3!UnknownError DONE! Unconnected`,
      error:
        'UnknownError: The connection to far.example:443 did not stand within 500 ms, as the proxy 127.0.0.1:PORT did not open the way (timeouts.connect)',
    });
  });

  test('of who knows the names', async () => {
    const never = (() => undefined) as unknown as typeof dns.lookup; // without its overloads
    const end = await endOf({ connect: 500 }, silent, whenIn('HostLookup'), {
      commands: (http) => {
        const lookup = jest.spyOn(dns, 'lookup').mockImplementationOnce(never);
        atEnd(() => {
          lookup.mockRestore();
        });
        http.setHost('far.example');
        http.get('/');
      },
    });

    expect(end).toEqual({
      story: 'S1 F1 S2 HostLookup F2!UnknownError DONE! Unconnected',
      error:
        'UnknownError: The connection to far.example:80 did not stand within 500 ms, as far.example was not found (timeouts.connect)',
    });
  });

  test('of a host that accepts nothing more', async () => {
    const port = await fullPort();
    const end = await endOf({ connect: 500 }, silent, whenIn('Connecting'), {
      commands: (http) => {
        http.setHost('127.0.0.1', port);
        http.get('/');
      },
    });

    expect(end).toEqual({
      story: 'S1 F1 S2 Connecting F2!UnknownError DONE! Unconnected',
      error: `UnknownError: The connection to 127.0.0.1:${port} did not stand within 500 ms (timeouts.connect)`,
    });
  });

  test('of who was to connect', async () => {
    const end = await endOf({ connect: 500 }, silent, whenIn('Connecting'), {
      commands: (http) => {
        http.setHost('far.example');
        http.setSocket(() => undefined);
        http.get('/');
      },
    });

    expect(end).toEqual({
      story: `${begun} Connecting F3!UnknownError DONE! Unconnected`,
      error: 'UnknownError: The connection to far.example:80 did not stand within 500 ms (timeouts.connect)',
    });
  });
});

/** The request has gone. */
const sent = async ({ recorder }: Silence) => recorder.until(() => recorder.line.endsWith('q'));
const whenSent = async (silence: Silence) => {
  await sent(silence);
  await pass(500, silence);
};
const unanswered = `${begun} Connecting Sending q F3!UnknownError DONE! Closing Unconnected`;

describe('timeouts.headers ends', () => {
  test.each(['directly', 'through SOCKS'] as const)('%s, the silence behind a request', async (way) => {
    expect(await endOf({ headers: 500 }, silent, whenSent, { way })).toEqual({
      story: unanswered,
      error: 'UnknownError: 127.0.0.1:PORT did not answer within 500 ms (timeouts.headers)',
    });
  });

  test('the silence behind a request over TLS', async () => {
    const secure = await RawServer.listenTls(signed.localhost, silent);
    const { story, error } = await endOf({ headers: 500 }, silent, whenSent, {
      commands: (http) => {
        http.setHost('127.0.0.1', 'https', secure.port);
        http.get('/');
      },
    });

    expect([story, error]).toEqual([
      'S1 F1 S2 Connecting Sending q F2!UnknownError DONE! Closing Unconnected',
      `UnknownError: 127.0.0.1:${secure.port} did not answer within 500 ms (timeouts.headers)`,
    ]);
  });

  test('a head of which a byte comes each second, for ever', async () => {
    const end = await endOf({ headers: 5000, idle: 1500 }, silent, async (silence) => {
      await sent(silence);
      for (const byte of 'HTTP') {
        (await silence.connection).send(byte);
        await come();
        await pass(1000, silence);
      }
      (await silence.connection).send('/');
      await come();
      await pass(1000, silence);
    });

    expect(end).toEqual({
      story: `${begun} Connecting Sending q Reading F3!UnknownError DONE! Closing Unconnected`,
      error: 'UnknownError: The head of the answer from 127.0.0.1:PORT was not whole within 5000 ms (timeouts.headers)',
    });
  });

  test('interim answers that never end', async () => {
    const end = await endOf({ headers: 5000, idle: 1500 }, silent, async (silence) => {
      await sent(silence);
      for (let i = 0; i < 5; i++) {
        (await silence.connection).send('HTTP/1.1 102 Processing\r\n\r\n');
        await come();
        await pass(1000, silence);
      }
    });

    expect(end.error).toBe(
      'UnknownError: The head of the answer from 127.0.0.1:PORT was not whole within 5000 ms (timeouts.headers)',
    );
  });

  test('the silence behind the head of a request whose body is held back', async () => {
    const end = await endOf({ headers: 500 }, silent, whenSent, {
      commands: (http, port) => {
        const header = new HttpRequestHeader('POST', '/');
        header.setValue('Expect', '100-continue');
        http.setHost('127.0.0.1', port);
        http.request(header, Readable.from(['a body']));
      },
    });

    expect(end).toEqual({
      story: 'S1 F1 S2 Connecting Sending q F2!UnknownError DONE! Closing Unconnected',
      error: 'UnknownError: 127.0.0.1:PORT did not answer within 500 ms (timeouts.headers)',
    });
  });
});

function* endless(): Generator<Uint8Array> {
  for (;;) yield new Uint8Array(64 * 1024);
}

describe('timeouts.idle ends', () => {
  test('the silence behind a request', async () => {
    expect(await endOf({ idle: 500 }, silent, whenSent)).toEqual({
      story: unanswered,
      error: 'UnknownError: No byte went to 127.0.0.1:PORT or came from it for 500 ms (timeouts.idle)',
    });
  });

  test('the silence behind a head', async () => {
    const end = await endOf({ headers: 100, idle: 500 }, silent, async (silence) => {
      await sent(silence);
      (await silence.connection).send('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n');
      await silence.recorder.until(() => silence.recorder.line.endsWith('H200'));
      await pass(500, silence);
    });

    expect(end).toEqual({
      story: `${begun} Connecting Sending q Reading H200:OK F3!UnknownError DONE! Closing Unconnected`,
      error: 'UnknownError: No byte went to 127.0.0.1:PORT or came from it for 500 ms (timeouts.idle)',
    });
  });

  test('the silence inside a body', async () => {
    const end = await endOf({ idle: 500 }, silent, async (silence) => {
      await sent(silence);
      silence.clock.pass(400);
      (await silence.connection).send('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab');
      await silence.recorder.until(() => silence.recorder.line.endsWith('y'));
      await pass(500, silence);
    });

    expect(end).toEqual({
      story: `${begun} Connecting Sending q Reading H200:OK p2/5 y F3!UnknownError DONE! Closing Unconnected`,
      error: 'UnknownError: No byte went to 127.0.0.1:PORT or came from it for 500 ms (timeouts.idle)',
    });
  });

  test.each([
    ['bytes', () => new Uint8Array(32 * 1024 * 1024)],
    ['a stream', () => Readable.from(endless())],
  ])('an upload of %s that the server does not take', async (_what, data) => {
    const end = await endOf(
      { idle: 500 },
      async (connection) => {
        await connection.head();
      },
      async (silence) => {
        const { recorder } = silence;
        await sent(silence);
        // What the kernel takes for the server is up to it.
        for (let before = -1; before < recorder.signals.length;) {
          before = recorder.signals.length;
          await come();
        }
        await pass(500, silence);
      },
      {
        commands: (http, port) => {
          http.setHost('127.0.0.1', port);
          http.post('/', data());
        },
      },
    );

    expect(end).toEqual({
      story: 'S1 F1 S2 Connecting Sending q F2!UnknownError DONE! Closing Unconnected',
      error: 'UnknownError: No byte went to 127.0.0.1:PORT or came from it for 500 ms (timeouts.idle)',
    });
  });
});

describe('timeouts.total ends', () => {
  test('a body of which a byte comes each second, for ever', async () => {
    const end = await endOf({ connect: 500, headers: 500, idle: 1500, total: 10_000 }, silent, async (silence) => {
      const { recorder } = silence;
      const connection = await silence.connection;
      await sent(silence);
      connection.send('HTTP/1.1 200 OK\r\n\r\n');
      for (let seconds = 0; seconds < 10; seconds++) {
        const before = recorder.signals.length;
        connection.send('.');
        await recorder.until(() => recorder.signals.length >= before + 2 && recorder.line.endsWith('y'));
        await pass(1000, silence);
      }
    });

    expect(end).toEqual({
      story: `${begun} Connecting Sending q Reading H200:OK p10/0 y F3!UnknownError DONE! Closing Unconnected`,
      error: 'UnknownError: The request to 127.0.0.1:PORT was not over within 10000 ms (timeouts.total)',
    });
  });

  test.each([
    ['in the handshake of TLS', 'https', 'Connecting Sending'],
    ['behind a request', 'http', 'Connecting Sending q'],
  ] as const)('silence %s', async (_where, mode, states) => {
    const end = await endOf(
      { total: 500 },
      silent,
      async (silence) => {
        await silence.recorder.until(() => silence.recorder.line.endsWith(states));
        await pass(500, silence);
      },
      { mode },
    );

    expect(end).toEqual({
      story: `${begun} ${states} F3!UnknownError DONE! Closing Unconnected`,
      error: 'UnknownError: The request to 127.0.0.1:PORT was not over within 500 ms (timeouts.total)',
    });
  });
});

test('silence ends on the time of the world, too', async () => {
  const server = await RawServer.listen(silent);
  const http = new QHttp('127.0.0.1', server.port, { timeouts: { total: 20 } });
  atEnd(() => http.destroy());
  const recorder = new Recorder(http);
  const leftBehind = new LeftBehind();
  http.get('/');
  await recorder.settled();
  const error = http.errorString();
  http.destroy();

  expect([error, await leftBehind.all()]).toEqual([
    `The request to 127.0.0.1:${server.port} was not over within 20 ms (timeouts.total)`,
    [],
  ]);
});
