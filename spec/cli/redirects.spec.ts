import { guarded } from './support/guarded.js';
import { PageServer, text, type Page } from './support/page-server.js';
import { runCli, type CliRun } from './support/run-cli.js';
import { TemporaryFolder } from './support/temporary-folder.js';

describe('--location', () => {
  let server: PageServer;
  let other: PageServer;
  let folder: TemporaryFolder;
  /** What the other server was told with each request. */
  let told: string[];
  let seen: string[];

  const to = (location: () => string, status = 302): Page => {
    return (_request, response) => response.writeHead(status, { Location: location() }).end();
  };

  beforeEach(async () => {
    told = [];
    seen = [];
    folder = new TemporaryFolder();
    other = await PageServer.start({
      '/there': (request, response) => {
        const { authorization, cookie } = request.headers;
        told.push([authorization, cookie, request.headers['x-key']].map((value) => value ?? '-').join(' '));
        text('there\n')(request, response);
      },
      '/closed': guarded('aladdin', 'open sesame', text('closed\n'), seen),
    });
    server = await PageServer.start({
      '/here': to(() => '/end'),
      '/end': guarded('aladdin', 'open sesame', text('end\n')),
      '/away': guarded(
        'aladdin',
        'open sesame',
        to(() => other.url('/there')),
      ),
      '/away/closed': to(() => other.url('/closed')),
      '/round': to(() => '/round'),
      '/choice': text('', 300, { Location: '/end' }),
    });
  });
  afterEach(async () => {
    await server.stop();
    await other.stop();
    folder.remove();
  });

  const run = (argv: string[], typed?: string[]): Promise<CliRun> =>
    runCli(argv, { cwd: folder.path, names: { server, other }, ...(typed && { typed }) });
  const done: CliRun = { code: 0, stdout: '', stderr: '' };

  it('follows, and stores what comes in the end under the name that was asked for', async () => {
    expect(await run(['-q', '-L', '-u', 'aladdin:open sesame', server.url('/here')])).toEqual(done);
    expect(folder.files()).toEqual({ here: 'end\n' });
  });

  it('takes neither logins nor fields of the caller to another origin', async () => {
    const secrets = ['-u', 'aladdin:open sesame', '-H', 'Cookie: id=secret', '-H', 'X-Key: secret'];

    expect(await run(['-q', '-L', ...secrets, server.url('/away')])).toEqual(done);
    expect(told).toEqual(['- - -']);
    expect(folder.files()).toEqual({ away: 'there\n' });
  });

  it('takes no login of a netrc file to another origin, though it is for every host', async () => {
    folder.write('netrc', 'default login aladdin password "open sesame"');

    expect(await run(['-q', '-L', '--netrc-file', 'netrc', server.url('/away/closed')])).toMatchObject({ code: 3 });
    expect(new Set(seen)).toEqual(new Set(['-']));
  });

  it('takes no login of --user to another origin that asks', async () => {
    expect(await run(['-q', '-L', '-u', 'aladdin:open sesame', server.url('/away/closed')])).toMatchObject({ code: 3 });
    expect(new Set(seen)).toEqual(new Set(['-']));
  });

  it('asks nobody about another origin: it says who wants a login', async () => {
    expect(await run(['-q', '-L', server.url('/away/closed')], [])).toEqual({
      code: 3,
      stdout: '',
      stderr:
        'http://server/away/closed: 401 Unauthorized: Authentication required by http://other, ' +
        'to which the request was led\n',
    });
    expect(seen).toEqual(['-']);
  });

  it('ends a circle', async () => {
    const { code, stderr } = await run(['-q', '-L', server.url('/round')]);

    expect([code, stderr]).toEqual([2, expect.stringContaining('is one more than the 10 that are followed')]);
    expect(server.log).toHaveLength(11);
  });

  it('leaves a choice to the caller', async () => {
    expect(await run(['-q', '-L', server.url('/choice')])).toEqual({
      code: 3,
      stdout: '',
      stderr: 'http://server/choice: 300 Multiple Choices: it points to /end\n',
    });
  });
});
