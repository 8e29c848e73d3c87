import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { atEnd } from '../support/at-end.js';

const root = resolve(__dirname, '../..');

/** What is built from `dist/` otherwise, from the sources as they are now. */
const fromSource: Plugin = {
  name: 'from-source',
  setup: ({ onResolve }) => {
    onResolve({ filter: /\/dist\/index\.js$/ }, () => ({ path: join(root, 'src/index.ts') }));
    onResolve({ filter: /^#transport$/ }, () => ({ path: join(root, 'src/connection/node/transport.ts') }));
  },
};

/** A program of the benchmarks in one file; it stands where it finds the packages. */
async function bundled(program: string): Promise<string> {
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'spec-'));
  atEnd(() => {
    rmSync(folder, { recursive: true });
  });
  const outfile = join(folder, 'program.mjs');
  await build({
    entryPoints: [join(root, 'bench', program)],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    plugins: [fromSource],
  });
  return outfile;
}

interface Measured {
  readonly bytes: number;
  /** Of the resident memory before the request, in MiB. */
  readonly peakBefore: number;
  /** Of the resident memory in all, in MiB. */
  readonly peak: number;
}

/** Garbage is collected at each MiB: what is measured is what is held, however busy the machine is. */
const nodeOptions = ['--expose-gc'];

describe('a slow consumer', () => {
  it('of 256 MiB needs 40 MiB of memory at most beyond what it has before the request', async () => {
    const program = await bundled('slow-consumer.ts');

    const { stdout } = await promisify(execFile)(process.execPath, [...nodeOptions, program, '256', '1']);
    const { bytes, peakBefore, peak } = JSON.parse(stdout) as Measured;

    expect(bytes).toBe(256 * 1024 * 1024);
    expect(peak - peakBefore).toBeLessThan(40);
  }, 60_000);
});
