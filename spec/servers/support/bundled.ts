import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { atEnd } from '../../support/at-end.js';

const project = join(__dirname, '../../..');

/** What a program of docs/ imports by the name of the package, in the sources. */
const sources: Readonly<Record<string, string>> = {
  'rx-qhttp': 'src/index.ts',
  '#transport': 'src/connection/node/transport.ts',
};

/** A program of docs/ together with the library as its sources are now, without a build; removed behind the test. */
export async function bundled(path: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'rx-qhttp-program-'));
  atEnd(() => {
    rmSync(folder, { recursive: true });
  });
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'));
  const outfile = join(folder, 'program.mjs');
  await build({
    entryPoints: [join(project, path)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    plugins: [
      {
        name: 'sources',
        setup(bundling) {
          bundling.onResolve({ filter: /^(rx-qhttp|#transport)$/ }, ({ path: name }) => ({
            path: join(project, sources[name] ?? name),
          }));
        },
      },
    ],
  });
  return outfile;
}
