import { PageServer } from './support/page-server.js';
import { runCli } from './support/run-cli.js';
import { TemporaryFolder } from './support/temporary-folder.js';

describe('--marbles', () => {
  let folder: TemporaryFolder;
  let one: PageServer;
  let two: PageServer;

  beforeEach(async () => {
    folder = new TemporaryFolder();
    one = await PageServer.start({
      '/a': (_request, response) => response.end('a'),
      '/b': (_request, response) => response.end('b'),
    });
    two = await PageServer.start({ '/c': (_request, response) => response.destroy() });
  });

  afterEach(async () => {
    await Promise.all([one.stop(), two.stop()]);
    folder.remove();
  });

  it('draws the signals of all origins into a file, and changes nothing else', async () => {
    folder.write('run.svg', 'an older one');
    const argv = ['--marbles', 'run.svg', one.url('/a'), one.url('/b?<&>'), two.url('/c')];
    const run = await runCli(argv, { cwd: folder.path, names: { one, two } });
    const { 'run.svg': svg = '', ...others } = folder.files();

    expect(run.code).toBe(2);
    expect(others).toEqual({ a: 'a', b: 'b' });
    expect(svg).toMatch(/^<svg [^]*<\/svg>\n$/);
    expect([...svg.matchAll(/class="origin"[^>]*>([^<]*)</g)].map(([, origin]) => origin)).toEqual([
      new URL(one.url('/')).origin,
      new URL(two.url('/')).origin,
    ]);
    for (const name of ['setHost()', '/a', '/b?%3C&amp;%3E', '/c', 'close()']) expect(svg).toContain(`>${name}</text>`);
  });

  it('refuses a file that cannot be written before anything is fetched', async () => {
    const run = await runCli(['--marbles', 'nowhere/run.svg', one.url('/a')], {
      cwd: folder.path,
      names: { one, two },
    });
    expect(run.code).toBe(1);
    expect(run.stderr).toContain("no such file or directory, open 'FOLDER/nowhere/run.svg'");
    expect(folder.files()).toEqual({});
  });

  it('tells a picture that could not be written, and is no success', async () => {
    const run = await runCli(['--marbles', '/dev/full', one.url('/a')], { cwd: folder.path, names: { one, two } });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('--marbles: ENOSPC: no space left on device, write');
    expect(folder.files()).toEqual({ a: 'a' });
  });
});
