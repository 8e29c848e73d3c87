import { main } from '../../src/cli/main.js';
import { PageServer, text } from './support/page-server.js';
import { fakeIo } from './support/run-cli.js';
import { shown } from './support/shown.js';
import { TemporaryFolder } from './support/temporary-folder.js';

describe('on a terminal', () => {
  let server: PageServer;
  let folder: TemporaryFolder;
  /** The bar of `/watched` has been seen. */
  let drawn: Promise<void>;
  beforeEach(async () => {
    server = await PageServer.start({
      '/a': text('a\n'),
      '/b': text('b\n'),
      '/watched': (request, response) => void drawn.then(() => text('watched\n')(request, response)),
    });
    folder = new TemporaryFolder();
  });
  afterEach(async () => {
    await server.stop();
    folder.remove();
  });

  it('shows bars while it runs, and leaves plain lines behind', async () => {
    const io = fakeIo(folder.path);
    io.stderr.isTTY = true;
    drawn = new Promise((resolve) =>
      io.stderr.on('text', (output: string) => output.includes('2/3 watched ') && resolve()),
    );

    expect(
      await main(
        ['/a', '/watched', '/b'].map((path) => server.url(path)),
        io,
      ),
    ).toBe(0);
    expect(io.stderr.text).toContain('\x1b[?25l');
    expect(io.stderr.text).toContain('\x1b[?25h');
    expect(shown(io.stderr.text)).toEqual([
      `${server.url('/a')} -> a: 2 B in 0 ms`,
      `${server.url('/watched')} -> watched: 8 B in 0 ms`,
      `${server.url('/b')} -> b: 2 B in 0 ms`,
      '3 of 3 done: 12 B in 0 ms',
      '',
    ]);
  });

  it('keeps bars away from the data that it shows', async () => {
    const io = fakeIo(folder.path);
    io.stdout.isTTY = io.stderr.isTTY = true;

    expect(await main(['-o', '-', server.url('/a')], io)).toBe(0);
    expect(io.stdout.text).toBe('a\n');
    expect(io.stderr.text).toBe(`${server.url('/a')} -> standard output: 2 B in 0 ms\n1 of 1 done: 2 B in 0 ms\n`);
  });
});
