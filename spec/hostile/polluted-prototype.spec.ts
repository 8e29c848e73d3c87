import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { firstValueFrom } from 'rxjs';
import { toBytes } from '../../src/index.js';
import { bundled } from '../servers/support/bundled.js';
import { ok } from '../support/answers.js';
import { rootCertificate, signed } from '../support/certificates/certificates.js';
import { httpTo, text } from '../support/http-to.js';
import type { SeenRequest } from '../support/raw-connection.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';
import { proxyFor } from '../support/relays.js';
import type { Polluting } from './support/polluted.js';

const pollution = {
  dispatcher: { dispatch: () => fail('dispatcher') },
  path: '/nonexistent.sock',
  socketPath: '/nonexistent.sock',
  lookup: () => fail('lookup'),
  onread: { buffer: new Uint8Array(16), callback: () => fail('onread') },
  headers: { 'x-polluted': '1' },
  auth: 'user:password',
  host: 'polluted.invalid',
  proxy: { type: 'http', host: 'polluted.invalid', port: 1 },
  socket: () => fail('socket'),
  at: { host: 'polluted.invalid', port: 1 },
  interceptors: [() => fail('interceptors')],
  follower: { next: () => fail('follower') },
  random: () => fail('random'),
  tls: { ca: 'polluted' },
  limits: { bodyBytes: 0 },
  timeouts: { total: 0.001 },
  total: 0.001,
  bodyBytes: 0,
  pendingCommands: 0,
  signal: AbortSignal.abort(),
  get: 'polluted',
  set: 'polluted',
};

function fail(what: string): never {
  throw new Error(`${what} of the prototype was used`);
}

/** What has arrived. */
function echo({ method, path, fields, body }: SeenRequest): string {
  return ok(JSON.stringify([method, path, fields, body.toString()]));
}

describe('a polluted Object.prototype', () => {
  const prototype = Object.prototype as Record<string, unknown>;

  afterEach(() => {
    for (const key of Object.keys(pollution)) Reflect.deleteProperty(prototype, key);
  });

  test.each(Object.entries(pollution))('with %s has no effect on a request', async (key, value) => {
    const server = await RawServer.answering(() => ok('fine'));
    prototype[key] = value;
    const http = httpTo(server);
    const recorder = new Recorder(http);
    const body = await firstValueFrom(http.get$('/', {}).pipe(toBytes()));
    Reflect.deleteProperty(prototype, key);

    expect([recorder.line, text(body), server.lastRequest.fields]).toEqual([
      'S1 Connecting Sending q Reading H200 p Connected F1 DONE',
      'fine',
      { host: `127.0.0.1:${String(server.port)}`, connection: 'keep-alive' },
    ]);
  });

  test('has no effect on Node and undici, by whatever way a request goes', async () => {
    const evil = await RawServer.listen(() => undefined);
    const plain = await RawServer.answering(echo);
    const tls = await RawServer.answeringTls(signed.localhost, echo);
    const polluting: Polluting = {
      plain: plain.port,
      tls: tls.port,
      ca: rootCertificate,
      forward: (await RawServer.answering(echo)).port,
      connect: (await proxyFor('through CONNECT')).port,
      socks: (await proxyFor('through SOCKS')).port,
      // What JSON can bring, which is how a prototype is polluted.
      values: [true, evil.port, 'evil.invalid', { host: '127.0.0.1', port: evil.port, type: 'http' }],
      keys,
      keysWithoutTls,
    };

    const program = await bundled('spec/hostile/support/polluted.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(polluting)]);
    const { outcomes, found } = JSON.parse(stdout) as { outcomes: string[]; found: string[] };

    expect([found, evil.connections.length]).toEqual([[], 0]);
    for (const outcome of outcomes) expect(outcome).toContain('"body"]');
  }, 60_000);
});

/** Of Node's net, tls, dns and streams, of undici, and our own. */
const keys = [
  ...['auth', 'host', 'hostname', 'port', 'proxy', 'socketPath', 'dispatcher', 'agent', 'protocol', 'origin'],
  ...['path', 'method', 'headers', 'body', 'query', 'idempotent', 'blocking', 'upgrade', 'reset', 'expectContinue'],
  ...['headersTimeout', 'bodyTimeout', 'connectTimeout', 'maxHeaderSize', 'maxResponseSize', 'pipelining', 'allowH2'],
  ...['maxRequestsPerClient', 'localAddress', 'localPort', 'family', 'hints', 'all', 'order', 'verbatim', 'timeout'],
  ...[
    'fd',
    'handle',
    'onread',
    'signal',
    'allowHalfOpen',
    'keepAliveInitialDelay',
    'autoSelectFamily',
    'pauseOnCreate',
  ],
  ...['autoSelectFamilyAttemptTimeout', 'socket', 'servername', 'session', 'secureContext', 'rejectUnauthorized'],
  ...['checkServerIdentity', 'ALPNProtocols', 'ALPNCallback', 'SNICallback', 'pskCallback', 'minDHSize', 'enableTrace'],
  ...['ca', 'cert', 'key', 'pfx', 'passphrase', 'crl', 'ciphers', 'dhparam', 'ecdhCurve', 'sigalgs', 'minVersion'],
  ...['maxVersion', 'secureProtocol', 'secureOptions', 'sessionIdContext', 'sessionTimeout', 'ticketKeys'],
  ...['clientCertEngine', 'privateKeyEngine', 'privateKeyIdentifier', 'honorCipherOrder', 'certificateCompression'],
  ...['allowPartialTrustChain', 'tls', 'pin', 'limits', 'headerBytes', 'bodyBytes', 'bufferedBytes', 'pendingCommands'],
  ...['timeouts', 'scheduler', 'interceptors', 'type', 'mode', 'user', 'password', 'at', 'isForeign', 'namesPort'],
  ...['server', 'follower', 'header', 'from', 'to', 'hashes', 'random', 'now'],
];

/** `tls.connect()` makes a stream without naming these, so that nobody can keep them out of it. */
const keysWithoutTls = [
  ...['encoding', 'defaultEncoding', 'objectMode', 'readableObjectMode', 'writableObjectMode', 'highWaterMark'],
  ...['readableHighWaterMark', 'writableHighWaterMark', 'captureRejections', 'typeOfService', 'decodeStrings'],
];
