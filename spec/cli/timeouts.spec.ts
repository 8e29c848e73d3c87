import { RawServer } from '../support/raw-server.js';
import { PageServer, type Page } from './support/page-server.js';
import { runCli } from './support/run-cli.js';
import { TemporaryFolder } from './support/temporary-folder.js';

describe('a time', () => {
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = new TemporaryFolder();
  });
  afterEach(() => {
    folder.remove();
  });

  it('that a transfer must not exceed ends it, and what has come is gone on with', async () => {
    const page: Page = ({ headers: { range } }, response) => {
      const fields = { ETag: '"v1"', 'Accept-Ranges': 'bytes' };
      if (range === undefined) response.writeHead(200, { ...fields, 'Content-Length': 8 }).write('half');
      else response.writeHead(206, { ...fields, 'Content-Length': 4, 'Content-Range': 'bytes 4-7/8' }).end('rest');
    };
    const server = await PageServer.start({ '/slow': page });
    const run = (...argv: string[]) =>
      runCli([...argv, '-q', server.url('/slow')], { cwd: folder.path, names: { zoo: server } });

    const first = await run('--max-time', '1');
    const second = await run('--max-time', '600', '--continue');
    await server.stop();

    expect([first, second, folder.files()]).toEqual([
      {
        code: 2,
        stdout: '',
        stderr: expect.stringContaining('was not over within 1000 ms (timeouts.total)') as string,
      },
      { code: 0, stdout: '', stderr: '' },
      { slow: 'halfrest' },
    ]);
  });

  it('in which no connection stands ends the run', async () => {
    const server = await RawServer.listen((connection) => connection.drain());
    const run = await runCli(['--connect-timeout', '0.1', `https://127.0.0.1:${server.port}/`, '-o', 'file', '-q'], {
      cwd: folder.path,
      names: { zoo: server },
    });

    expect([run.code, run.stderr, folder.files()]).toEqual([
      2,
      expect.stringMatching(/did not stand within 100 ms.*\(timeouts\.connect\)/),
      {},
    ]);
  });
});
