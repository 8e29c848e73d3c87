import { selfSigned } from '../support/certificates/certificates.js';
import { guarded } from './support/guarded.js';
import { PageServer, type Page } from './support/page-server.js';
import { runCli } from './support/run-cli.js';
import { SecureServer } from './support/secure-server.js';
import { TemporaryFolder } from './support/temporary-folder.js';

/** Written by hand: the server of Node would send this header in UTF-8. */
const odd: Page = (_request, response) => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Odd: a\x80b\r\nConnection: close\r\n\r\n';
  response.socket?.end(`${head}a\n`, 'latin1');
};

describe('--signals', () => {
  it('prints every signal as a line of JSON, and nothing else on standard output', async () => {
    const folder = new TemporaryFolder();
    const server = await PageServer.start({
      '/a': odd,
    });
    try {
      const run = await runCli(['--signals', '-q', '-d', 'x', server.url('/a')], {
        cwd: folder.path,
        names: { server },
      });

      const lines = run.stdout.split('\n');
      const first = (JSON.parse(lines[0] ?? '') as { id: number }).id;
      const header = {
        statusCode: 200,
        reasonPhrase: 'OK',
        majorVersion: 1,
        minorVersion: 1,
        values: [
          ['Content-Length', '2'],
          ['X-Odd', 'a\x80b'],
          ['Connection', 'close'],
        ],
      };
      const origin = 'http://server';
      const url = 'http://server/a';
      expect(run.code).toBe(0);
      expect(lines.pop()).toBe('');
      expect(
        lines.filter((line) => !line.includes('"dataSendProgress"')).map((line) => JSON.parse(line) as unknown),
      ).toEqual([
        { origin, url: null, type: 'requestStarted', id: first },
        { origin, url: null, type: 'requestFinished', id: first, error: false },
        { origin, url, type: 'requestStarted', id: first + 1 },
        { origin, url, type: 'stateChanged', state: 2, stateName: 'Connecting' },
        { origin, url, type: 'stateChanged', state: 3, stateName: 'Sending' },
        { origin, url, type: 'stateChanged', state: 4, stateName: 'Reading' },
        { origin, url, type: 'responseHeaderReceived', header },
        { origin, url, type: 'dataReadProgress', done: 2, total: 2 },
        { origin, url, type: 'stateChanged', state: 6, stateName: 'Closing' },
        { origin, url, type: 'stateChanged', state: 0, stateName: 'Unconnected' },
        { origin, url, type: 'requestFinished', id: first + 1, error: false },
        { origin, url: null, type: 'requestStarted', id: first + 2 },
        { origin, url: null, type: 'requestFinished', id: first + 2, error: false },
        { origin, url: null, type: 'done', error: false },
      ]);
      expect(folder.files()).toEqual({ a: 'a\n' });
    } finally {
      await server.stop();
      folder.remove();
    }
  });

  it('shows of a certificate what is wrong with it, and of a login who wants it', async () => {
    const folder = new TemporaryFolder();
    const server = await SecureServer.start(selfSigned);
    const closed = await PageServer.start({ '/a': guarded('aladdin', 'open sesame', odd) });
    try {
      const told = async (one: { port: number }, url: string, type: string): Promise<unknown> => {
        const { stdout } = await runCli(['--signals', '-q', url], { cwd: folder.path, names: { server: one } });
        const line = stdout.split('\n').find((text) => text.includes(`"${type}"`));
        return JSON.parse(line ?? '');
      };

      expect(await told(server, server.url('/a'), 'sslErrors')).toEqual({
        origin: 'https://server',
        url: 'https://server/a',
        type: 'sslErrors',
        errors: [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT', message: 'the certificate is self-signed' }],
      });
      expect(await told(closed, closed.url('/a'), 'authenticationRequired')).toEqual({
        origin: 'http://server',
        url: 'http://server/a',
        type: 'authenticationRequired',
        host: '127.0.0.1',
        port: closed.port,
        authenticator: { realm: 'the cave' },
      });
    } finally {
      await server.stop();
      await closed.stop();
      folder.remove();
    }
  });
});
