// Compiles a program that uses the published types, under each TypeScript that they promise to work with.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { project, withPackage } from './pack.mjs';

const compilers = join(project, 'scripts/compilers');
const versions = ['5.4', '5.9', '6.0', '7.0'];
/** What a user writes, and the types that are there without asking. */
const programs = [
  { file: 'consumer.ts', lib: ['es2023'], types: ['node'] },
  { file: 'consumer-browser.ts', lib: ['es2023', 'dom'], types: [] },
  { file: 'consumer-angular.ts', lib: ['es2023', 'dom'], types: [] },
];
const resolutions = [
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
];
/** What a consumer has beside the package: its dependencies and their types. */
const neighbours = ['rxjs', 'tslib', 'undici', 'undici-types', '@types/node', '@angular/common', '@angular/core'];

function installCompilers() {
  const missing = versions.some((version) => !existsSync(join(compilers, 'node_modules', `typescript-${version}`)));
  if (missing) execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: compilers, stdio: 'inherit' });
}

function furnish(consumer) {
  for (const name of neighbours) {
    const link = join(consumer, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(project, 'node_modules', name), link, 'junction');
  }
  writeFileSync(join(consumer, 'package.json'), '{ "type": "module", "private": true }');
  for (const { file } of programs) copyFileSync(join(project, 'scripts', file), join(consumer, file));
}

function compile(consumer, version, resolution, { file, ...environment }) {
  const compilerOptions = {
    ...resolution,
    target: 'es2022',
    ...environment,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
  };
  writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
  const folder = join(compilers, 'node_modules', `typescript-${version}`);
  const { version: exact } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'bin/tsc'), '-p', consumer], {
    cwd: consumer,
    encoding: 'utf8',
  });
  console.log(`TypeScript ${exact}, ${resolution.moduleResolution}, ${file}: ${status === 0 ? 'fine' : 'FAILS'}`);
  if (status !== 0) console.log(stdout + stderr);
  return status === 0;
}

await withPackage(({ consumer }) => {
  installCompilers();
  furnish(consumer);
  const passed = versions.flatMap((version) =>
    resolutions.flatMap((resolution) => programs.map((program) => compile(consumer, version, resolution, program))),
  );
  if (passed.includes(false)) process.exitCode = 1;
});
