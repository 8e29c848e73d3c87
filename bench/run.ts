/**
 * The benchmarks: `npm run bench`, `npm run bench -- --quick` in two minutes, `npm run bench -- sequential pool` some of
 * them, each with `--rounds=5` in so many rounds. Tables go to the screen, and everything as JSON and pictures to bench/results/ (with --quick to bench/results/quick/).
 *
 * Times are of this machine and this run; what counts are the ratios of runs that took turns.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { bodies, downloads, uploads } from './bodies.ts';
import { earlySending } from './early.ts';
import { gets } from './gets.ts';
import { growth } from './growth.ts';
import { importing } from './importing.ts';
import { pooling } from './pool.ts';
import { waiting } from './waiting.ts';

const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const isQuick = process.argv.includes('--quick');
const pick = <T>(full: T, quick: T) => (isQuick ? quick : full);
const asked = Number(/^--rounds=(\d+)$/m.exec(process.argv.join('\n'))?.[1]);
const rounds = (full: number, quick: number) => asked || pick(full, quick);

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const program = (file: string) => () => {
  execFileSync(process.execPath, [here(file)], { stdio: 'inherit' });
  return Promise.resolve(undefined);
};

const gibibyte = 2 ** 30;
const requests = pick(20_000, 2_000);
const bytes = pick(gibibyte, gibibyte / 8);

interface Work {
  readonly title: string;
  readonly run: () => Promise<unknown>;
  /** Carried out only where it is named. */
  readonly isExtra?: boolean;
}

const works: Readonly<Record<string, Work>> = {
  sequential: {
    title: `${String(requests)} GETs of 100 bytes on one connection, one after the other`,
    run: () => gets('sequential', requests, rounds(15, 3)),
  },
  queued: { title: 'The same, all queued at once', run: () => gets('queued', requests, rounds(15, 3)) },
  early: { title: 'Requests that are sent early', run: () => earlySending(requests, rounds(7, 3)) },
  download: {
    title: `Download of ${String(bytes / gibibyte)} GiB`,
    run: () => bodies(downloads, bytes, rounds(5, 1)),
  },
  upload: {
    title: `Upload of ${String(bytes / gibibyte)} GiB from a file`,
    run: () => bodies(uploads, bytes, rounds(5, 1)),
  },
  waiting: {
    title: 'Commands that wait, each',
    run: () => waiting(pick([1_000, 10_000, 100_000, 1_000_000], [1_000, 100_000]), rounds(5, 1)),
  },
  pool: { title: '100 origins through the pool', run: () => pooling(pick(1_000, 100), rounds(5, 3)) },
  growth: { title: 'How the cost of a request grows', run: () => growth(pick(1, 0.1), rounds(5, 1)) },
  import: { title: 'Time to import the package, and its size', run: () => importing(rounds(15, 3)) },
  micro: { title: 'Small parts', run: program('./micro.ts'), isExtra: isQuick },
  leak: { title: 'What is left behind', run: program('./leak.ts'), isExtra: true },
  'slow-consumer': { title: 'A slow consumer', run: program('./slow-consumer.ts'), isExtra: true },
};

const unknown = names.filter((name) => !Object.hasOwn(works, name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(works).join(', ')}`);
  process.exit(2);
}

const folder = here(pick('./results/', './results/quick/'));
mkdirSync(folder, { recursive: true });
const machine = {
  node: process.versions.node,
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  platform: process.platform,
};
console.log(`Node ${machine.node}, ${String(machine.cores)} x ${String(machine.cpu)}`);
for (const [name, { title, run, isExtra }] of Object.entries(works)) {
  if (names.length > 0 ? !names.includes(name) : isExtra) continue;
  console.log(`\n${title}`);
  const results = await run();
  if (results === undefined) continue;
  writeFileSync(`${folder}${name}.json`, `${JSON.stringify({ title, ...machine, results }, null, 2)}\n`);
}
execFileSync(process.execPath, [here('../scripts/draw-bench.mjs'), folder], { stdio: 'inherit' });
