import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BodyQuestion, BodyTimes } from './bodies-worker.ts';
import { median, spreadOf, table, Worker, type Spread } from './measure.ts';

export interface BodyResult {
  readonly name: string;
  /** MiB each second. */
  readonly throughput: number;
  /** Milliseconds of CPU for each GiB. */
  readonly cpu: number;
  /** The greatest of the runs, in MiB. */
  readonly peak: number;
  /** Throughput to that of bare dispatch in the same round. */
  readonly ratio: Spread;
  /** The same of the CPU. */
  readonly cpuRatio: Spread;
}

const mebibyte = 1024 * 1024;

export const downloads = [
  'bare dispatch',
  'rx-qhttp, to a sink',
  'rx-qhttp, readyRead and readAll',
  'rx-qhttp, cold chunks',
  'node:http',
];
export const uploads = ['upload, bare dispatch', 'upload, rx-qhttp'];

/** One large body, a process for each run; the first of `names` is what the others are compared with. */
export async function bodies(names: readonly string[], bytes: number, rounds: number): Promise<BodyResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rx-qhttp-bench-'));
  const file = join(folder, 'body');
  const descriptor = openSync(file, 'w');
  ftruncateSync(descriptor, bytes);
  closeSync(descriptor);
  const server = new Worker<never>('./server.ts');
  const port = (await server.ready) as number; // its greeting
  const times = new Map<string, BodyTimes[]>(names.map((name) => [name, []]));
  for (let i = 0; i < rounds; i++) {
    for (const name of names) {
      const worker = new Worker<BodyTimes>('./bodies-worker.ts', name);
      times.get(name)?.push(await worker.ask({ port, bytes, file } satisfies BodyQuestion));
      worker.end();
    }
  }
  server.end();
  rmSync(folder, { recursive: true });
  const bare = times.get(names[0] ?? '') ?? [];
  const results = names.map((name) => {
    const runs = times.get(name) ?? [];
    return {
      name,
      throughput: bytes / mebibyte / (median(runs.map(({ wall }) => wall)) / 1e6),
      cpu: (median(runs.map(({ cpu }) => cpu)) / 1000 / bytes) * 1024 * mebibyte,
      peak: Math.max(...runs.map(({ peak }) => peak)),
      ratio: spreadOf(runs.map(({ wall }, i) => (bare[i]?.wall ?? NaN) / wall)),
      cpuRatio: spreadOf(runs.map(({ cpu }, i) => cpu / (bare[i]?.cpu ?? NaN))),
    };
  });
  const rows = results.map(({ name, throughput, cpu, peak, ratio, cpuRatio }) => [
    name,
    throughput.toFixed(0),
    `${ratio.median.toFixed(2)} (${ratio.least.toFixed(2)} to ${ratio.most.toFixed(2)})`,
    cpu.toFixed(0),
    cpuRatio.median.toFixed(2),
    peak.toFixed(0),
  ]);
  console.log(table([['', 'MiB/s', 'to bare dispatch', 'CPU (ms/GiB)', 'to bare', 'peak (MiB)'], ...rows]));
  return results;
}
