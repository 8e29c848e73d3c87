// Bundles src/ to dist/: a few files in the place of one for each module, as Node takes longer to open a module than to
// run it. The declarations are tsc's. `node scripts/build.mjs FOLDER` writes to another folder than dist/.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const project = fileURLToPath(new URL('..', import.meta.url));
const source = join(project, 'src');
const outdir = resolve(process.argv[2] ?? join(project, 'dist'));

const { exports, imports, bin } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
const library = await bundle(entryPoints(exports, imports), 'shared/[name]-[hash]', [fewChunks()]);
// A user of the entries, which therefore are not cut to its needs.
const commandLine = await bundle(entryPoints(bin), 'cli/[name]-[hash]', [entriesFrom('cli')]);

// Entries last: no file names one that is not there yet.
const files = [...library, ...commandLine].toSorted((a, b) => Number(isEntry(a)) - Number(isEntry(b)));
for (const { path, text } of files) put(path, withOwnNames(withoutBareImports(text)));
const written = new Set(files.map(({ path }) => path));
for (const path of scriptsIn(outdir)) if (!written.has(path)) rmSync(path, { force: true });

/** @param chunkNames - of what entries share, or load later */
async function bundle(entryPoints, chunkNames, plugins = []) {
  const { outputFiles } = await build({
    absWorkingDir: project,
    entryPoints,
    outdir,
    bundle: true,
    // What two entries share is there once: a class is the same one whichever entry it comes from.
    splitting: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2023',
    packages: 'external',
    // package.json picks its side where the program runs; tsconfig.json knows one side only.
    external: ['#transport'],
    chunkNames,
    legalComments: 'none',
    tsconfig: 'tsconfig.build.json',
    plugins,
    write: false,
    logLevel: 'warning',
  });
  return outputFiles;
}

/** Every file that a part of package.json names below dist/, and where it comes from. */
function entryPoints(...parts) {
  const named = JSON.stringify(parts).matchAll(/"\.\/dist\/([^"]+)\.js"/g);
  return Object.fromEntries([...named].map(([, path]) => [path, join(source, `${path}.ts`)]));
}

function isEntry({ path }) {
  return !/-[0-9A-Z]{8}\.js$/.test(path);
}

/** Imports the entries of the library, from a folder of dist/, as a program would. */
function entriesFrom(folder) {
  const entries = new Set(Object.values(entryPoints(exports)));
  return {
    name: 'entries',
    setup: ({ onResolve }) => {
      onResolve({ filter: /\/index\.js$/ }, ({ path, resolveDir }) => {
        const target = resolve(resolveDir, path);
        if (!entries.has(target.replace(/\.js$/, '.ts'))) return undefined;
        return { path: relative(join(source, folder), target).replaceAll('\\', '/'), external: true };
      });
    },
  };
}

/**
 * esbuild makes a chunk of what the same entries need, and so one more for each entry that needs a part only. These entries
 * are taken to need what stands beside their names as well: it lies in the chunks that they open, and does nothing there.
 */
function fewChunks() {
  const beside = {
    'browser/index.ts': ['connection/follow-redirects.ts'],
    'angular/index.ts': ['browser/index.ts'],
  };
  return {
    name: 'few-chunks',
    setup: ({ onLoad, onResolve }) => {
      onLoad({ filter: /\/(browser|angular)\/index\.ts$/ }, ({ path }) => {
        const others = beside[relative(source, path).replaceAll('\\', '/')];
        const imports = others.map((other) => `import ${JSON.stringify(join(source, other))};\n`);
        return { contents: imports.join('') + readFileSync(path, 'utf8'), loader: 'ts' };
      });
      // Else nothing would be reached by an import that takes nothing.
      onResolve({ filter: /^[./]/ }, ({ path, resolveDir }) => ({
        path: resolve(resolveDir, path).replace(/\.js$/, '.ts'),
        sideEffects: true,
      }));
    },
  };
}

/** esbuild writes `var HttpHeader = class _HttpHeader` where a class names itself; a program would see that name. */
function withOwnNames(text) {
  const renamed = new Set([...text.matchAll(/^var (\w+) = class _\1\b/gm)].map(([, name]) => `_${name}`));
  return text.replace(/(?<![\w.#])_\w+/g, (word) => (renamed.has(word) ? word.slice(1) : word));
}

/** esbuild names files for their order alone, too; here none does anything when it is loaded, as package.json says. */
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
