import type { ServerResponse } from 'node:http';
import { cutOff, PageServer, text, type Page } from './support/page-server.js';
import { runCli, type CliRun } from './support/run-cli.js';
import { TemporaryFolder } from './support/temporary-folder.js';

const whole = '0123456789';

/** A partial file stands in the folder; each server answers the request for the rest in a way of its own. */
describe('--continue', () => {
  let server: PageServer | undefined;
  let folder: TemporaryFolder;
  let asked: string[];

  beforeEach(() => {
    folder = new TemporaryFolder();
    asked = [];
  });
  afterEach(async () => {
    await server?.stop();
    server = undefined;
    folder.remove();
  });

  /** Starts a server with this page and puts the first bytes of it into the folder, as an earlier run would have. */
  async function begin(page: Page, have = '0123', note: object = { etag: '"v1"', total: 10 }): Promise<PageServer> {
    server = await PageServer.start({
      '/file': (request, response) => {
        const { range = 'the whole', 'if-range': condition } = request.headers;
        asked.push(condition === undefined ? range : `${range} if ${condition as string}`);
        page(request, response);
      },
      '/next': text('next\n'),
    });
    folder.write('file.part', have);
    folder.write('file.part.json', JSON.stringify({ url: server.url('/file'), ...note }));
    return server;
  }

  const go = async (from: PageServer, ...argv: string[]): Promise<CliRun> =>
    runCli(['--continue', from.url('/file'), ...argv], { cwd: folder.path, names: { server: from } });

  function part(
    response: ServerResponse,
    body: string,
    contentRange: string,
    headers: Record<string, string> = {},
  ): void {
    response.writeHead(206, { ETag: '"v1"', 'Content-Range': contentRange, ...headers });
    response.end(body);
  }

  /** What comes without a Range. */
  const fresh: Page = text(whole, 200, { ETag: '"v1"' });
  const unlessAsked =
    (partial: (response: ServerResponse) => void): Page =>
    (request, response) =>
      request.headers.range === undefined ? fresh(request, response) : partial(response);

  it('fetches only the rest', async () => {
    const from = await begin(unlessAsked((response) => part(response, '456789', 'bytes 4-9/10')));

    expect(await go(from)).toEqual({
      code: 0,
      stdout: '',
      stderr: 'http://server/file -> file: 6 B in 0 ms, after 4 B of an earlier run\n1 of 1 done: 6 B in 0 ms\n',
    });
    expect(folder.files()).toEqual({ file: whole });
    expect(asked).toEqual(['bytes=4- if "v1"']);
  });

  it('goes on with what an interrupted run has left, and with the next URLs', async () => {
    const from = await PageServer.start({
      '/file': (request, response) =>
        request.headers.range === undefined
          ? cutOff('01234', 10, { ETag: '"v1"' })(request, response)
          : part(response, '56789', 'bytes 5-9/10'),
      '/next': text('next\n'),
    });
    server = from;

    expect(
      await runCli(['-q', from.url('/file'), from.url('/next')], { cwd: folder.path, names: { server: from } }),
    ).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        'http://server/file: The body from server ended after 5 of 10 bytes, before it was whole; file.part (5 B) is kept, --continue goes on with it',
        'http://server/next: dropped, never sent',
        '',
      ].join('\n'),
    });
    expect(await go(from, from.url('/next'))).toEqual({
      code: 0,
      stdout: '',
      stderr: [
        'http://server/file -> file: 5 B in 0 ms, after 5 B of an earlier run',
        'http://server/next -> next: 5 B in 0 ms',
        '2 of 2 done: 10 B in 0 ms',
        '',
      ].join('\n'),
    });
    expect(folder.files()).toEqual({ file: whole, next: 'next\n' });
  });

  it('leaves whole files alone', async () => {
    server = await PageServer.start({});
    folder.write('file', whole);

    expect(await go(server)).toEqual({
      code: 0,
      stdout: '',
      stderr: 'http://server/file -> file: there already, left alone\n1 of 1 done: 0 B in 0 ms\n',
    });
    expect(server.log).toEqual([]);
  });

  it('uses the date where there is no ETag', async () => {
    const lastModified = 'Sat, 01 Jan 2022 00:00:00 GMT';
    const from = await begin(
      unlessAsked((response) => part(response, '456789', 'bytes 4-9/10', { 'Last-Modified': lastModified })),
      '0123',
      { lastModified },
    );

    expect(await go(from, '-q')).toMatchObject({ code: 0 });
    expect(asked).toEqual([`bytes=4- if ${lastModified}`]);
    expect(folder.files()).toEqual({ file: whole });
  });

  it('knows by 416 that nothing was missing', async () => {
    const from = await begin(
      unlessAsked((response) => response.writeHead(416, { 'Content-Range': 'bytes */10' }).end('nothing left')),
      whole,
    );

    expect(await go(from)).toEqual({
      code: 0,
      stdout: '',
      stderr: 'http://server/file -> file: 0 B in 0 ms, after 10 B of an earlier run\n1 of 1 done: 0 B in 0 ms\n',
    });
    expect(folder.files()).toEqual({ file: whole });
  });

  it('writes nothing into a part that somebody else has changed meanwhile', async () => {
    const from = await begin(
      unlessAsked((response) => {
        folder.write('file.part', 'somebody else');
        part(response, '456789', 'bytes 4-9/10');
      }),
    );

    const { code, stderr } = await go(from, '-q');
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('cannot write file: FOLDER/file.part has changed in the meantime'),
    ]);
    expect(folder.files()).toMatchObject({ 'file.part': 'somebody else' });
  });

  it.each<[string, string, object]>([
    ['the note is of another URL', '0123', { url: 'http://elsewhere/', etag: '"v1"' }],
    ['the server had told no validator', '0123', { etag: undefined }],
    ['the part is empty', '', { etag: '"v1"' }],
    ['the part is longer than the whole', '0123456789a', { etag: '"v1"', total: 10 }],
  ])('starts over where %s', async (_name, have, note) => {
    const from = await begin(fresh, have, note);

    expect(await go(from, '-q')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(asked).toEqual(['the whole']);
    expect(folder.files()).toEqual({ file: whole });
  });

  it('starts over where the note is missing', async () => {
    const from = await PageServer.start({ '/file': fresh });
    server = from;
    folder.write('file.part', '0123');

    expect(await go(from, '-q')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(folder.files()).toEqual({ file: whole });
  });
});
