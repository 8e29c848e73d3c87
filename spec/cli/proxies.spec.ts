import { createServer, type AddressInfo } from 'node:net';
import { basic, guardedProxy } from './support/guarded.js';
import { PageServer, text, type Page } from './support/page-server.js';
import { runCli, type CliRun } from './support/run-cli.js';
import { TemporaryFolder } from './support/temporary-folder.js';

const form = 'it has to be [http://|socks5://][USER[:PASSWORD]@]HOST[:PORT], USER and PASSWORD percent-encoded';

describe('going through a proxy', () => {
  let proxy: PageServer;
  let folder: TemporaryFolder;
  /** The `Proxy-Authorization` of each request to a page that wants one. */
  let seen: string[];

  beforeEach(async () => {
    seen = [];
    folder = new TemporaryFolder();
    // A request to a proxy has an absolute URI for its path (RFC 9112, 3.2.2).
    const closed: Page = guardedProxy('ali', 'baba', text('closed\n'), seen);
    proxy = await PageServer.start({
      'http://one.invalid/a': text('a\n'),
      'http://one.invalid/closed': closed,
      'http://two.invalid/closed': closed,
      '/direct': text('direct\n'),
    });
  });
  afterEach(async () => {
    await proxy.stop();
    folder.remove();
  });

  const run = (argv: string[], environment = {}, typed?: string[]): Promise<CliRun> =>
    runCli(['-q', ...argv], { cwd: folder.path, names: { proxy }, environment, ...(typed && { typed }) });
  const at = (login = ''): string => `http://${login}127.0.0.1:${proxy.port}`;
  const done: CliRun = { code: 0, stdout: '', stderr: '' };
  const ali = basic('ali', 'baba');

  it.each<[string, (url: string) => [string[], Record<string, string>]]>([
    ['--proxy', (url) => [['--proxy', url], {}]],
    ['the environment', (url) => [[], { http_proxy: url }]],
    [
      '--proxy, which the environment does not change',
      (url) => [['-x', url], { http_proxy: 'nowhere.invalid', NO_PROXY: '*' }],
    ],
  ])('that stands in %s', async (_name, where) => {
    const [options, environment] = where(at());

    expect(await run([...options, 'http://one.invalid/a'], environment)).toEqual(done);
    expect(proxy.log).toEqual(['GET http://one.invalid/a #1']);
    expect(folder.files()).toEqual({ a: 'a\n' });
  });

  it.each<[string, string[], Record<string, string>]>([
    ['there is none', [], {}],
    ['--proxy none says so', ['--proxy', 'none'], { http_proxy: 'nowhere.invalid' }],
    ['NO_PROXY has the host', [], { http_proxy: 'nowhere.invalid', NO_PROXY: '127.0.0.0/8' }],
    ['it is for other schemes', [], { https_proxy: 'nowhere.invalid' }],
  ])('is not done where %s', async (_name, options, environment) => {
    expect(await run([...options, proxy.url('/direct')], environment)).toEqual(done);
    expect(proxy.log).toEqual(['GET /direct #1']);
  });

  it.each<[string, (url: (login: string) => string) => [string[], Record<string, string>]]>([
    ['--proxy', (url) => [['--proxy', url('ali:b%61ba@')], {}]],
    ['the environment', (url) => [[], { ALL_PROXY: url('ali:baba@') }]],
    ['--proxy-user', (url) => [['--proxy', url(''), '--proxy-user', 'ali:baba'], {}]],
    ['--proxy-user rather than --proxy', (url) => [['--proxy', url('x:y@'), '--proxy-user', 'ali:baba'], {}]],
  ])('logs in as %s says', async (_name, where) => {
    const [options, environment] = where(at);

    expect(await run([...options, 'http://one.invalid/closed'], environment)).toEqual(done);
    expect(seen).toEqual(['-', ali]);
  });

  it('asks who it is at a terminal, once for all origins', async () => {
    const urls = ['http://one.invalid/closed', 'http://two.invalid/closed'];

    expect(await run(['--proxy', at(), ...urls], {}, ['ali\r', 'baba\r'])).toEqual({
      ...done,
      stderr: 'User at the proxy proxy (the gate): ali\nPassword: \n',
    });
    expect(seen.sort()).toEqual(['-', '-', ali, ali]);
  });

  it('asks for the password of --proxy-user', async () => {
    const argv = ['--proxy', at(), '--proxy-user', 'ali', 'http://one.invalid/closed'];

    expect(await run(argv, {}, ['baba\r'])).toEqual({ ...done, stderr: "Password of 'ali' for the proxy: \n" });
    expect(await run(['-f', ...argv])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'qhttp: the password for the proxy is missing, and there is no terminal to ask for it\n',
    });
  });

  it('ends with Ctrl-C, pressed instead of that password', async () => {
    const argv = ['--proxy', at(), '--proxy-user', 'ali', 'http://one.invalid/closed'];

    expect(await run(argv, {}, ['ba\x03'])).toEqual({
      code: 130,
      stdout: '',
      stderr: "Password of 'ali' for the proxy: \nhttp://one.invalid/closed: dropped, never sent\n",
    });
    expect(proxy.log).toEqual([]);
  });

  it('is a bad status where nobody says who it is', async () => {
    expect(await run(['--proxy', at(), 'http://one.invalid/closed'])).toEqual({
      code: 3,
      stdout: '',
      stderr:
        'http://one.invalid/closed: 407 Proxy Authentication Required: Proxy authentication required; --proxy-user says who asks\n',
    });
  });

  it.each([
    [
      'a tunnel',
      'http://',
      'HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n',
      { code: 3, stderr: 'https://one.invalid/a: 407 No: Proxy authentication required; --proxy-user says who asks\n' },
    ],
    [
      'SOCKS, which has no status',
      'socks5://',
      '\x05\x02', // RFC 1928, section 3: a user and a password
      {
        code: 2,
        stderr: 'https://one.invalid/a: Proxy authentication required; --proxy-user says who asks [one.invalid:443]\n',
      },
    ],
  ])('says so where nobody can get through %s', async (_name, scheme, answer, outcome) => {
    const gate = createServer((socket) => socket.once('data', () => socket.write(answer, 'latin1')));
    await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = gate.address() as AddressInfo;
      const argv = ['-q', '--proxy', `${scheme}127.0.0.1:${port}`, 'https://one.invalid/a'];

      expect(await runCli(argv, { cwd: folder.path, names: { gate: { port } } })).toEqual({ stdout: '', ...outcome });
    } finally {
      await new Promise((resolve) => gate.close(resolve));
    }
  });

  it('fetches nothing where the environment names no proxy', async () => {
    expect(await run(['http://one.invalid/a'], { HTTP_PROXY: 'https://ali:baba@h' })).toEqual({
      code: 1,
      stdout: '',
      stderr: `qhttp: The environment variable HTTP_PROXY names a proxy of a kind that is not supported: ${form}\nTry 'qhttp --help'.\n`,
    });
  });
});
