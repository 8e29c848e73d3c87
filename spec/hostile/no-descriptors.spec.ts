import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { bundled } from '../servers/support/bundled.js';
import { ok } from '../support/answers.js';
import { RawServer } from '../support/raw-server.js';

/** For bundling and for a process, on a machine that is busy. */
const patienceMs = 30_000;

interface Outcomes {
  /** Where no file and no socket can be opened any more. */
  readonly without: readonly string[];
  readonly withSome: readonly string[];
  readonly kept: readonly string[];
}

describe('a process that is out of file descriptors', () => {
  async function outcomes(host: string): Promise<Outcomes> {
    const server = await RawServer.answering(() => ok('fine'));
    const program = await bundled('spec/hostile/support/no-descriptors.ts');
    const { stdout, stderr } = await promisify(execFile)('bash', [
      '-c',
      'ulimit -n 64; exec "$@"',
      'bash',
      process.execPath,
      program,
      String(server.port),
      host,
    ]);
    expect(stderr).toBe('');
    return JSON.parse(stdout) as Outcomes;
  }

  const well = ['done', 'NoError', 'Unknown error'];

  test(
    'is told that a connection failed by it; the next one works, and so does one that stands',
    async () => {
      expect(await outcomes('127.0.0.1')).toEqual({
        without: [
          ...['requestStarted', 'Connecting', 'requestFinished', 'failed', 'Unconnected', 'UnknownError'],
          expect.stringMatching(/^The connection to 127\.0\.0\.1:\d+ failed: .*EMFILE/),
        ],
        withSome: ['requestStarted', 'Connecting', 'Sending', 'Reading', 'Connected', 'requestFinished', ...well],
        kept: ['requestStarted', 'Sending', 'Reading', 'Connected', 'requestFinished', ...well],
      });
    },
    patienceMs,
  );

  test(
    'is told so of a name, too, or that there is none',
    async () => {
      const { without, withSome } = await outcomes('localhost');

      expect(without.slice(-3)).toEqual([
        'Unconnected',
        expect.stringMatching(/^(UnknownError|HostNotFound)$/),
        expect.stringMatching(/EMFILE|not found/),
      ]);
      expect(withSome.slice(-3)).toEqual(well);
    },
    patienceMs,
  );
});
