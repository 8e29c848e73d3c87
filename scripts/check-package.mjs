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
const limit = 45_400;
/** The entry for browsers in the same way, as a bundler makes it for one; the aim is 12,000. */
const browserLimit = 33_300;
/** The entry for Angular in the same way, as Angular's tools make it for a browser. */
const angularLimit = 35_600;

function run(name, ...args) {
  console.log(`\n${name} ${args.join(' ')}`);
  execFileSync(join(project, 'node_modules/.bin', name), args, { cwd: project, stdio: 'inherit' });
}

/** @param contents - a program in the folder of the package */
async function sizeOf(contents, resolveDir, platform = 'node') {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir },
    define: { ngServerMode: 'false' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform,
    packages: 'external',
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  const [{ imports }] = Object.values(metafile.outputs);
  const packages = new Set(imports.map(({ path }) => path));
  return { size: gzipSync(outputFiles[0].contents).length, packages: [...packages].toSorted().join(', ') };
}

await withPackage(async ({ tarball, unpacked }) => {
  run('publint', tarball, '--strict');
  run('attw', tarball, '--profile', 'esm-only');

  const { exports } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'));
  const sizeOfEntry = (names, entry, platform) =>
    sizeOf(`export ${names} from '${exports[entry].default}'`, unpacked, platform);
  const { size } = await sizeOfEntry('*', '.');
  const pipeline = await sizeOfEntry('{ QHttp }', '.');
  console.log(`\nrx-qhttp: ${size} bytes minified and gzipped, of ${limit} at most; QHttp alone: ${pipeline.size}`);
  const browser = await sizeOfEntry('*', './browser', 'browser');
  const page = await sizeOfEntry('{ QHttp, toText }', './browser', 'browser');
  console.log(`rx-qhttp/browser: ${browser.size} of ${browserLimit}; QHttp and toText alone: ${page.size}`);
  const angular = await sizeOfEntry('*', './angular', 'browser');
  const application = await sizeOfEntry('{ provideQHttp }', './angular', 'browser');
  console.log(`rx-qhttp/angular: ${angular.size} of ${angularLimit}; provideQHttp alone: ${application.size}`);
  if (size > limit || browser.size > browserLimit || angular.size > angularLimit) process.exitCode = 1;
  if (browser.packages !== 'rxjs') throw new Error(`rx-qhttp/browser asks for more than rxjs: ${browser.packages}`);
  if (angular.packages !== '@angular/common, @angular/common/http, @angular/core, rxjs') {
    throw new Error(`rx-qhttp/angular asks for more than Angular and rxjs: ${angular.packages}`);
  }
}).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
