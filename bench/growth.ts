import type { GrowthQuestion } from './growth-worker.ts';
import { median, table, Worker, type Times } from './measure.ts';

export interface GrowthResult {
  /** What grows. */
  readonly of: string;
  readonly points: readonly {
    readonly at: number;
    /** Microseconds of CPU for each request. */
    readonly ours: number;
    readonly bare: number;
  }[];
}

const clients = ['rx-qhttp', 'bare dispatch'] as const;

/** @param part - of the full number of requests */
export async function growth(part: number, rounds: number): Promise<GrowthResult[]> {
  const servers = Array.from({ length: 8 }, () => new Worker<never>('./server.ts'));
  const ports = (await Promise.all(servers.map(({ ready }) => ready))) as number[]; // their greetings
  const workers = clients.map((client) => ({ client, worker: new Worker<Times>('./growth-worker.ts') }));
  const measure = async (question: Omit<GrowthQuestion, 'client'>): Promise<readonly [ours: number, bare: number]> => {
    const cpu = clients.map((): number[] => []);
    for (let i = 0; i < rounds; i++) {
      for (const [k, { client, worker }] of workers.entries()) {
        cpu[k]?.push((await worker.ask({ client, ...question })).cpu / question.count);
      }
    }
    return [median(cpu[0] ?? []), median(cpu[1] ?? [])];
  };
  const series = async (
    of: string,
    ats: readonly number[],
    question: (at: number) => Omit<GrowthQuestion, 'client'>,
  ) => {
    const points = [];
    for (const at of ats) {
      const [ours, bare] = await measure(question(at));
      points.push({ at, ours, bare });
    }
    const rows = points.map(({ at, ours, bare }) => [
      String(at),
      ours.toFixed(0),
      bare.toFixed(0),
      (ours / bare).toFixed(2),
    ]);
    console.log(`\n${table([[of, 'rx-qhttp, CPU (us)', 'bare (us)', 'ratio'], ...rows])}`);
    return { of, points };
  };
  const one = ports.slice(0, 1);
  const times = (count: number) => Math.max(2, Math.ceil(count * part));
  await measure({ ports: one, path: '/', count: times(6000) }); // warms up
  const results = [
    await series('bytes of a body', [100, 10_000, 100_000, 1_000_000, 10_000_000], (bytes) => ({
      ports: one,
      path: `/${String(bytes)}`,
      count: times(Math.min(4000, 4e8 / bytes)),
    })),
    await series('chunks of a body of 16 KiB', [1, 4, 16, 64, 256, 1024], (chunks) => ({
      ports: one,
      path: `/16384/${String(chunks)}`,
      count: times(2000),
    })),
    await series('origins (pool, and Agent)', [2, 4, 8], (origins) => ({
      ports: ports.slice(0, origins),
      path: '/',
      count: times(8000),
    })),
  ];
  for (const { worker } of workers) worker.end();
  for (const server of servers) server.end();
  return results;
}
