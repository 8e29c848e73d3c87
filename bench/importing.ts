import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { spreadOf, type Spread } from './measure.ts';

/** One import, in milliseconds: by the clock, and of the processor, which other work on the machine changes less. */
interface ImportTimes {
  readonly wall: Spread;
  readonly cpu: Spread;
}

export interface ImportResult {
  /** In the order in which they are imported, so that each is beyond those before it. */
  readonly undici: ImportTimes;
  readonly rxjs: ImportTimes;
  readonly own: ImportTimes;
  /** Of everything that is exported: bytes, minified and gzipped, without dependencies. */
  readonly size: number;
  /** The same of a program that imports nothing but `QHttp`. */
  readonly pipelineSize: number;
  /** The heaviest modules of everything, in bytes minified. */
  readonly heaviest: readonly (readonly [file: string, bytes: number])[];
}

const names = ['undici', 'rxjs', 'rx-qhttp'] as const;
const program = `
  const times = [];
  for (const name of ${JSON.stringify(names)}) {
    const before = process.cpuUsage();
    const start = performance.now();
    await import(name);
    const wall = performance.now() - start;
    const { user, system } = process.cpuUsage(before);
    times.push({ wall, cpu: (user + system) / 1000 });
  }
  console.log(JSON.stringify(times));`;

/** As built: the paths of tsconfig.json would lead to src/. */
const ofPackage: BuildOptions = { tsconfigRaw: '{}' };

const project = fileURLToPath(new URL('..', import.meta.url));

/** Time to import the package as it is built, in processes of their own, and its size. */
export async function importing(rounds: number): Promise<ImportResult> {
  const runs = Array.from({ length: rounds }, () => {
    const args = ['--input-type=module', '-e', program];
    const text = execFileSync(process.execPath, args, { cwd: project, encoding: 'utf8' });
    return JSON.parse(text) as readonly { readonly wall: number; readonly cpu: number }[]; // as the program prints it
  });
  const timesOf = (index: number): ImportTimes => ({
    wall: spreadOf(runs.map((run) => run[index]?.wall ?? NaN)),
    cpu: spreadOf(runs.map((run) => run[index]?.cpu ?? NaN)),
  });
  const result: ImportResult = {
    undici: timesOf(0),
    rxjs: timesOf(1),
    own: timesOf(2),
    size: (await bundled(`export * from 'rx-qhttp'`, ofPackage)).size,
    pipelineSize: (await bundled(`export { QHttp } from 'rx-qhttp'`, ofPackage)).size,
    heaviest: heaviest((await bundled(`export * from './src/index.ts'`)).metafile),
  };
  const shown = ({ wall, cpu }: ImportTimes) =>
    `${wall.median.toFixed(1)} ms (${wall.least.toFixed(1)} to ${wall.most.toFixed(1)}), CPU ${cpu.median.toFixed(1)} ms`;
  console.log(`  undici: ${shown(result.undici)}`);
  console.log(`  RxJS beyond it: ${shown(result.rxjs)}`);
  console.log(`  this package beyond both: ${shown(result.own)}`);
  console.log(`  ${result.size} bytes minified and gzipped, of QHttp alone ${result.pipelineSize}`);
  console.log(`  heaviest, minified: ${result.heaviest.map(([file, bytes]) => `${file} ${bytes}`).join(', ')}`);
  return result;
}

/** What a program carries that is bundled for Node. */
async function bundled(
  contents: string,
  options?: BuildOptions,
): Promise<{ readonly size: number; readonly metafile: Metafile }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: project },
    absWorkingDir: project,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    external: ['undici', 'rxjs'],
    ...options,
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  return { size: gzipSync(outputFiles[0]?.contents ?? new Uint8Array()).length, metafile };
}

function heaviest({ outputs }: Metafile): readonly (readonly [file: string, bytes: number])[] {
  return Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .map(([file, { bytesInOutput }]) => [file.replace(/^src\//, ''), bytesInOutput] as const)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 12);
}
