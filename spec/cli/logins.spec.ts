import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { basic, guarded } from './support/guarded.js';
import { PageServer, text, type Page } from './support/page-server.js';
import { runCli, type CliRun } from './support/run-cli.js';
import { TemporaryFolder } from './support/temporary-folder.js';

const echo: Page = (request, response) => void request.pipe(response);

describe('logging in', () => {
  let server: PageServer;
  let other: PageServer;
  let folder: TemporaryFolder;
  /** The `Authorization` of each request to a guarded page. */
  let seen: string[];
  let seenByOther: string[];

  beforeEach(async () => {
    seen = [];
    seenByOther = [];
    folder = new TemporaryFolder();
    const pages = (log: string[]): Record<string, Page> => ({
      '/a': guarded('aladdin', 'open sesame', text('a\n'), log),
      '/b': guarded('aladdin', 'open sesame', text('b\n'), log),
      '/c': guarded('ali', 'baba', text('c\n'), log),
      '/echo': guarded('aladdin', 'open sesame', echo, log),
      '/free': (request, response) => {
        log.push(request.headers.authorization ?? '-');
        text('free\n')(request, response);
      },
      '/rude': (_request, response) => response.socket?.destroy(),
      '/nameless': text('', 401, { 'WWW-Authenticate': 'Basic realm=""' }),
      '/unknown': text('', 401, { 'WWW-Authenticate': 'Riddle' }),
    });
    server = await PageServer.start(pages(seen));
    other = await PageServer.start(pages(seenByOther));
  });
  afterEach(async () => {
    await server.stop();
    await other.stop();
    folder.remove();
  });

  const names = (): Record<string, PageServer> => ({ server, other });
  const run = (...argv: string[]): Promise<CliRun> => runCli(argv, { cwd: folder.path, names: names() });
  const typing = (typed: string[], ...argv: string[]): Promise<CliRun> =>
    runCli(['-q', ...argv], { cwd: folder.path, names: names(), typed });
  const withLogin = (url: string, login: string): string => url.replace('//', `//${login}@`);
  const done: CliRun = { code: 0, stdout: '', stderr: '' };
  const aladdin = basic('aladdin', 'open sesame');
  const ali = basic('ali', 'baba');

  describe('as --user says', () => {
    it('answers whoever asks, at every origin that was named, and tells nobody else', async () => {
      const urls = [server.url('/free'), server.url('/a'), server.url('/b'), other.url('/a')];

      expect(await run('-q', '-u', 'aladdin:open sesame', ...urls)).toEqual(done);
      expect(seen).toEqual(['-', '-', aladdin, aladdin]);
      expect(seenByOther).toEqual(['-', aladdin]);
      expect(folder.files()).toEqual({ a: 'a\n', b: 'b\n', free: 'free\n', 'a-2': 'a\n' });
    });

    it('sends a text and a file once more when it is asked behind them', async () => {
      folder.write('up', 'uploaded\n');

      expect(await run('-q', '-u', 'aladdin:open sesame', '--post-file', 'up', server.url('/echo'))).toEqual(done);
      expect(await run('-q', '-f', '-u', 'aladdin:open sesame', '-d', 'text', other.url('/echo'), '-o', 'x')).toEqual(
        done,
      );
      expect(folder.files()).toEqual({ echo: 'uploaded\n', up: 'uploaded\n', x: 'text' });
    });

    it('asks once for a password that is missing', async () => {
      expect(await typing(['open sesame\r'], '-u', 'aladdin', server.url('/a'), other.url('/b'))).toEqual({
        ...done,
        stderr: "Password of 'aladdin': \n",
      });
      expect([seen, seenByOther]).toEqual([
        ['-', aladdin],
        ['-', aladdin],
      ]);
    });

    it('fetches nothing where a password is missing and nobody can be asked', async () => {
      expect(await run('-u', 'aladdin', server.url('/a'))).toEqual({
        code: 2,
        stdout: '',
        stderr: "qhttp: the password of 'aladdin' is missing, and there is no terminal to ask for it\n",
      });
      expect(server.log).toEqual([]);
    });

    it('fetches nothing where a password is not given', async () => {
      expect(await typing(['\x04'], '-u', 'aladdin', server.url('/a'))).toEqual({
        code: 2,
        stdout: '',
        stderr: "Password of 'aladdin': \nqhttp: the password of 'aladdin' was not given\n",
      });
      expect(server.log).toEqual([]);
    });

    it('ends with Ctrl-C, pressed instead of a password', async () => {
      expect(await typing(['open\x03'], '-u', 'aladdin', server.url('/a'))).toEqual({
        code: 130,
        stdout: '',
        stderr: "Password of 'aladdin': \nhttp://server/a: dropped, never sent\n",
      });
      expect(server.log).toEqual([]);
    });
  });

  describe('as a URL says', () => {
    it('answers for this URL alone, and shows nothing of it', async () => {
      const urls = [
        withLogin(server.url('/a'), 'aladdin:open%20sesame'),
        withLogin(server.url('/c'), 'ali:baba'),
        server.url('/b'),
      ];

      expect(await run('-k', ...urls)).toEqual({
        code: 3,
        stdout: '',
        stderr: [
          'http://server/a -> a: 2 B in 0 ms',
          'http://server/c -> c: 2 B in 0 ms',
          'http://server/b: 401 Unauthorized: Authentication required; --user or --netrc says who asks',
          '2 of 3 done, 1 with a bad status: 4 B in 0 ms',
          '',
        ].join('\n'),
      });
      expect(seen).toEqual(['-', aladdin, ali, '-']);
    });

    it('goes before --user, and is asked for its password', async () => {
      const url = withLogin(server.url('/a'), 'aladdin');

      expect(await typing(['open sesame\r'], '-u', 'ali:baba', url, server.url('/c'))).toEqual({
        ...done,
        stderr: "Password of 'aladdin' for http://server: \n",
      });
    });

    it('is not shown where its password is missing and nobody can be asked', async () => {
      expect(await run(withLogin(server.url('/a'), 'aladdin'))).toEqual({
        code: 2,
        stdout: '',
        stderr: 'qhttp: the password for http://server is missing, and there is no terminal to ask for it\n',
      });
    });

    it('does not stay for the URLs that go on behind a failure', async () => {
      const urls = [
        withLogin(server.url('/a'), 'aladdin:open%20sesame'),
        withLogin(server.url('/rude'), 'aladdin:open%20sesame'),
        server.url('/b'),
      ];

      expect(await run('-q', '--keep-going', ...urls)).toMatchObject({ code: 2 });
      expect(seen).toEqual(['-', aladdin, '-']);
    });
  });

  describe('as a netrc file says', () => {
    const netrc = (text: string, mode = 0o600): void => {
      folder.write('.netrc', text);
      chmodSync(join(folder.path, '.netrc'), mode);
    };
    const withNetrc = (...argv: string[]): Promise<CliRun> =>
      runCli(['-q', '--netrc', ...argv], { cwd: folder.path, names: names(), environment: { HOME: folder.path } });

    it('answers at its host', async () => {
      netrc('machine elsewhere login x password y\nmachine 127.0.0.1 login aladdin password "open sesame"\n');

      expect(await withNetrc(server.url('/free'), server.url('/a'))).toEqual(done);
      expect(await run('-q', '-f', '--netrc-file', '.netrc', server.url('/b'))).toEqual(done);
      expect(seen).toEqual(['-', '-', aladdin, '-', aladdin]);
    });

    it('gives way to a URL and to --user, and knows their passwords', async () => {
      netrc('machine 127.0.0.1 login x password y\nmachine 127.0.0.1 login aladdin password "open sesame"\n');

      expect(await withNetrc('-u', 'aladdin', server.url('/a'), withLogin(server.url('/c'), 'ali:baba'))).toEqual(done);
      expect(await withNetrc(withLogin(server.url('/b'), 'aladdin'))).toEqual(done);
    });

    it('says nothing about other hosts', async () => {
      netrc('machine localhost login aladdin password "open sesame"\n');

      expect(await withNetrc(server.url('/a'))).toMatchObject({ code: 3 });
      expect(seen).toEqual(['-']);
    });

    it('is warned of where others can read it', async () => {
      netrc('default login aladdin password "open sesame"', 0o640);

      expect(await run('--netrc-file', '.netrc', server.url('/a'))).toEqual({
        ...done,
        stderr: [
          'warning: others can read the passwords in FOLDER/.netrc: chmod 600 keeps them private',
          'http://server/a -> a: 2 B in 0 ms',
          '1 of 1 done: 2 B in 0 ms',
          '',
        ].join('\n'),
      });
    });

    it('has to be there, and to be understood', async () => {
      const missing = await withNetrc(server.url('/a'));
      netrc('machine h\npasswd secret\n');
      const odd = await withNetrc(server.url('/a'));

      expect([missing, odd]).toEqual([
        {
          code: 1,
          stdout: '',
          stderr:
            "qhttp: cannot read FOLDER/.netrc: ENOENT: no such file or directory, open 'FOLDER/.netrc'\nTry 'qhttp --help'.\n",
        },
        { code: 1, stdout: '', stderr: "qhttp: FOLDER/.netrc: line 2 is not understood\nTry 'qhttp --help'.\n" },
      ]);
      expect(server.log).toEqual([]);
    });
  });

  describe('as a person says at a terminal', () => {
    it('asks who it is, once for an origin', async () => {
      expect(await typing(['aladdin\r', 'open sesame\r'], server.url('/a'), server.url('/b'))).toEqual({
        ...done,
        stderr: 'User at http://server (the cave): aladdin\nPassword: \n',
      });
      expect(seen).toEqual(['-', aladdin, aladdin]);
    });

    it('names no area where the server names none', async () => {
      const { stderr } = await typing(['\r'], server.url('/nameless'));

      expect(stderr.split('\n')[0]).toBe('User at http://server: ');
    });

    it('asks again, for the password alone, until three have been refused', async () => {
      const refused = "'aladdin' was refused at http://server (the cave). Password: \n";

      expect(await typing(['aladdin\r', 'wrong\r', 'open sesame\r'], server.url('/a'))).toEqual({
        ...done,
        stderr: `User at http://server (the cave): aladdin\nPassword: \n${refused}`,
      });
      expect(await typing(['1\r', '2\r', '3\r'], '-f', '-u', 'aladdin:0', server.url('/a'))).toEqual({
        code: 3,
        stdout: '',
        stderr: `${refused}${refused}${refused}http://server/a: 401 Unauthorized: Authentication required\n`,
      });
    });

    it('takes no name for an answer', async () => {
      expect(await typing(['\r'], server.url('/a'))).toEqual({
        code: 3,
        stdout: '',
        stderr: [
          'User at http://server (the cave): ',
          'http://server/a: 401 Unauthorized: Authentication required; --user or --netrc says who asks',
          '',
        ].join('\n'),
      });
    });

    it('ends with Ctrl-C', async () => {
      expect(await typing(['aladdin\r', 'ope\x03'], server.url('/a'), server.url('/b'))).toEqual({
        code: 130,
        stdout: '',
        stderr: [
          'User at http://server (the cave): aladdin',
          'Password: ',
          'http://server/a: interrupted',
          'http://server/b: dropped, never sent',
          '',
        ].join('\n'),
      });
      expect(seen).toEqual(['-']);
    });

    it('does not ask where no answer would help', async () => {
      expect(await typing([], server.url('/unknown'))).toEqual({
        code: 3,
        stdout: '',
        stderr: 'http://server/unknown: 401 Unauthorized: Unknown authentication method\n',
      });
    });
  });

  it('is a bad status where nobody says it', async () => {
    expect(await run(server.url('/a'))).toEqual({
      code: 3,
      stdout: '',
      stderr: [
        'http://server/a: 401 Unauthorized: Authentication required; --user or --netrc says who asks',
        '0 of 1 done, 1 with a bad status: 0 B in 0 ms',
        '',
      ].join('\n'),
    });
  });
});
