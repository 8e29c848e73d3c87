import { ConnectionMode, type QHttp } from '../../src/index.js';
import { text } from '../support/http-to.js';
import { ann, realm } from './support/passwords.js';
import type { Proxies } from './support/proxies.js';
import { usesOfANonce } from './support/squid.js';
import { echo, everyProxy, isSocks, through, type Login } from './support/through.js';
import { feature, withEach } from './support/with-each.js';

const sent = 'Sending q Reading';
const answer = `${sent} H200 p y Connected`;

/** setProxy() and setHost(). */
const prelude = 'S1 F1 S2 F2';
const refused = 'F3!ProxyAuthenticationRequiredError DONE!';

const wrong: Login = { user: ann.user, password: 'a wrong password' };

/** Gives the right answer to each question of a proxy, and keeps the questions. */
function answerQuestions(http: QHttp): object[] {
  const questions: object[] = [];
  http.proxyAuthenticationRequired$.subscribe(({ proxy, authenticator }) => {
    questions.push({ ...proxy, realm: authenticator.realm });
    authenticator.setUser(ann.user);
    authenticator.setPassword(ann.password);
  });
  return questions;
}

withEach(everyProxy, (proxies, name) => {
  if (isSocks(name)) {
    feature('passwords of SOCKS', () => {
      describe.each(Object.values(ConnectionMode))('over %s', (mode) => {
        socksPasswords(proxies, mode);
      });
    });
    return;
  }
  for (const [scheme, door] of [
    ['passwords, Basic', 'password'],
    ['Digest, MD5', 'digest'],
  ] as const) {
    if (door === 'digest' && name !== 'Squid') continue;
    feature(scheme, () => {
      describe('over http', () => {
        // proxy-chain closes the connection behind each refusal.
        plainPasswords(proxies, door, name === 'proxy-chain' ? 'Closing Unconnected Connecting ' : '');
      });
      describe('over https', () => {
        tunnelPasswords(proxies, door);
      });
    });
  }
  if (name === 'Squid') {
    feature('Digest, stale nonces', () => {
      staleNonces(proxies);
    });
  }
});

/** @param again - the states in which a proxy is asked again */
function plainPasswords(proxies: () => Proxies, door: 'password' | 'digest', again: string): void {
  it('goes with each request once the proxy has asked, and never to the server', async () => {
    const server = await echo(ConnectionMode.Http);
    const { http, recorder } = through(proxies(), door, ann);
    http.setHost('127.0.0.1', server.port);
    http.get('/1');
    http.post('/2', ' with a body');

    await recorder.settled();

    expect([recorder.line, text(http.readAll())]).toEqual([
      `${prelude} S3 Connecting ${sent} ${again}${answer} F3 S4 ${answer} F4 DONE`,
      '/2 with a body',
    ]);
    const origin = `http://127.0.0.1:${server.port}`;
    expect(await proxies().logged(door, origin, 3)).toEqual([
      `GET ${origin}/1 407 -`,
      `GET ${origin}/1 200 ${ann.user}`,
      `POST ${origin}/2 200 ${ann.user}`,
    ]);
    expect(server.requests.filter(({ head }) => /authorization/i.test(head))).toEqual([]);
  });

  it('is asked for, and kept', async () => {
    const server = await echo(ConnectionMode.Http);
    const { http, recorder } = through(proxies(), door);
    const questions = answerQuestions(http);
    http.setHost('127.0.0.1', server.port);
    http.post('/1', ' with a body');
    http.get('/2');

    await recorder.settled();

    expect(recorder.line).toBe(
      `${prelude} S3 Connecting ${sent} b(${realm}) ${again}${answer} F3 S4 ${answer} F4 DONE`,
    );
    expect(questions).toEqual([{ type: 'http', host: '127.0.0.1', port: proxies().portOf(door), realm }]);
  });

  it('fails where it is wrong, and nobody knows better', async () => {
    const server = await echo(ConnectionMode.Http);
    const { http, recorder } = through(proxies(), door, wrong);
    http.setHost('127.0.0.1', server.port);
    http.get('/1');
    http.get('/dropped');

    await recorder.settled();

    expect([recorder.line, server.requests]).toEqual([
      `${prelude} S3 Connecting ${sent} ${again}${sent} b(${realm}) ${refused} Closing Unconnected`,
      [],
    ]);
    expect(http.errorString()).not.toContain(wrong.password);
  });
}

function tunnelPasswords(proxies: () => Proxies, door: 'password' | 'digest'): void {
  it('opens the tunnel, and never goes to the server', async () => {
    const server = await echo(ConnectionMode.Https);
    const { http, recorder } = through(proxies(), door, ann);
    http.setHost('127.0.0.1', ConnectionMode.Https, server.port);
    http.get('/1');
    http.post('/2', ' with a body');

    await recorder.settled();
    http.destroy(); // Squid logs a tunnel when it is closed

    expect(recorder.line).toBe(`${prelude} S3 Connecting ${answer} F3 S4 ${answer} F4 DONE`);
    const authority = `127.0.0.1:${server.port}`;
    expect(await proxies().logged(door, authority, 2)).toEqual([
      `CONNECT ${authority} 407 -`,
      `CONNECT ${authority} 200 ${ann.user}`,
    ]);
    expect(server.requests.filter(({ head }) => /authorization/i.test(head))).toEqual([]);
  });

  it('is asked for', async () => {
    const server = await echo(ConnectionMode.Https);
    const { http, recorder } = through(proxies(), door);
    const questions = answerQuestions(http);
    http.setHost('127.0.0.1', ConnectionMode.Https, server.port);
    http.post('/1', ' with a body');

    await recorder.settled();

    expect([recorder.line, text(http.readAll())]).toEqual([
      `${prelude} S3 Connecting b(${realm}) ${answer} F3 DONE`,
      '/1 with a body',
    ]);
    expect(questions).toEqual([{ type: 'http', host: '127.0.0.1', port: proxies().portOf(door), realm }]);
  });

  it('fails where it is wrong, and nobody knows better', async () => {
    const server = await echo(ConnectionMode.Https);
    const { http, recorder } = through(proxies(), door, wrong);
    http.setHost('127.0.0.1', ConnectionMode.Https, server.port);
    http.get('/1');
    http.get('/dropped');

    await recorder.settled();

    expect([recorder.line, server.connections.length]).toEqual([
      `${prelude} S3 Connecting b(${realm}) ${refused} Unconnected`,
      0,
    ]);
    expect(http.errorString()).not.toContain(wrong.password);
  });
}

function socksPasswords(proxies: () => Proxies, mode: ConnectionMode): void {
  it('opens the way, and never goes to the server', async () => {
    const server = await echo(mode);
    const { http, recorder } = through(proxies(), 'password', ann);
    http.setHost('localhost', mode, server.port);
    http.get('/1');
    http.post('/2', ' with a body');

    await recorder.settled();

    expect([recorder.line, text(http.readAll())]).toEqual([
      `${prelude} S3 Connecting ${answer} F3 S4 ${answer} F4 DONE`,
      '/2 with a body',
    ]);
    expect(await proxies().logged('password', `localhost:${server.port}`, 1)).toHaveLength(1);
    expect(server.requests.filter(({ head }) => /authorization/i.test(head))).toEqual([]);
  });

  it('is asked for', async () => {
    const server = await echo(mode);
    const { http, recorder } = through(proxies(), 'password');
    const questions = answerQuestions(http);
    http.setHost('127.0.0.1', mode, server.port);
    http.get('/1');

    await recorder.settled();

    expect(recorder.line).toBe(`${prelude} S3 Connecting b() ${answer} F3 DONE`);
    const port = proxies().portOf('password');
    expect(questions).toEqual([{ type: 'socks5', host: '127.0.0.1', port, realm: '' }]); // SOCKS knows no realm
  });

  it.each([
    ['is wrong', wrong],
    ['is missing, and nobody answers', undefined],
  ])('fails where it %s', async (_why, login) => {
    const server = await echo(mode);
    const { http, recorder } = through(proxies(), 'password', login);
    http.setHost('127.0.0.1', mode, server.port);
    http.get('/1');
    http.get('/dropped');

    await recorder.settled();

    expect([recorder.line.replace(' b()', ''), server.connections.length]).toEqual([
      `${prelude} S3 Connecting ${refused} Unconnected`,
      0,
    ]);
    expect(http.errorString()).not.toContain(wrong.password);
  });
}

function staleNonces(proxies: () => Proxies): void {
  const requests = 3 * usesOfANonce;

  it('are avoided by taking the next one from the answers', async () => {
    const server = await echo(ConnectionMode.Http);
    const { http, recorder } = through(proxies(), 'digest', ann);
    http.setHost('127.0.0.1', server.port);
    for (let i = 0; i < requests; i++) http.get('/');

    await recorder.settled();

    const logged = await proxies().logged('digest', `:${server.port}/`, 1 + requests);
    expect(logged.map((line) => line.split(' ')[2])).toEqual(['407', ...Array<string>(requests).fill('200')]);
  });

  it('are replaced without a question where a tunnel brings no other', async () => {
    const server = await echo(ConnectionMode.Https);
    const { http, recorder } = through(proxies(), 'digest', ann);
    http.setHost('127.0.0.1', ConnectionMode.Https, server.port);
    for (let i = 0; i < requests; i++) {
      http.get('/');
      http.close();
    }

    await recorder.settled();

    // How often the proxy asks depends on when it forgets a nonce; a tunnel is logged when it has closed.
    const opened = await proxies().logged('digest', `:${server.port} 200`, requests);
    expect(opened).toHaveLength(requests);
    expect(recorder.line).not.toContain('b(');
  });
}
