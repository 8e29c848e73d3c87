import { PageServer, text } from './support/page-server.js';
import { runCli } from './support/run-cli.js';
import { TemporaryFolder } from './support/temporary-folder.js';

describe('Ctrl-C', () => {
  let folder: TemporaryFolder;
  let interruption: AbortController;
  beforeEach(() => {
    folder = new TemporaryFolder();
    interruption = new AbortController();
  });
  afterEach(() => folder.remove());

  it('keeps what has come, closes the connection and ends with 130', async () => {
    let closed: Promise<unknown> | undefined;
    const server = await PageServer.start({
      '/a': text('a\n'),
      '/endless': (request, response) => {
        closed = new Promise((resolve) => request.socket.once('close', resolve));
        response.writeHead(200, { 'Content-Length': 100, ETag: '"v1"' });
        response.write('something');
      },
      '/b': text('b\n'),
    });
    try {
      const argv = ['--signals', ...['/a', '/endless', '/b'].map((path) => server.url(path))];
      const { code, stdout, stderr } = await runCli(argv, {
        cwd: folder.path,
        interruption,
        names: { server },
        onOutput: (signals) => {
          // The bytes are handed on when their signal has been told.
          if (signals.includes('"done":9,"total":100')) queueMicrotask(() => interruption.abort());
        },
      });
      await closed;

      expect({ code, stderr }).toEqual({
        code: 130,
        stderr: [
          'http://server/a -> a: 2 B in 0 ms',
          'http://server/endless: interrupted; endless.part (9 B) is kept, --continue goes on with it',
          'http://server/b: dropped, never sent',
          '1 of 3 done, 1 interrupted, 1 dropped: 11 B in 0 ms',
          '',
        ].join('\n'),
      });
      expect(
        stdout
          .split('\n')
          .slice(-6)
          .map((line) => line.replace(/.*"type":/, '').replace(/"id":\d+/, '"id":N')),
      ).toEqual([
        '"dataReadProgress","done":9,"total":100}',
        '"requestFinished","id":N,"error":true}',
        '"done","error":true}',
        '"stateChanged","state":6,"stateName":"Closing"}',
        '"stateChanged","state":0,"stateName":"Unconnected"}',
        '',
      ]);
      expect(Object.keys(folder.files())).toEqual(['a', 'endless.part', 'endless.part.json']);
      expect(server.log).toEqual(['GET /a #1', 'GET /endless #1']);
    } finally {
      await server.stop();
    }
  });

  it('before anything has begun drops everything', async () => {
    const server = await PageServer.start({});
    interruption.abort();
    try {
      expect(await runCli([server.url('/a')], { cwd: folder.path, interruption, names: { server } })).toEqual({
        code: 130,
        stdout: '',
        stderr: 'http://server/a: dropped, never sent\n0 of 1 done, 1 dropped: 0 B in 0 ms\n',
      });
      expect(server.log).toEqual([]);
    } finally {
      await server.stop();
    }
  });

  it('is stronger than --keep-going', async () => {
    const server = await PageServer.start({ '/a': () => interruption.abort() });
    try {
      const urls = ['/a', '/b'].map((path) => server.url(path));
      expect(await runCli(['-k', ...urls], { cwd: folder.path, interruption, names: { server } })).toEqual({
        code: 130,
        stdout: '',
        stderr: [
          'http://server/a: interrupted',
          'http://server/b: dropped, never sent',
          '0 of 2 done, 1 interrupted, 1 dropped: 0 B in 0 ms',
          '',
        ].join('\n'),
      });
    } finally {
      await server.stop();
    }
  });
});
