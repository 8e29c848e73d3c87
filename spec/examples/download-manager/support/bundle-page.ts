import { join } from 'node:path';
import { build } from 'esbuild';

const project = join(__dirname, '../../../..');

/** A program of a page, with the library as its sources are now, whatever is installed beside the example. */
export async function bundlePage(entry: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    absWorkingDir: project,
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    tsconfigRaw: {},
    alias: {
      'rx-qhttp/browser': join(project, 'src/browser/index.ts'),
      '#transport': join(project, 'src/connection/web/transport.ts'),
      rxjs: join(project, 'node_modules/rxjs'),
    },
    write: false,
  });
  const [program] = outputFiles;
  if (!program) throw new Error('esbuild has made nothing');
  return program.contents;
}
