import { Socket } from 'node:net';
import { inspect } from 'node:util';
import { isObservable, lastValueFrom, of } from 'rxjs';
import {
  failOnStatus,
  followRedirects,
  HttpRequestHeader,
  QHttp,
  QHttpPool,
  toJson,
  type Authenticator,
  type NetworkProxy,
  type QHttpOptions,
} from '../../src/index.js';
import { ok } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { NtlmServer } from '../support/ntlm-server/ntlm-server.js';
import { RawServer, type Serve } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';
import { refusedPort } from '../support/refused-port.js';

const user = 'u5er';
const password = 'pa55 word';
const porter = 'p0rter';
const gate = 'g4te key';
const token = 't0ken';
const cookie = 'c00kie';
const body = 'b0dy';
const inUrl = `${user}:pa55%20word@`;

/** Whatever of a secret could be seen, in clear or as it is sent. */
const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '');
const secrets = [
  ...[user, 'pa55', porter, 'g4te', token, cookie, body],
  ...[`${user}:${password}`, `${porter}:${gate}`, user, password, porter, gate].map(base64),
];

/** Keeps all that a client lets out: signals, errors with their causes, and what is written to the terminal. */
class Emitted {
  readonly #parts: string[] = [];
  readonly #sockets: string[] = [];

  constructor() {
    const console: unknown[] = [];
    for (const stream of [process.stdout, process.stderr]) {
      const write = jest.spyOn(stream, 'write').mockImplementation((chunk) => {
        this.keep(String(chunk));
        return true;
      });
      atEnd(() => {
        write.mockRestore();
      });
    }
    for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir'] as const) {
      const spy = jest.spyOn(globalThis.console, method).mockImplementation((...args: unknown[]) => {
        console.push(args);
        this.keep(args);
      });
      atEnd(() => {
        spy.mockRestore();
      });
    }
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation((warning) => {
      this.keep(warning);
    });
    atEnd(() => {
      warn.mockRestore();
    });
  }

  keep(value: unknown): void {
    this.#parts.push(
      inspect(value, { depth: Infinity, showHidden: true, maxArrayLength: null, maxStringLength: null }),
    );
    this.#parts.push(JSON.stringify([value]));
    if (value instanceof Error) {
      this.#parts.push(String(value), value.stack ?? '');
      if (value.cause !== undefined) this.keep(value.cause);
      if (hasSocket(value)) this.#sockets.push(value.message);
    }
  }

  /** Everything that a `QHttp` tells; who is asked is shown whom the library has tried, which is meant. */
  watch(http: QHttp): void {
    http.signals$.subscribe((signal) => {
      if (signal.type === 'authenticationRequired' || signal.type === 'proxyAuthenticationRequired') {
        const { user: tried, ...rest } = signal.authenticator;
        this.keep({ ...signal, authenticator: rest });
        expect([user, porter, '']).toContain(tried);
      } else this.keep(signal);
      this.keep(http.errorString());
    });
  }

  /** The secrets among it, and errors that hold a socket. */
  get leaks(): readonly string[] {
    const all = this.#parts.join('\n');
    return [...secrets.filter((secret) => all.includes(secret)), ...this.#sockets];
  }

  get text(): string {
    return this.#parts.join('\n');
  }
}

/** Whether a live socket can be reached from it, also by what is not enumerable. */
function hasSocket(value: unknown, seen = new Set<unknown>()): boolean {
  if (typeof value !== 'object' || value === null || seen.has(value)) return false;
  if (value instanceof Socket) return true;
  seen.add(value);
  return Reflect.ownKeys(value).some((key) =>
    hasSocket(Object.getOwnPropertyDescriptor(value, key)?.value as unknown, seen),
  );
}

/** A request with a secret wherever one can be. */
function secretRequest(): HttpRequestHeader {
  const header = new HttpRequestHeader('POST', `/path?access_token=${token}`);
  header.setValue('Cookie', `id=${cookie}`);
  header.setValue('X-Api-Key', token);
  return header;
}

const answers = (status: string, ...fields: string[]) =>
  `HTTP/1.1 ${status}\r\n${fields.map((field) => `${field}\r\n`).join('')}Content-Length: 0\r\n\r\n`;
const always =
  (answer: string): Serve =>
  async (connection) => {
    while (true) {
      await connection.request();
      connection.send(answer);
    }
  };
const greets: Serve = async (connection) => {
  await connection.take(4);
  connection.send(Buffer.of(5, 2));
  await connection.take(2 + porter.length + 1 + gate.length + 1 - 1);
  connection.send(Buffer.of(1, 1));
};

interface Play {
  readonly serve?: Serve;
  readonly proxy?: Partial<NetworkProxy>;
  readonly tls?: boolean;
  readonly options?: QHttpOptions;
  /** What the error says: so it is known that it went wrong where it was to. */
  readonly says: RegExp;
}

const proxy: Partial<NetworkProxy> = { type: 'http', user: porter, password: gate };
const basic = 'Basic realm="area"';
const digest = 'Digest realm="area", nonce="n", qop="auth"';

describe('no secret is let out by', () => {
  test.each<[string, Play]>([
    ['a server that takes no password', { serve: always(answers('401 No', `WWW-Authenticate: ${basic}`)), says: /./ }],
    ['one that wants a digest', { serve: always(answers('401 No', `WWW-Authenticate: ${digest}`)), says: /./ }],
    ['one that knows another scheme', { serve: always(answers('401 No', 'WWW-Authenticate: Bearer')), says: /./ }],
    ['one that closes', { serve: (connection) => connection.request().then(() => connection.end()), says: /closed/ }],
    ['one that resets', { serve: (connection) => connection.request().then(() => connection.reset()), says: /closed/ }],
    ['one that answers with noise', { serve: always('noise\r\n\r\n'), says: /Invalid/ }],
    [
      'one that ends a body early',
      {
        serve: async (connection) => {
          await connection.request();
          connection.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf');
        },
        says: /before it was whole/,
      },
    ],
    [
      'one that is silent',
      { serve: (connection) => connection.drain(), options: { timeouts: { total: 50 } }, says: /total/ },
    ],
    ['one that is not there', { says: /refused/ }],
    ['one without TLS', { serve: (connection) => connection.drain().send('noise\r\n\r\n'), tls: true, says: /./ }],
    [
      'a proxy that takes no password',
      { proxy, serve: always(answers('407 No', `Proxy-Authenticate: ${basic}`)), says: /roxy/ },
    ],
    ['one that answers with a failure', { proxy, serve: always('noise\r\n\r\n'), says: /Invalid/ }],
    ['one that is not there', { proxy, says: /refused/ }],
    [
      'one that takes no password for CONNECT',
      { proxy, tls: true, serve: always(answers('407 No', `Proxy-Authenticate: ${digest}`)), says: /roxy/ },
    ],
    ['one that refuses CONNECT', { proxy, tls: true, serve: always(answers('502 Bad Gateway')), says: /502/ }],
    ['one that does not know CONNECT', { proxy, tls: true, serve: always('noise\r\n\r\n'), says: /not HTTP/ }],
    [
      'one of SOCKS that takes no password',
      { proxy: { ...proxy, type: 'socks5' }, serve: greets, says: /wants a user/ },
    ],
    ['one that cannot lead to TLS', { proxy: { ...proxy, type: 'httpCaching' }, tls: true, says: /cannot go through/ }],
    [
      'a redirect that names somebody',
      {
        serve: always(answers('302 Found', `Location: ftp://${inUrl}h/?${token}`)),
        options: { interceptors: [followRedirects()] },
        says: /./,
      },
    ],
    [
      'a key that cannot be read',
      {
        serve: (connection) => connection.drain(),
        tls: true,
        options: { tls: { key: body, passphrase: password } },
        says: /TLS/,
      },
    ],
    [
      'a container that cannot be read',
      {
        serve: (connection) => connection.drain(),
        tls: true,
        options: { tls: { pfx: Buffer.from(body), passphrase: password } },
        says: /TLS/,
      },
    ],
  ])('%s', async (_who, { serve, proxy: through, tls = false, options = {}, says }) => {
    const port = serve ? (await RawServer.listen(serve)).port : await refusedPort();
    const emitted = new Emitted();
    const http = new QHttp(options);
    atEnd(() => http.destroy());
    emitted.watch(http);
    const recorder = new Recorder(http);
    if (through) http.setProxy({ type: 'http', host: '127.0.0.1', port, ...through });
    http.setHost('127.0.0.1', tls ? 'https' : 'http', port);
    http.setUser(user, password);
    const asked: Authenticator[] = [];
    const answer = ({ authenticator }: { readonly authenticator: Authenticator }) => {
      authenticator.setUser(user);
      authenticator.setPassword(password);
      asked.push(authenticator);
    };
    http.authenticationRequired$.subscribe(answer);
    http.proxyAuthenticationRequired$.subscribe(answer);
    http.request$(secretRequest(), body).subscribe({ error: (error: unknown) => emitted.keep(error) });
    http.get$(`/?${token}`).subscribe({ error: (error: unknown) => emitted.keep(error) }); // is dropped
    await recorder.settled();
    emitted.keep(asked.map((authenticator) => Object.entries(authenticator).filter(([name]) => name !== 'user')));
    emitted.keep(asked.map((authenticator) => inspect(authenticator, { showHidden: true }).replace(user, '')));
    emitted.keep(inspect(http, { depth: 4, showHidden: true })); // beyond that are the subscribers of this test

    expect(http.errorString()).toMatch(says);
    expect(emitted.text).toContain('QHttpError');
    expect(emitted.leaks).toEqual([]);
  });

  test('a server that takes no password by NTLM', async () => {
    const server = await NtlmServer.listen({ role: 'server' });
    const emitted = new Emitted();
    const http = new QHttp('127.0.0.1', server.port);
    atEnd(() => http.destroy());
    emitted.watch(http);
    const recorder = new Recorder(http);
    http.setUser(user, password);
    http.request$(secretRequest(), body).subscribe({ error: (error: unknown) => emitted.keep(error) });
    await recorder.settled();

    expect(emitted.text).toContain('QHttpError');
    expect(emitted.leaks).toEqual([]);
  });

  test.each<[string, (http: QHttp) => unknown]>([
    ['a host that names somebody', (http) => http.setHost(`${inUrl}h`)],
    ['a proxy that names somebody', (http) => http.setProxy(`${porter}:${token}@h`, 80)],
    [
      'a proxy of a kind that there is not',
      (http) => http.setProxy({ ...proxy, type: token } as unknown as NetworkProxy),
    ],
    ['a user that cannot be one', (http) => http.setUser(`${user}\n`, password)],
    ['a password that is none', (http) => http.setUser(user, { password } as unknown as string)],
    ['a field that cannot be sent', (http) => http.get$('/', { headers: { Authorization: `Bearer ${token}\n` } })],
    ['a name of a field that cannot be sent', (http) => http.get$('/', { headers: { [`Cookie ${cookie}`]: 'x' } })],
    ['a path that cannot be asked for', (http) => http.get(`/?${token} x`)],
    ['an address that cannot be asked for', (http) => http.get(`ftp://${inUrl}h/ x`)],
    ['a body that is none', (http) => http.post('/', { body } as unknown as string)],
    ['an address of a pool', () => new QHttpPool().get$(`ftp://${inUrl}h/`)],
    ['an address of a pool that names somebody', () => new QHttpPool().get$(`http://${inUrl}h/`)],
    ['an address of a pool that is none', () => new QHttpPool().get$(`http://${inUrl}h:x/`)],
  ])('%s', async (_what, act) => {
    const emitted = new Emitted();
    const http = new QHttp();
    atEnd(() => http.destroy());
    const thrown = await failureOf(() => act(http));
    emitted.keep(thrown);

    expect(thrown).toBeInstanceOf(Error);
    expect(emitted.leaks).toEqual([]);
  });

  test.each(['http_proxy', 'ALL_PROXY'])('the variable %s that names no proxy', async (name) => {
    const before = process.env[name];
    process.env[name] = `socks4://${inUrl}h`;
    atEnd(() => {
      if (before === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before;
    });
    const emitted = new Emitted();
    const http = new QHttp();
    atEnd(() => http.destroy());
    emitted.watch(http);
    const recorder = new Recorder(http);
    http.setProxy({ type: 'environment', host: '', port: 0 });
    http.setHost('example.invalid');
    await recorder.settled();

    expect(http.errorString()).toContain(name);
    expect(emitted.leaks).toEqual([]);
  });

  test('an answer that is no JSON, or no success', async () => {
    const server = await RawServer.answering(({ path }) =>
      path.startsWith('/json')
        ? ok(`{"token": "${token}", "text": "${'x'.repeat(80)}", oops}`)
        : answers('404 Not Found'),
    );
    const emitted = new Emitted();
    const http = new QHttp('127.0.0.1', server.port);
    atEnd(() => http.destroy());
    for (const work$ of [
      http.get$(`/json?${token}`).pipe(toJson()),
      http.get$(`/missing?${token}`).pipe(failOnStatus()),
    ]) {
      emitted.keep(await lastValueFrom<unknown>(work$).catch((error: unknown) => error));
    }

    expect(emitted.text).toContain('404');
    expect(emitted.leaks).toEqual([]);
  });
});

/** What a call throws, or the Observable that it gives. */
async function failureOf(act: () => unknown): Promise<unknown> {
  try {
    const given = act();
    return await lastValueFrom(isObservable(given) ? given : of(given));
  } catch (error) {
    return error;
  }
}
