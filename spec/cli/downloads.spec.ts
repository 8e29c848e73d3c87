import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { main } from '../../src/cli/main.js';
import { cutOff, PageServer, text, type Page } from './support/page-server.js';
import { fakeIo, runCli, type CliRun } from './support/run-cli.js';
import { TemporaryFolder } from './support/temporary-folder.js';

const megabyte = Buffer.alloc(1024 * 1024, 'rx-qhttp');

const pages: Record<string, Page> = {
  '/a.txt': text('one\n'),
  '/b.txt': text('two\n'),
  '/c.txt': text('three\n'),
  '/empty': text(''),
  '/nothing': (_request, response) => response.writeHead(204).end(),
  '/chunked': (_request, response) => {
    response.write('some ');
    response.end('chunks\n');
  },
  '/large': (_request, response) => response.end(megabyte),
  '/moved': text('over there\n', 302, { Location: '/a.txt' }),
  '/broken': text('{"error":"out of \x1b[31morder"}', 500, { 'Content-Type': 'application/problem+json' }),
  '/page': text('<html>gone</html>', 410, { 'Content-Type': 'text/html' }),
  '/long-page': (_request, response) => {
    response.writeHead(503, { 'Content-Type': 'text/plain' });
    response.end('sorry '.repeat(50_000));
  },
  '/cut': cutOff('half', 8),
  '/rude': (_request, response) => response.socket?.destroy(),
  '/evil': (_request, response) => response.socket?.end('HTTP/1.1 404 \x1b[31mred\x07\r\nContent-Length: 0\r\n\r\n'),
  '/part': text('par', 206, { 'Content-Range': 'bytes 0-2/4' }),
  '/echo': (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, headers } = request;
      const kept = ['content-type', 'content-length', 'transfer-encoding', 'user-agent', 'accept', 'x-one'];
      const told = kept.flatMap((name) => (headers[name] === undefined ? [] : [`${name}: ${String(headers[name])}`]));
      response.end([method, ...told, Buffer.concat(chunks).toString(), ''].join('\n'));
    });
  },
};

describe('downloads', () => {
  let server: PageServer;
  let folder: TemporaryFolder;

  beforeEach(async () => {
    server = await PageServer.start(pages);
    folder = new TemporaryFolder();
  });
  afterEach(async () => {
    await server.stop();
    folder.remove();
  });

  const run = (...argv: string[]): Promise<CliRun> => runCli(argv, { cwd: folder.path, names: { server } });
  const url = (path: string): string => server.url(path);

  it('stores a body under the name in its URL', async () => {
    expect(await run(url('/a.txt?x=1#y'))).toEqual({
      code: 0,
      stdout: '',
      stderr: 'http://server/a.txt?x=1 -> a.txt: 4 B in 0 ms\n1 of 1 done: 4 B in 0 ms\n',
    });
  });

  it('brings the URLs of one origin in their order, over one connection', async () => {
    expect(await run(url('/c.txt'), url('/a.txt'), url('/b.txt'))).toEqual({
      code: 0,
      stdout: '',
      stderr: [
        'http://server/c.txt -> c.txt: 6 B in 0 ms',
        'http://server/a.txt -> a.txt: 4 B in 0 ms',
        'http://server/b.txt -> b.txt: 4 B in 0 ms',
        '3 of 3 done: 14 B in 0 ms',
        '',
      ].join('\n'),
    });
    expect(folder.files()).toEqual({ 'a.txt': 'one\n', 'b.txt': 'two\n', 'c.txt': 'three\n' });
    expect(server.log).toEqual(['GET /c.txt #1', 'GET /a.txt #1', 'GET /b.txt #1']);
  });

  it('stores bodies of every framing, empty ones too', async () => {
    expect(await run('-q', url('/empty'), url('/nothing'), url('/chunked'), url('/large'))).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });

    const { large = '', ...files } = folder.files();
    expect(files).toEqual({ empty: '', nothing: '', chunked: 'some chunks\n' });
    expect(createHash('sha256').update(large).digest('hex')).toBe(createHash('sha256').update(megabyte).digest('hex'));
  });

  it('serves two origins at the same time', async () => {
    const other = await PageServer.start({ '/b.txt': text('from elsewhere\n') });
    try {
      const both = await runCli([url('/a.txt'), other.url('/b.txt')], { cwd: folder.path, names: { server, other } });

      expect({ ...both, stderr: both.stderr.split('\n').sort() }).toEqual({
        code: 0,
        stdout: '',
        stderr: [
          '',
          '2 of 2 done: 19 B in 0 ms',
          'http://other/b.txt -> b.txt: 15 B in 0 ms',
          'http://server/a.txt -> a.txt: 4 B in 0 ms',
        ],
      });
      expect(folder.files()).toEqual({ 'a.txt': 'one\n', 'b.txt': 'from elsewhere\n' });
    } finally {
      await other.stop();
    }
  });

  it('never stores the body of an error, and goes on', async () => {
    expect(await run(url('/missing'), url('/broken'), url('/page'), url('/moved'), url('/a.txt'))).toEqual({
      code: 3,
      stdout: '',
      stderr: [
        'http://server/missing: 404 Not Found: nothing here',
        'http://server/broken: 500 Internal Server Error: {"error":"out of \\x1b[31morder"}',
        'http://server/page: 410 Gone',
        'http://server/moved: 302 Found: redirects are not followed without --location; it points to /a.txt',
        'http://server/a.txt -> a.txt: 4 B in 0 ms',
        '1 of 5 done, 4 with a bad status: 4 B in 0 ms',
        '',
      ].join('\n'),
    });
    expect(folder.files()).toEqual({ 'a.txt': 'one\n' });
  });

  it('keeps control characters of the server off the terminal', async () => {
    expect(await run('-q', url('/evil'))).toEqual({
      code: 3,
      stdout: '',
      stderr: 'http://server/evil: 404 \\x1b[31mred\\x07\n',
    });
  });

  it('drops what waits behind a network error', async () => {
    expect(await run(url('/a.txt'), url('/cut'), url('/b.txt'), url('/c.txt'))).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        'http://server/a.txt -> a.txt: 4 B in 0 ms',
        'http://server/cut: The body from server ended after 4 of 8 bytes, before it was whole; cut.part (4 B) is kept, --continue starts over',
        'http://server/b.txt: dropped, never sent',
        'http://server/c.txt: dropped, never sent',
        '1 of 4 done, 1 failed, 2 dropped: 8 B in 0 ms',
        '',
      ].join('\n'),
    });
    expect(Object.keys(folder.files())).toEqual(['a.txt', 'cut.part', 'cut.part.json']);
    expect(server.log).toEqual(['GET /a.txt #1', 'GET /cut #1']);
  });

  it('goes on behind a network error with --keep-going', async () => {
    expect(await run('-k', '-q', url('/cut'), url('/a.txt'), url('/missing'), url('/b.txt'))).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        'http://server/cut: The body from server ended after 4 of 8 bytes, before it was whole; cut.part (4 B) is kept, --continue starts over',
        'http://server/missing: 404 Not Found: nothing here',
        '',
      ].join('\n'),
    });
    expect(Object.keys(folder.files())).toEqual(['a.txt', 'b.txt', 'cut.part', 'cut.part.json']);
    expect(server.log).toEqual(['GET /cut #1', 'GET /a.txt #2', 'GET /missing #2', 'GET /b.txt #2']);
  });

  it('names host and port of a server that is not there', async () => {
    const gone = await PageServer.start({});
    const { port } = gone;
    await gone.stop();

    expect(
      await runCli(['-k', `http://127.0.0.1:${port}/a`, `http://127.0.0.1:${port}/b`], {
        cwd: folder.path,
        names: { gone: { port } },
      }),
    ).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        'http://gone/a: Connection to gone refused',
        'http://gone/b: Connection to gone refused',
        '0 of 2 done, 2 failed: 0 B in 0 ms',
        '',
      ].join('\n'),
    });
  });

  it('does not take an unasked part for the whole', async () => {
    expect(await run('-q', url('/part'), url('/a.txt'))).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'http://server/part: the server sent a part that nobody had asked for [server]\nhttp://server/a.txt: dropped, never sent\n',
    });
    expect(folder.files()).toEqual({});
  });

  it('gives two URLs of one name two files', async () => {
    expect(await run('-q', url('/a.txt'), url('/a.txt'))).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(folder.files()).toEqual({ 'a.txt': 'one\n', 'a-2.txt': 'one\n' });
  });

  it('makes the folder that is asked for', async () => {
    expect(await run('-q', '--output-dir', 'deep/er', url('/a.txt'))).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await run('--output-dir', 'deep/er', '-o', 'x', url('/a.txt'))).toMatchObject({
      code: 0,
      stderr: 'http://server/a.txt -> x: 4 B in 0 ms\n1 of 1 done: 4 B in 0 ms\n',
    });
  });

  it('writes to standard output', async () => {
    expect(await run('-o', '-', url('/a.txt'))).toEqual({
      code: 0,
      stdout: 'one\n',
      stderr: 'http://server/a.txt -> standard output: 4 B in 0 ms\n1 of 1 done: 4 B in 0 ms\n',
    });
    expect(await run('-q', '-o', '-', url('/missing'))).toEqual({
      code: 3,
      stdout: '',
      stderr: 'http://server/missing: 404 Not Found: nothing here\n',
    });
    expect(folder.files()).toEqual({});
  });

  it('quotes no more than the beginning of a long error', async () => {
    const { code, stderr } = await run('-q', url('/long-page'));

    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(/^http:\/\/server\/long-page: 503 Service Unavailable: (sorry ){30,40}\S*…\n$/),
    ]);
  });

  it('ends where nobody reads its output any more', async () => {
    const io = fakeIo(folder.path);
    io.stdout._write = (_chunk: unknown, _encoding: unknown, taken: (error?: Error) => void) =>
      taken(new Error('write EPIPE'));
    io.stdout.on('error', () => undefined); // as processIo() does

    expect(await main(['-q', '-o', '-', url('/large'), '-k'], io)).toBe(2);
    expect(io.stderr.text).toBe(
      `${url('/large')}: cannot write standard output: write EPIPE [127.0.0.1:${server.port}]\n`,
    );
  });

  it('prints heads', async () => {
    const { code, stdout, stderr } = await run('--head', url('/a.txt'), url('/missing'));

    expect({ code, stdout: stdout.replaceAll(/^Date: .*$/gm, 'Date: D'), stderr }).toEqual({
      code: 3,
      stdout: [
        'HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 4\nDate: D\nConnection: keep-alive\nKeep-Alive: timeout=5\n\n',
        'HTTP/1.1 404 Not Found\nContent-Type: text/plain\nContent-Length: 13\nDate: D\nConnection: keep-alive\nKeep-Alive: timeout=5\n\n',
      ].join(''),
      stderr: [
        'http://server/a.txt: answered',
        'http://server/missing: 404 Not Found',
        '1 of 2 done, 1 with a bad status: 0 B in 0 ms',
        '',
      ].join('\n'),
    });
    expect(server.log).toEqual(['HEAD /a.txt #1', 'HEAD /missing #1']);
  });

  it('posts text', async () => {
    expect(await run('-q', '-o', '-', '--data', 'a=ü', '-H', 'X-One: 1', '-H', 'x-one: 2', url('/echo'))).toEqual({
      code: 0,
      stdout: `POST\ncontent-type: application/x-www-form-urlencoded\ncontent-length: 4\nuser-agent: qhttp/0.1.0\naccept: */*\nx-one: 1, 2\na=ü\n`,
      stderr: '',
    });
  });

  it('posts a file to each URL, also behind a failure', async () => {
    folder.write('upload', 'content');
    const argv = [
      '-q',
      '-k',
      '--post-file',
      'upload',
      '-H',
      'Content-Type: text/x',
      '-H',
      'User-Agent: me',
      '-H',
      'accept: text/y',
    ];

    expect(await run(...argv, url('/rude'), url('/echo'), url('/echo'))).toEqual({
      code: 2,
      stdout: '',
      stderr: 'http://server/rude: server closed the connection before it answered\n',
    });
    const echoed = 'POST\ncontent-type: text/x\ncontent-length: 7\nuser-agent: me\naccept: text/y\ncontent\n';
    expect(folder.files()).toEqual({ upload: 'content', echo: echoed, 'echo-2': echoed });
  });

  it.each([[[]], [['--limit-rate', '100m']]])('posts what comes through a pipe, in chunks %j', async (limit) => {
    folder.write('upload', megabyte);
    expect(spawnSync('mkfifo', [join(folder.path, 'pipe')]).status).toBe(0);
    const writer = spawn('sh', ['-c', 'cat upload > pipe'], { cwd: folder.path });
    const written = once(writer, 'exit');

    expect(await run('-q', ...limit, '-o', '-', '--post-file', 'pipe', url('/echo'))).toEqual({
      code: 0,
      stdout: `POST\ncontent-type: application/octet-stream\ntransfer-encoding: chunked\nuser-agent: qhttp/0.1.0\naccept: */*\n${megabyte.toString()}\n`,
      stderr: '',
    });
    expect(await written).toEqual([0, null]);
  });

  it('says what HTTP forbids of one request, and makes the others', async () => {
    expect(await run('-H', 'Host: one', '-H', 'Host: two', url('/a.txt'), url('/b.txt'))).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        'http://server/a.txt: The header has more than one host field [server]',
        'http://server/b.txt: The header has more than one host field [server]',
        '0 of 2 done, 2 failed: 0 B in 0 ms',
        '',
      ].join('\n'),
    });
    expect(server.log).toEqual([]);
  });

  it('says at once that the file to post is not there', async () => {
    expect(await run('--post-file', 'missing', url('/echo'))).toEqual({
      code: 1,
      stdout: '',
      stderr:
        "qhttp: cannot read FOLDER/missing: ENOENT: no such file or directory, stat 'FOLDER/missing'\nTry 'qhttp --help'.\n",
    });
    expect(await run('--post-file', '.', url('/echo'))).toMatchObject({
      code: 1,
      stderr: "qhttp: cannot read FOLDER: it is a folder\nTry 'qhttp --help'.\n",
    });
    expect(server.log).toEqual([]);
  });
});
