import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Something that is made of files, and made again when one of them has changed. */
interface Step {
  /** For a person who waits. */
  readonly says: string;
  /** Files, and folders with all that is in them. */
  readonly madeOf: readonly string[];
  /** It has to be made, too, where this is not there. */
  readonly makes: string;
  readonly make: () => Promise<void>;
}

/**
 * Builds the library, installs the packages of the example with this library among them, and builds the page: each only
 * where it is not there or something that it is made of has changed.
 *
 * @param example - the folder of the download manager
 * @param tell - takes a line for each thing that is done
 * @throws Error that says what failed; the program that failed has printed why
 */
export async function prepare(example: string, tell: (line: string) => void): Promise<void> {
  const project = join(example, '../../..');
  const inProject = (...names: string[]): string[] => names.map((name) => join(project, name));
  const inExample = (...names: string[]): string[] => names.map((name) => join(example, name));
  const copy = join(example, 'node_modules/rx-qhttp');
  const steps: readonly Step[] = [
    {
      says: 'Building the library',
      madeOf: inProject('src', 'scripts/build.mjs', 'package.json', 'tsconfig.json', 'tsconfig.build.json'),
      makes: join(project, 'dist/index.d.ts'),
      make: () => npm(project, 'run', '-s', 'build'),
    },
    {
      says: 'Installing the packages of the page (once)',
      madeOf: [...inProject('dist', 'package.json'), ...inExample('package.json', '.npmrc')],
      makes: join(copy, 'package.json'),
      make: () => {
        rmSync(copy, { recursive: true, force: true }); // npm would keep the library that it has copied before
        return npm(example, 'install', '--no-audit', '--no-fund');
      },
    },
    {
      says: 'Building the page',
      madeOf: [...inExample('src', 'public', 'engine', 'angular.json', 'package.json'), ...inProject('dist')],
      makes: join(example, 'dist/browser/index.html'),
      make: () => npm(example, 'run', '-s', 'build'),
    },
  ];
  for (const step of steps) await carryOut(step, example, tell);
}

async function carryOut(step: Step, example: string, tell: (line: string) => void): Promise<void> {
  const note = join(example, 'node_modules/.cache/download-manager', `${step.says.replaceAll(/\W+/g, '-')}.sha256`);
  const fingerprint = fingerprintOf(step.madeOf); // as it is now: what changes meanwhile counts the next time
  if (existsSync(step.makes) && textOf(note) === fingerprint) return;
  tell(`${step.says} …`);
  const since = performance.now();
  await step.make();
  tell(`${step.says}: ${((performance.now() - since) / 1000).toFixed(1)} s`);
  mkdirSync(join(note, '..'), { recursive: true });
  writeFileSync(note, fingerprint);
}

/** Of names and contents: a fresh checkout has new times. */
function fingerprintOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths.flatMap((each) => filesBelow(each))) {
    hash.update(`${path}\0`).update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name !== '.tsbuildinfo')
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted();
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** npm, by the program that runs this one where npm has told it. */
async function npm(folder: string, ...args: string[]): Promise<void> {
  const { npm_execpath: own } = process.env;
  const [program, ...before] = own?.endsWith('.js') ? [process.execPath, own] : ['npm'];
  const child = spawn(program, [...before, ...args], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32' && before.length === 0, // npm is npm.cmd there
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`'npm ${args.join(' ')}' in ${folder} failed`);
}
