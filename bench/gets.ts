import { candidates } from './candidates.ts';
import type { GetsQuestion } from './gets-worker.ts';
import { median, spreadOf, table, Worker, type Spread, type Times } from './measure.ts';

export interface GetsResult {
  readonly name: string;
  /** Microseconds of CPU for each request. */
  readonly cpu: number;
  /** The same of the wall. */
  readonly wall: number;
  /** CPU to that of bare dispatch in the same round. */
  readonly ratio: Spread;
}

const reference = 'bare dispatch';
/** Several times as dear as the rest: they are asked for fewer in each round. */
const slow: ReadonlySet<string> = new Set(['fetch', 'rxjs/fetch', 'got', 'axios', 'ky']);

/** GETs of 100 bytes on one connection, each candidate in a process of its own, one after the other in each round. */
export async function gets(work: GetsQuestion['work'], count: number, rounds: number): Promise<GetsResult[]> {
  const server = new Worker<never>('./server.ts');
  const port = (await server.ready) as number; // its greeting
  const runs = Object.entries(candidates)
    .filter(([, candidate]) => candidate[work] !== undefined)
    .map(([name]) => ({
      name,
      count: slow.has(name) ? Math.ceil(count / 10) : count,
      worker: new Worker<Times>('./gets-worker.ts', name),
      times: [] as Times[],
    }));
  for (const { worker } of runs) await worker.ask({ work, port, count: Math.ceil(count / 4) });
  for (let i = 0; i < rounds; i++) {
    for (const run of runs) run.times.push(await timesOfOne(run, work, port));
  }
  for (const { worker } of [...runs, { worker: server }]) worker.end();
  const bare = runs.find(({ name }) => name === reference)?.times ?? [];
  const results = runs.map(({ name, times }) => ({
    name,
    cpu: median(times.map(({ cpu }) => cpu)),
    wall: median(times.map(({ wall }) => wall)),
    ratio: spreadOf(times.map(({ cpu }, i) => cpu / (bare[i]?.cpu ?? NaN))),
  }));
  const rows = results.map(({ name, cpu, wall, ratio }) => [
    name,
    cpu.toFixed(1),
    wall.toFixed(1),
    ratio.median.toFixed(2),
    `${ratio.least.toFixed(2)} to ${ratio.most.toFixed(2)}`,
  ]);
  console.log(table([['', 'CPU (us)', 'wall (us)', 'CPU to bare dispatch', 'spread'], ...rows]));
  return results;
}

/** For each request. */
async function timesOfOne(
  { worker, count }: { readonly worker: Worker<Times>; readonly count: number },
  work: GetsQuestion['work'],
  port: number,
): Promise<Times> {
  const { cpu, wall } = await worker.ask({ work, port, count });
  return { cpu: cpu / count, wall: wall / count };
}
