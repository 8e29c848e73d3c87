import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import promises from 'node:fs/promises';
import { join } from 'node:path';
import { atEnd } from '../support/at-end.js';
import { PageServer, text, type Page } from './support/page-server.js';
import { runCli, type CliRun } from './support/run-cli.js';
import { TemporaryFolder } from './support/temporary-folder.js';

/** What stands in the way of a file, and how it survives. */
describe('the file of a download', () => {
  let server: PageServer;
  let folder: TemporaryFolder;
  /** What happens in the folder after the head of the answer has come and before its body. */
  let meanwhile: () => void;

  const surprise: Page = (_request, response) => {
    response.writeHead(200, { 'Content-Length': 4 });
    response.flushHeaders();
    meanwhile();
    response.end('new\n');
  };

  beforeEach(async () => {
    server = await PageServer.start({ '/a': text('new\n'), '/b': text('b\n'), '/surprise': surprise });
    folder = new TemporaryFolder();
  });
  afterEach(async () => {
    await server.stop();
    folder.remove();
  });

  const path = (name: string): string => join(folder.path, name);
  const run = (...argv: string[]): Promise<CliRun> => runCli(argv, { cwd: folder.path, names: { server } });
  const usage = (message: string): CliRun => ({
    code: 1,
    stdout: '',
    stderr: `qhttp: ${message}\nTry 'qhttp --help'.\n`,
  });

  it('is not replaced: nothing at all is fetched', async () => {
    folder.write('a', 'old\n');

    expect(await run(server.url('/b'), server.url('/a'))).toEqual(
      usage('FOLDER/a is there already; --force replaces it'),
    );
    expect(folder.files()).toEqual({ a: 'old\n' });
    expect(server.log).toEqual([]);
  });

  it('is replaced with --force', async () => {
    folder.write('a', 'old\n');
    folder.write('a.part', 'older\n');

    expect(await run('-q', '--force', server.url('/a'))).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(folder.files()).toEqual({ a: 'new\n' });
  });

  it('survives a failure with --force', async () => {
    folder.write('a', 'old\n');
    const url = server.url('/a');
    await server.stop();

    expect(await run('-q', '--force', url)).toMatchObject({ code: 2 });
    expect(folder.files()).toEqual({ a: 'old\n' });
  });

  it('survives an error status with --force', async () => {
    folder.write('missing', 'old\n');

    expect(await run('-q', '--force', server.url('/missing'))).toMatchObject({ code: 3 });
    expect(folder.files()).toEqual({ missing: 'old\n' });
  });

  it('never takes the place of an unfinished one without a word', async () => {
    folder.write('a.part', 'ne');

    expect(await run(server.url('/a'))).toEqual(
      usage('FOLDER/a.part is there from an unfinished run; --continue goes on with it, --force starts over'),
    );
    expect(folder.files()).toEqual({ 'a.part': 'ne' });
  });

  it('never takes the place of a folder', async () => {
    mkdirSync(path('a'));
    mkdirSync(path('b.part'));

    expect(await run('--force', server.url('/a'))).toEqual(usage('FOLDER/a is a folder'));
    expect(await run('--force', server.url('/b'))).toEqual(usage('FOLDER/b.part is no plain file'));
  });

  it('is not written through a link', async () => {
    folder.write('target', 'untouched\n');
    symlinkSync(path('target'), path('a'));

    expect(await run(server.url('/a'))).toEqual(usage('FOLDER/a is there already; --force replaces it'));
    expect(await run('-q', '--force', server.url('/a'))).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(folder.files()).toEqual({ a: 'new\n', target: 'untouched\n' });
  });

  it('is refused where its partial file is a link', async () => {
    symlinkSync(path('elsewhere'), path('a.part'));

    expect(await run('--continue', server.url('/a'))).toEqual(usage('FOLDER/a.part is no plain file'));
  });

  it('stays beside one that has appeared in the meantime', async () => {
    meanwhile = () => folder.write('surprise', 'somebody else\n');

    expect(await run('-q', server.url('/surprise'))).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'http://server/surprise: cannot write surprise: FOLDER/surprise is there by now; the new one is kept as FOLDER/surprise.part [server]; surprise.part (4 B) is kept, --continue starts over\n',
    });
    expect(folder.files()).toMatchObject({ surprise: 'somebody else\n', 'surprise.part': 'new\n' });
  });

  describe('on a file system without links', () => {
    beforeEach(() => {
      const link = jest.spyOn(promises, 'link').mockImplementation(() => {
        return Promise.reject(Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' }));
      });
      atEnd(() => link.mockRestore());
    });

    it('gets its name all the same', async () => {
      expect(await run('-q', server.url('/a'))).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(folder.files()).toEqual({ a: 'new\n' });
    });

    it('stays beside one that has appeared in the meantime', async () => {
      meanwhile = () => folder.write('surprise', 'somebody else\n');

      expect(await run('-q', server.url('/surprise'))).toMatchObject({ code: 2 });
      expect(folder.files()).toMatchObject({ surprise: 'somebody else\n', 'surprise.part': 'new\n' });
    });
  });

  it('cannot be written when its folder is gone, and drops the rest', async () => {
    meanwhile = () => rmSync(path('sub'), { recursive: true });

    expect(await run('-q', '--output-dir', 'sub', server.url('/surprise'), server.url('/a'))).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        "http://server/surprise: cannot write surprise: ENOENT: no such file or directory, open 'FOLDER/sub/surprise.part' [server]",
        'http://server/a: dropped, never sent',
        '',
      ].join('\n'),
    });
  });

  it('cannot be written when the disk is full', async () => {
    expect(await run('-q', '-o', '/dev/full', server.url('/a'))).toEqual({
      code: 2,
      stdout: '',
      stderr: 'http://server/a: cannot write /dev/full: ENOSPC: no space left on device, write [server]\n',
    });
  });

  it('leaves a device a device', async () => {
    expect(await run('-o', '/dev/null', server.url('/a'))).toEqual({
      code: 0,
      stdout: '',
      stderr: 'http://server/a -> /dev/null: 4 B in 0 ms\n1 of 1 done: 4 B in 0 ms\n',
    });
    expect(readFileSync('/dev/null', 'utf8')).toBe('');
  });

  it('cannot be put where no folder is', async () => {
    folder.write('plain', '');

    expect(await run('-o', 'none/x', server.url('/a'))).toMatchObject({ code: 2 });
    expect(await run('--output-dir', 'plain', server.url('/a'))).toEqual(
      usage("EEXIST: file already exists, mkdir 'FOLDER/plain'"),
    );
    expect(await run('-o', 'plain/x', server.url('/a'))).toEqual(
      usage("ENOTDIR: not a directory, lstat 'FOLDER/plain/x'"),
    );
  });
});
