import dns from 'node:dns';
import { ConnectionMode, QHttp, State } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { selfSigned } from '../support/certificates/certificates.js';
import { endsCleanly } from '../support/ends-cleanly.js';
import { heldSink } from '../support/held-sink.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';
import { proxyFor, ways } from '../support/relays.js';
import { outcomeOf, plain, type Misbehaviour } from './support/misbehaving.js';

/** How often it is called: at once, and again when everything has ended. */
const counts: readonly (readonly [string, number])[] = [
  ['once', 1],
  ['twice', 2],
];

/** Aborts when these signals have been told. */
async function abortBehind(before: string, times: number, http: QHttp, recorder: Recorder): Promise<void> {
  await recorder.until(() => plain(recorder.story).endsWith(before));
  for (let i = 0; i < times; i++) http.abort();
  await recorder.until(() => http.state() === State.Unconnected);
  for (let i = 1; i < times; i++) http.abort();
}

const aborted = (id = 1) => `F${id}!Aborted DONE! Closing Unconnected`;
const message = 'Aborted: Request aborted';

function getTwice(http: QHttp): void {
  http.get('/');
  http.get('/dropped');
}

function getToHeldSink(http: QHttp): void {
  http.get('/', heldSink().writable);
  http.get('/dropped');
}

const silence: Misbehaviour = () => undefined;
const says =
  (bytes: string): Misbehaviour =>
  (connection) =>
    connection.send(bytes);

const sent = 'S1 Connecting Sending q';
const head = `${sent} Reading H200:OK`;
const half = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello';
const unauthorized = 'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="r"\r\nContent-Length: 0\r\n\r\n';

/** What is going on, what the server does, what is told until then, and what is asked for. */
type Phase = readonly [string, Misbehaviour, string, (http: QHttp) => unknown];

const phases: readonly Phase[] = [
  ['the connection is opened', silence, 'S1 Connecting', getTwice],
  ['the answer is waited for', silence, sent, getTwice],
  ['a byte of the answer has come', says('H'), `${sent} Reading`, getTwice],
  ['an interim answer has come', says('HTTP/1.1 102 Processing\r\n\r\n'), `${sent} Reading`, getTwice],
  ['half a head has come', says('HTTP/1.1 200 OK\r\nX'), `${sent} Reading`, getTwice],
  ['the head has come', says('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n'), head, getTwice],
  ['half a body has come', says(half), `${head} p5/10 y`, getTwice],
  [
    'half a chunk has come',
    says('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\nhello'),
    `${head} p5/0 y`,
    getTwice,
  ],
  ['a body without a length comes', says('HTTP/1.1 200 OK\r\n\r\nhello'), `${head} p5/0 y`, getTwice],
  ['a destination holds the body back', says(half), `${head} p5/10`, getToHeldSink],
  ['a whole body waits for its destination', says(ok('hello')), `${head} p5/5`, getToHeldSink],
  ['a challenge has a body that never ends', says(unauthorized.replace(' 0', ' 5')), `${sent} Reading`, getTwice],
];

describe.each(counts)('abort(), called %s,', (_often, times) => {
  test.each(phases)('while %s ends the command, and drops the other', async (_when, serve, before, act) => {
    const { story, error } = await outcomeOf(serve, (http, recorder) => {
      act(http);
      return abortBehind(before, times, http, recorder);
    });

    expect([story, error]).toEqual([`${before} ${aborted()}`, message]);
  });

  test('while a person is asked for a password ends the command, and drops the other', async () => {
    const server = await RawServer.answering(({ path }) => (path === '/next' ? ok('fine') : unauthorized));
    const http = httpTo(server);
    const before = `${sent} Reading a(r)@127.0.0.1:${server.port}`;

    const { story, error } = await endsCleanly(http, (recorder) => {
      http.authenticationRequired$.subscribe(() => {
        http.waitFor(new Promise(() => undefined));
      });
      getTwice(http);
      return abortBehind(before, times, http, recorder);
    });

    expect([plain(story), error]).toEqual([`${before} ${aborted()}`, message]);
  });

  test('while a name is looked up ends the command, and drops the other', async () => {
    const server = await RawServer.answering(() => ok('fine'));
    const http = new QHttp('far.example', server.port);
    atEnd(() => http.destroy());
    const never = (() => undefined) as unknown as typeof dns.lookup; // without its overloads
    const lookup = jest.spyOn(dns, 'lookup').mockImplementationOnce(never);
    atEnd(() => {
      lookup.mockRestore();
    });

    const { story, error } = await endsCleanly(
      http,
      (recorder) => {
        getTwice(http);
        return abortBehind('S1 HostLookup', times, http, recorder);
      },
      () => {
        http.setHost('127.0.0.1', server.port);
        http.get('/next');
      },
    );

    expect([story, error]).toEqual([`S1 HostLookup ${aborted()}`, message]);
  });

  test('while somebody else connects ends the command, and drops the other', async () => {
    const server = await RawServer.answering(() => ok('fine'));
    const http = httpTo(server);

    const { story, error } = await endsCleanly(
      http,
      (recorder) => {
        http.setSocket(() => undefined);
        getTwice(http);
        return abortBehind('S2 Connecting', times, http, recorder);
      },
      () => {
        http.setHost('localhost', server.port);
        http.get('/next');
      },
    );

    expect([story, error]).toEqual([`S1 F1 S2 Connecting ${aborted(2)}`, message]);
  });

  describe.each(ways)('%s,', (way) => {
    test('while a TLS handshake is waited for ends the command, and drops the other', async () => {
      const http = new QHttp();
      atEnd(() => http.destroy());
      const mute = await RawServer.listen((connection) => connection.drain());
      const good = await RawServer.answering(() => ok('fine'));
      const proxy = await proxyFor(way);

      const { story, error } = await endsCleanly(
        http,
        (recorder) => {
          http.setProxy(proxy);
          http.setHost('127.0.0.1', ConnectionMode.Https, mute.port);
          getTwice(http);
          return abortBehind('Sending', times, http, recorder);
        },
        () => {
          http.setProxy('', 0);
          http.setHost('127.0.0.1', good.port);
          http.get('/next');
        },
      );

      expect([story, error]).toEqual([`S1 F1 S2 F2 S3 Connecting Sending ${aborted(3)}`, message]);
    });

    test('while a person is asked about a certificate ends the command, and nothing of it has left', async () => {
      const asked: string[] = [];
      const server = await RawServer.answeringTls(selfSigned, ({ path }) => {
        asked.push(path);
        return ok('fine');
      });
      const http = new QHttp();
      atEnd(() => http.destroy());
      let isPondering = true;
      http.sslErrors$.subscribe(() => {
        if (isPondering) http.waitFor(new Promise(() => undefined));
        else http.ignoreSslErrors();
      });
      const proxy = await proxyFor(way);

      const { story, error } = await endsCleanly(http, async (recorder) => {
        http.setProxy(proxy);
        http.setHost('127.0.0.1', ConnectionMode.Https, server.port);
        getTwice(http);
        await abortBehind('t(DEPTH_ZERO_SELF_SIGNED_CERT)', times, http, recorder);
        isPondering = false;
      });

      expect([story, error, asked]).toEqual([
        `S1 F1 S2 F2 S3 Connecting Sending t(DEPTH_ZERO_SELF_SIGNED_CERT) ${aborted(3)}`,
        message,
        ['/next'],
      ]);
    });
  });

  test('while commands wait drops them, and opens nothing', async () => {
    const { story, error, connections } = await outcomeOf(silence, (http) => {
      getTwice(http);
      for (let i = 0; i < times; i++) http.abort();
    });

    expect([story, error, connections]).toEqual(['DONE!', message, 1]);
  });

  test('while commands wait behind others that have ended drops them, and the connection is kept', async () => {
    const server = await RawServer.answering(({ path }) => ok(path));
    const http = httpTo(server);
    const before = new Recorder(http);
    http.get('/first');
    await before.settled();

    const { story, error } = await endsCleanly(http, () => {
      getTwice(http);
      for (let i = 0; i < times; i++) http.abort();
    });

    expect([story, error, server.requests.map(({ path }) => path), server.connections.length]).toEqual([
      'DONE!',
      message,
      ['/first', '/next'],
      1,
    ]);
  });

  test('while the connection is opened anew ends the command, and drops the other', async () => {
    const before = `${sent} Closing Unconnected Connecting`;
    const { story, error, connections } = await outcomeOf(
      (connection) => connection.drain().end(),
      (http, recorder) => {
        getTwice(http);
        return abortBehind(before, times, http, recorder);
      },
    );

    expect([story, error, connections < 4]).toEqual([`${before} ${aborted()}`, message, true]);
  });

  test('while close() waits for the server ends it, and drops what is behind it', async () => {
    const server = await RawServer.answering(({ path }) => ok(path));
    const http = httpTo(server);
    const before = new Recorder(http);
    http.get('/first');
    await before.settled();

    const { story, error } = await endsCleanly(http, (recorder) => {
      http.close();
      http.get('/dropped');
      return abortBehind('S1 Closing', times, http, recorder);
    });

    expect([story, error]).toEqual(['S1 Closing F1!Aborted DONE! Unconnected', message]);
  });
});
