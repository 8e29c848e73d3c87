import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { bundled } from '../servers/support/bundled.js';
import { PageServer } from './support/page-server.js';
import { TemporaryFolder } from './support/temporary-folder.js';

/** For bundling and for processes, on a machine that is busy. */
const patienceMs = 60_000;

describe('qhttp as a process', () => {
  let folder: TemporaryFolder;
  let server: PageServer;
  /** Resolves when a request has come. */
  let asked: Promise<unknown>;

  beforeEach(async () => {
    folder = new TemporaryFolder();
    const { promise, resolve } = Promise.withResolvers();
    asked = promise;
    server = await PageServer.start({
      '/slow': (_request, response) => {
        response.writeHead(200, { 'Content-Length': 100, ETag: '"v1"' });
        response.write('something');
        resolve(undefined);
      },
      '/endless': (_request, response) => {
        const more = (): void => {
          while (!response.destroyed && response.write('x'.repeat(64 * 1024)));
        };
        response.on('drain', more);
        more();
      },
    });
  });
  afterEach(async () => {
    await server.stop();
    folder.remove();
  });

  /** Starts a script of bash, in which `qhttp` is the command. */
  async function start(script: string) {
    const program = await bundled('src/cli/qhttp.ts');
    const child = spawn('bash', ['-c', script.replace('qhttp', `${process.execPath} ${program}`)], {
      cwd: folder.path,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = Promise.all([once(child, 'close'), textOf(child.stdout), textOf(child.stderr)]).then(
      ([[code, signal], stdout, stderr]) => ({
        code: (code ?? signal) as unknown,
        stdout,
        stderr: stderr.replaceAll(`127.0.0.1:${server.port}`, 'server').replace(/ in [\d.]+ m?s \(.*\)/, ' in T'),
      }),
    );
    return { child, ended };
  }

  it(
    'ends by Ctrl-C in good order: it says what has become of each URL, and keeps what has come',
    async () => {
      const { child, ended } = await start(`exec qhttp ${server.url('/slow')} ${server.url('/next')}`);
      await asked;
      const part = join(folder.path, 'slow.part');
      // Told to nobody, and written in a turn of its own.
      while (sizeOf(part) < 9) await new Promise(setImmediate);
      child.kill('SIGINT');

      expect(await ended).toEqual({
        code: 130,
        stdout: '',
        stderr: [
          'http://server/slow: interrupted; slow.part (9 B) is kept, --continue goes on with it',
          'http://server/next: dropped, never sent',
          '0 of 2 done, 1 interrupted, 1 dropped: 9 B in T',
          '',
        ].join('\n'),
      });
      expect(folder.files()).toMatchObject({ 'slow.part': 'something' });
    },
    patienceMs,
  );

  it(
    'ends when nobody reads its output any more, and says so',
    async () => {
      const { ended } = await start(`qhttp -q -o - ${server.url('/endless')} | head -c 5; exit \${PIPESTATUS[0]}`);

      expect(await ended).toEqual({
        code: 2,
        stdout: 'xxxxx',
        stderr: 'http://server/endless: cannot write standard output: write EPIPE [server]\n',
      });
    },
    patienceMs,
  );
});

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
