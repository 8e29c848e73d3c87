// Checks the package as it would be published: publint, "are the types wrong", and its size.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { project, withPackage } from './pack.mjs';

/**
 * The main entry, minified and gzipped, without its dependencies: what a program carries that uses all of it, from Digest,
 * NTLM and SOCKS to redirects, operators and the pool. 2 % above where it stands; the aim is 20,000.
 */
const limit = 44_500;

function run(name, ...args) {
  console.log(`\n${name} ${args.join(' ')}`);
  execFileSync(join(project, 'node_modules/.bin', name), args, { cwd: project, stdio: 'inherit' });
}

/** @param contents - a program in the folder of the package */
async function sizeOf(contents, resolveDir) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    write: false,
    logLevel: 'error',
  });
  return gzipSync(outputFiles[0].contents).length;
}

await withPackage(async ({ tarball, unpacked }) => {
  run('publint', tarball, '--strict');
  run('attw', tarball, '--profile', 'esm-only');

  const { exports } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'));
  const entry = exports['.'].default;
  const size = await sizeOf(`export * from '${entry}'`, unpacked);
  const pipeline = await sizeOf(`export { QHttp } from '${entry}'`, unpacked);
  console.log(`\nrx-qhttp: ${size} bytes minified and gzipped, of ${limit} at most; QHttp alone: ${pipeline}`);
  if (size > limit) process.exitCode = 1;
}).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
