import { runCli } from './support/run-cli.js';
import { help } from '../../src/cli/help.js';
import { version } from '../../src/cli/version.js';

const cwd = '/nowhere';

describe('qhttp without a download', () => {
  it('prints its help', async () => {
    expect(await runCli(['--help'], { cwd })).toEqual({ code: 0, stdout: help, stderr: '' });
  });

  it('prints its version', async () => {
    expect(await runCli(['--version'], { cwd })).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('runs the demonstration where it is asked for nothing, until Ctrl-C', async () => {
    const interruption = new AbortController();
    interruption.abort();
    const { code, stdout } = await runCli([], { cwd, interruption });

    expect([code, stdout]).toEqual([130, expect.stringContaining('0 done, 0 failed, 9 dropped')]);
  });

  it('says what is wrong with its arguments', async () => {
    expect(await runCli(['--nonsense\x1b[2J'], { cwd })).toEqual({
      code: 1,
      stdout: '',
      stderr: "qhttp: Unknown option '--nonsense\\x1b[2J'\nTry 'qhttp --help'.\n",
    });
  });

  it('has a help that fits 80 columns', () => {
    expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});
