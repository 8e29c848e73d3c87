import { basic, guarded, guardedProxy } from './support/guarded.js';
import { PageServer, text, type Page } from './support/page-server.js';
import { runCli } from './support/run-cli.js';
import { TemporaryFolder } from './support/temporary-folder.js';

const user = 'u5er';
const password = 'pa55 word';
const inUrl = `${user}:pa55%20word@`;
const cookie = 'c00kie';

/** Whatever of a secret could be seen, in clear or as it is sent. */
const secrets = [user, password, 'pa55', basic(user, password).slice(6), cookie];

const cookies = { 'Set-Cookie': `id=${cookie}; Path=/` };

describe('secrets', () => {
  let server: PageServer;
  let proxy: PageServer;
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = new TemporaryFolder();
    const cut: Page = (_request, response) => {
      response.writeHead(200, { 'Content-Length': 10, ETag: '"v1"', ...cookies });
      response.write('half', () => response.socket?.end());
    };
    server = await PageServer.start({
      '/a': guarded(user, password, text('a\n', 200, cookies)),
      '/cut': guarded(user, password, cut),
      '/moved': (_request, response) =>
        response.writeHead(302, { Location: `http://${inUrl}127.0.0.1:${server.port}/a`, ...cookies }).end(),
      '/refused': guarded('nobody', '', text('')),
    });
    const gate = guardedProxy(user, password, text('p\n', 200, cookies));
    proxy = await PageServer.start({ 'http://far.invalid/a': gate });
  });
  afterEach(async () => {
    await server.stop();
    await proxy.stop();
    folder.remove();
  });

  /** Everything that a run leaves behind: what it printed, and its files. */
  const traces = async (argv: string[], environment = {}, typed?: string[]): Promise<string> => {
    const run = await runCli(argv, { cwd: folder.path, environment, ...(typed && { typed }) });
    return JSON.stringify([run, folder.files()]);
  };
  const url = (path: string, login = inUrl): string => server.url(path).replace('//', `//${login}`);
  const proxyUrl = (): string => `http://${inUrl}127.0.0.1:${proxy.port}`;

  const modes = [[], ['-q'], ['--signals'], ['--head'], ['--head', '--signals'], ['--marbles', 'run.svg']];
  const cases: [string, () => { argv: string[]; environment?: object; typed?: string[]; shows: string }][] = [
    ['a URL', () => ({ argv: [url('/a')], shows: '"code":0' })],
    ['a URL whose body is cut off', () => ({ argv: [url('/cut')], shows: 'code' })],
    ['a URL that is refused', () => ({ argv: [url('/refused')], shows: '401 Unauthorized' })],
    ['--user', () => ({ argv: ['-u', `${user}:${password}`, url('/a', '')], shows: '"code":0' })],
    ['--user that is refused', () => ({ argv: ['-u', `${user}:${password}`, url('/refused', '')], shows: '"code":3' })],
    ['a redirect', () => ({ argv: [url('/moved', '')], shows: 'code' })],
    ['a redirect that is followed', () => ({ argv: ['-L', url('/moved', '')], shows: '"code":2' })],
    [
      'a header field',
      () => ({
        argv: ['-H', `Authorization: ${basic(user, password)}`, '-H', `Cookie: ${cookie}`, url('/a', '')],
        shows: '"code":0',
      }),
    ],
    ['--proxy', () => ({ argv: ['--proxy', proxyUrl(), 'http://far.invalid/a'], shows: '"code":0' })],
    [
      '--proxy-user',
      () => ({
        argv: ['--proxy', `127.0.0.1:${proxy.port}`, '--proxy-user', `${user}:${password}`, 'http://far.invalid/a'],
        shows: '"code":0',
      }),
    ],
    [
      'the proxy of the environment',
      () => ({ argv: ['http://far.invalid/a'], environment: { http_proxy: proxyUrl() }, shows: '"code":0' }),
    ],
    [
      'a proxy that is not there',
      () => ({ argv: ['--proxy', `http://${inUrl}127.0.0.1:1`, 'http://far.invalid/a'], shows: '"code":2' }),
    ],
  ];

  describe.each(modes)('are not shown by %s %s', (...mode) => {
    it.each(cases)('of %s', async (_name, what) => {
      const { argv, environment, shows } = what();
      const left = await traces([...mode, ...argv], environment);

      expect(left).toContain(shows);
      expect(secrets.filter((secret) => left.includes(secret))).toEqual([]);
    });
  });

  it('are not shown of a password that was typed', async () => {
    const left = await traces(['-q', '--signals', url('/a', '')], {}, [`${user}\r`, `${password}\r`]);

    expect(left).toContain('"code":0');
    expect(left.split(user)).toHaveLength(2); // as it was typed
    expect(secrets.slice(1).filter((secret) => left.includes(secret))).toEqual([]);
  });

  it.each([
    ['--user', `:${password}`, 'http://h/'],
    ['--user', `a\n:${password}`, 'http://h/'],
    ['--usre', `${user}:${password}`, 'http://h/'],
    [`--usre=${user}:${password}`, 'http://h/'],
    [`--insecure=${user}:${password}`, 'http://h/'],
    ['--proxy-user', `:${password}`, 'http://h/'],
    ['--proxy', `https://${inUrl}h`, 'http://h/'],
    ['--proxy', `${inUrl}h:x`, 'http://h/'],
    ['-H', `Authorization Basic ${password}`, 'http://h/'],
    ['-H', `Cookie x ${cookie}: y`, 'http://h/'],
    ['-H', `Cookie: ${cookie}\n`, '-H', `X: ${cookie}\x01`, 'http://h/'],
    [`http://${inUrl}h:x/`],
    [`http://u:${password}/x@h/`],
    [`${inUrl}h`],
    [`ftp://${inUrl}h`],
    [`http://${user}:%zz${password}@h`],
    [`http://:${password}@h`],
  ])('are not shown of wrong arguments: %s %s %s', async (...argv) => {
    const left = await traces(argv);

    expect(left).toContain('"code":1');
    expect(secrets.filter((secret) => left.includes(secret))).toEqual([]);
  });

  it('are not shown of a variable that names no proxy', async () => {
    const left = await traces(['http://h/'], { ALL_PROXY: `socks4://${inUrl}h` });

    expect(left).toContain('ALL_PROXY');
    expect(secrets.filter((secret) => left.includes(secret))).toEqual([]);
  });
});
