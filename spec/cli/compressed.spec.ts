import { brotliCompressSync, gzipSync } from 'node:zlib';
import { PageServer, text, type Page } from './support/page-server.js';
import { runCli, type CliRun } from './support/run-cli.js';
import { TemporaryFolder } from './support/temporary-folder.js';

const body = 'compressible '.repeat(1000);

/** A page that is compressed, with a length, as long as the request lets it. */
function coded(coding: string, bytes: Buffer, status = 200): Page {
  return (request, response) => {
    const isWanted = (request.headers['accept-encoding'] ?? '').split(', ').includes(coding);
    const sent = isWanted ? bytes : Buffer.from('plain\n');
    response.writeHead(status, {
      'Content-Type': 'text/plain',
      'Content-Length': sent.byteLength,
      ETag: '"v1"',
      ...(isWanted && { 'Content-Encoding': coding }),
    });
    response.end(sent);
  };
}

const cut: Page = (_request, response) => {
  const bytes = gzipSync(body);
  response.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Length': bytes.byteLength - 10, ETag: '"v1"' });
  response.end(bytes.subarray(0, -10));
};

describe('--compressed', () => {
  let server: PageServer;
  let folder: TemporaryFolder;
  // undici warns whoever uses its interceptor, once for a process.
  const warnings = jest.spyOn(process, 'emitWarning').mockReturnValue(undefined);
  afterAll(() => warnings.mockRestore());

  beforeEach(async () => {
    folder = new TemporaryFolder();
    server = await PageServer.start({
      '/gzip': coded('gzip', gzipSync(body)),
      '/br': coded('br', brotliCompressSync(body)),
      '/plain': text('plain\n'),
      '/wrong': coded('gzip', gzipSync('out of order'), 500),
      '/cut': cut,
    });
  });
  afterEach(async () => {
    await server.stop();
    folder.remove();
  });

  const run = (...argv: string[]): Promise<CliRun> => runCli(argv, { cwd: folder.path, names: { server } });

  it('asks for compressed bodies, and stores them as they were before', async () => {
    const paths = ['/gzip', '/br', '/plain'];

    expect(await run('--compressed', ...paths.map((path) => server.url(path)))).toEqual({
      code: 0,
      stdout: '',
      stderr: [
        'http://server/gzip -> gzip: 12.7 KiB in 0 ms',
        'http://server/br -> br: 12.7 KiB in 0 ms',
        'http://server/plain -> plain: 6 B in 0 ms',
        '3 of 3 done: 25.4 KiB in 0 ms',
        '',
      ].join('\n'),
    });
    expect(folder.files()).toEqual({ gzip: body, br: body, plain: 'plain\n' });
    expect(warnings).not.toHaveBeenCalled();
  });

  it('is not done without it', async () => {
    expect(await run('-q', server.url('/gzip'))).toMatchObject({ code: 0 });
    expect(folder.files()).toEqual({ gzip: 'plain\n' });
  });

  it('asks for what -H says', async () => {
    expect(await run('-q', '--compressed', '-H', 'Accept-Encoding: br', server.url('/gzip'))).toMatchObject({
      code: 0,
    });
    expect(folder.files()).toEqual({ gzip: 'plain\n' });
  });

  it('reads what goes with an error, too', async () => {
    expect(await run('-q', '--compressed', server.url('/wrong'))).toEqual({
      code: 3,
      stdout: '',
      stderr: 'http://server/wrong: 500 Internal Server Error: out of order\n',
    });
  });

  it('never takes a part for the whole, nor for something to go on with', async () => {
    const { code, stderr } = await run('-q', '--compressed', server.url('/cut'));

    expect([code, stderr]).toEqual([2, expect.stringMatching(/^http:\/\/server\/cut: .*--continue starts over\n$/)]);
    expect(folder.files()['cut']).toBeUndefined();
    expect(folder.files()['cut.part.json'] ?? '').not.toContain('v1');
  });
});
