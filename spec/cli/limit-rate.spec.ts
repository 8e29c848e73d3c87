import { main } from '../../src/cli/main.js';
import { turn } from '../support/turn.js';
import { PageServer, type Page } from './support/page-server.js';
import { fakeIo } from './support/run-cli.js';
import { TemporaryFolder } from './support/temporary-folder.js';

const megabyte = 1024 * 1024;

/** Sleeps that only count: what they would have taken is over at once. */
class Sleeps {
  ms = 0;
  readonly now = (): number => this.ms;
  readonly sleep = (ms: number): Promise<void> => {
    this.ms += ms;
    return Promise.resolve();
  };
}

describe('--limit-rate', () => {
  let server: PageServer;
  let folder: TemporaryFolder;
  /** Bytes that the server has got rid of, or has got. */
  let moved: number;

  const large: Page = (_request, response) => response.end(Buffer.alloc(megabyte, 'x'));
  const endless: Page = (_request, response) => {
    const more = (): void => {
      // Told to wait each time: `drain` comes when the kernel has taken it.
      response.write(Buffer.alloc(64 * 1024));
      moved += 64 * 1024;
    };
    response.on('drain', more);
    more();
  };
  const taking: Page = (request, response) => {
    request.on('data', (chunk: Buffer) => (moved += chunk.byteLength));
    request.on('end', () => response.end());
  };

  beforeEach(async () => {
    moved = 0;
    folder = new TemporaryFolder();
    server = await PageServer.start({ '/large': large, '/endless': endless, '/up': taking });
  });
  afterEach(async () => {
    await server.stop();
    folder.remove();
  });

  /** The seconds that it would have taken. */
  const seconds = async (...argv: string[]): Promise<number> => {
    const sleeps = new Sleeps();
    expect(await main(['-q', ...argv], { ...fakeIo(folder.path), now: sleeps.now, sleep: sleeps.sleep })).toBe(0);
    return Math.round(sleeps.ms / 100) / 10;
  };

  it('makes a download take its time', async () => {
    expect(await seconds('--limit-rate', '100k', server.url('/large'))).toBe(10.2);
    expect(await seconds('-f', server.url('/large'))).toBe(0);
    expect(folder.files()['large']).toHaveLength(megabyte);
  });

  it('makes an upload take its time', async () => {
    folder.write('file', Buffer.alloc(megabyte, 'x'));

    expect(await seconds('--limit-rate', '200k', '--post-file', 'file', server.url('/up'))).toBe(5.1);
    expect(moved).toBe(megabyte);
  });

  /** Resolves when nothing moves any more, or too much has. */
  const atRest = async (): Promise<void> => {
    let before = -1;
    for (let same = 0; same < 20 && moved < 64 * megabyte; same++) {
      if (moved !== before) same = 0;
      before = moved;
      await turn();
    }
  };

  /** Runs until it sleeps and nothing moves any more, and is interrupted then. */
  const interruptedAsleep = async (...argv: string[]): Promise<number> => {
    const interruption = new AbortController();
    const sleep = (_ms: number, unwanted: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        unwanted.addEventListener('abort', () => resolve());
        void atRest().then(() => interruption.abort());
      });
    return main(['-q', ...argv], { ...fakeIo(folder.path, { interruption }), now: () => 0, sleep });
  };

  it('pauses the socket, and lets go of it with Ctrl-C', async () => {
    expect(await interruptedAsleep('--limit-rate', '1', '-o', '-', server.url('/endless'))).toBe(130);
    // What both ends of the connection hold of it: it would be endless otherwise.
    expect(moved).toBeLessThan(32 * megabyte);
  });

  it('does not read a file ahead, and lets go of it with Ctrl-C', async () => {
    folder.write('file', Buffer.alloc(8 * megabyte));

    expect(await interruptedAsleep('--limit-rate', '1', '--post-file', 'file', server.url('/up'))).toBe(130);
    expect(moved).toBeLessThan(megabyte);
  });
});
