import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { median } from './measure.ts';

export interface ImportResult {
  /** Milliseconds beyond undici and RxJS. */
  readonly beyond: number;
  /** Milliseconds of undici and RxJS. */
  readonly dependencies: number;
  /** Bytes, minified and gzipped, without dependencies. */
  readonly size: number;
  /** The heaviest files, in bytes minified. */
  readonly heaviest: readonly (readonly [file: string, bytes: number])[];
}

const entry = fileURLToPath(new URL('../dist/index.js', import.meta.url));
const program = `
  const start = performance.now();
  await import('undici'); await import('rxjs');
  const between = performance.now();
  await import(${JSON.stringify(entry)});
  console.log(JSON.stringify([between - start, performance.now() - between]));`;

/** Time to import the package, in processes of their own, and its size. */
export async function importing(rounds: number): Promise<ImportResult> {
  const cwd = fileURLToPath(new URL('.', import.meta.url));
  const runs = Array.from({ length: rounds }, () => {
    const text = execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd, encoding: 'utf8' });
    return JSON.parse(text) as [number, number]; // as the program prints it
  });
  const built = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  const inputs = Object.values(built.metafile.outputs)[0]?.inputs ?? {};
  const result = {
    dependencies: median(runs.map(([dependencies]) => dependencies)),
    beyond: median(runs.map(([, beyond]) => beyond)),
    size: gzipSync(built.outputFiles[0]?.contents ?? new Uint8Array()).length,
    heaviest: Object.entries(inputs)
      .map(([file, { bytesInOutput }]) => [file.replace(/^.*dist\//, ''), bytesInOutput] as const)
      .sort(([, a], [, b]) => b - a)
      .slice(0, 12),
  };
  console.log(
    `  undici and RxJS ${result.dependencies.toFixed(0)} ms, this package ${result.beyond.toFixed(1)} ms more; ` +
      `${String(result.size)} bytes minified and gzipped`,
  );
  console.log(`  heaviest, minified: ${result.heaviest.map(([file, bytes]) => `${file} ${String(bytes)}`).join(', ')}`);
  return result;
}
