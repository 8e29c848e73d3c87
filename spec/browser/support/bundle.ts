import { join } from 'node:path';
import { build, type BuildResult, type PluginBuild } from 'esbuild';

const project = join(__dirname, '../../..');

type Bundle = BuildResult<{ write: false; metafile: true }>;

/** A program as a bundler makes it for a browser, with the library as its sources are now. */
export async function bundleForBrowser(entry: string, external: readonly string[] = []): Promise<Bundle> {
  return build({
    absWorkingDir: project,
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    external: [...external],
    tsconfigRaw: {},
    plugins: [
      {
        name: 'sources',
        setup(bundling: PluginBuild) {
          bundling.onResolve({ filter: /^#transport$/ }, () => ({
            path: join(project, 'src/connection/web/transport.ts'),
          }));
          // What the specs share names the entry for Node.
          bundling.onResolve({ filter: /\/src\/index\.js$/ }, () => ({ path: join(project, 'src/browser/index.ts') }));
        },
      },
    ],
    metafile: true,
    write: false,
  });
}
