// Bundles src/ to dist/: a few files in the place of one for each module, as Node takes longer to open a module than to
// run it. The declarations are tsc's. `node scripts/build.mjs FOLDER` writes to another folder than dist/.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const project = fileURLToPath(new URL('..', import.meta.url));
const outdir = resolve(process.argv[2] ?? join(project, 'dist'));

const { outputFiles } = await build({
  absWorkingDir: project,
  entryPoints: entryPoints(),
  outdir,
  bundle: true,
  // What two entries share stands in a chunk of its own, once: a class is the same one whichever entry it comes from.
  splitting: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2023',
  packages: 'external',
  // package.json picks its side where the program runs; tsconfig.json knows one side only.
  external: ['#transport'],
  entryNames: '[dir]/[name]',
  chunkNames: 'chunks/[name]-[hash]',
  legalComments: 'none',
  tsconfig: 'tsconfig.build.json',
  write: false,
  logLevel: 'warning',
});

// Chunks first: no file names one that is not there yet.
const isChunk = ({ path }) => path.includes('chunks');
for (const { path, text } of outputFiles.toSorted((a, b) => isChunk(b) - isChunk(a)))
  put(path, withOwnNames(withoutBareImports(text)));
const written = new Set(outputFiles.map(({ path }) => path));
for (const path of scriptsIn(outdir)) if (!written.has(path)) rmSync(path, { force: true });

/** Every file that package.json names below dist/, and where it comes from. */
function entryPoints() {
  const { exports, imports, bin } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  const named = JSON.stringify([exports, imports, bin]).matchAll(/"\.\/dist\/([^"]+)\.js"/g);
  return Object.fromEntries([...named].map(([, path]) => [path, join(project, 'src', `${path}.ts`)]));
}

/** esbuild writes `var HttpHeader = class _HttpHeader` where a class names itself; a program would see that name. */
function withOwnNames(text) {
  const renamed = new Set([...text.matchAll(/^var (\w+) = class _\1\b/gm)].map(([, name]) => `_${name}`));
  return text.replace(/(?<![\w.#])_\w+/g, (word) => (renamed.has(word) ? word.slice(1) : word));
}

/** esbuild names chunks for their order alone, too; here none does anything when it is loaded, as package.json says. */
function withoutBareImports(text) {
  return text.replace(/^import "\.[^"]*";\n/gm, '');
}

/** Replaces the file as a whole and only where it changes: a program that starts meanwhile finds the old one or the new one. */
function put(path, text) {
  if (textOf(path) === text) return;
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = join(dirname(path), `.${basename(path)}-${process.pid}`);
  writeFileSync(unfinished, text);
  renameSync(unfinished, path);
}

function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function scriptsIn(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile() && file.name.endsWith('.js'))
    .map(({ parentPath, name }) => join(parentPath, name));
}
