import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runGateway } from '../../../docs/examples/download-manager/gateway/run-gateway.ts';
import { bytes, FileServer } from './support/file-server.ts';
import { temporaryFolder } from './support/gateway-stage.ts';

jest.setTimeout(30_000); // on a machine that is busy

/** A terminal that somebody reads. */
class Terminal {
  out = '';
  err = '';
  readonly #ended = Promise.withResolvers<undefined>();
  #told = Promise.withResolvers<undefined>();

  /** What the gateway exits with. */
  run(...args: readonly string[]): Promise<number> {
    return runGateway(args, {
      out: (text) => {
        this.out += text;
        this.#told.resolve(undefined);
      },
      err: (text) => (this.err += text),
      builtPage: '/nowhere',
      ended: this.#ended.promise.then(() => undefined),
    });
  }

  async untilTold(): Promise<void> {
    await this.#told.promise;
  }

  end(): void {
    this.#ended.resolve(undefined);
  }
}

describe('node gateway/main.ts', () => {
  it('prints the address of its page, downloads what it was given, and ends when it is told to', async () => {
    const server = await FileServer.open({ '/a.txt': bytes('alpha') });
    const folder = await temporaryFolder();
    const terminal = new Terminal();
    const exited = terminal.run('--folder', folder, '--url', server.url('/a.txt'));
    await terminal.untilTold();
    expect(terminal.out).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}\nFiles go into .+\n(The page has not been built .+\n)?$/,
    );
    await server.untilAsked('GET /a.txt');
    while (!(await readdir(folder)).includes('a.txt')) await new Promise((resolve) => setImmediate(resolve));
    terminal.end();
    expect([await exited, terminal.err]).toEqual([0, '']);
  });

  it('prints its help', async () => {
    const terminal = new Terminal();
    expect(await terminal.run('--help')).toBe(0);
    expect(terminal.out).toMatch(/^The gateway of the download manager/);
    expect(terminal.out).toContain('--folder DIR');
  });

  it.each([
    [['--port', 'x'], "--port: 'x' is no port (0 to 65535)"],
    [['--port', '65536'], "--port: '65536' is no port (0 to 65535)"],
    [['--port', ''], "--port: '' is no port (0 to 65535)"],
    [['--folder', ''], '--folder has no name'],
    [['--page='], '--page has no name'],
    [['--what'], "Unknown option '--what'"],
    [['url'], "Unexpected argument 'url'"],
  ])('says what is wrong with %j', async (args, message) => {
    const terminal = new Terminal();
    expect(await terminal.run(...args)).toBe(2);
    expect(terminal.out).toBe('');
    expect(terminal.err).toContain(`gateway: ${message}`);
    expect(terminal.err).toContain("Try 'node gateway/main.ts --help'.");
  });

  it('says which folder or URL it cannot take', async () => {
    const folder = await temporaryFolder();
    const terminal = new Terminal();
    expect(await terminal.run('--folder', join(folder, 'none'))).toBe(1);
    expect(await terminal.run('--folder', folder, '--page', join(folder, 'none'))).toBe(1);
    expect(await terminal.run('--folder', folder, '--url', 'nonsense')).toBe(1);
    expect(terminal.err).toMatch(/none.*\n.*none.*\ngateway: Line 1 is no http or https address: nonsense\n$/);
  });
});
