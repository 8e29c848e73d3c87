import { QHttp } from '../dist/index.js';
import { median, spreadOf, table, timed, Worker, type Spread } from './measure.ts';

export interface EarlyResult {
  readonly delayMs: number;
  readonly pipelining: number;
  /** Microseconds of the wall for each request. */
  readonly wall: number;
  /** Of CPU. */
  readonly cpu: number;
  /** Requests each second to those of `pipelining: 1` in the same round. */
  readonly rate: Spread;
}

const delayMs = 20;

/** What early sending gains: GETs of 100 bytes that are queued at once, over loopback and behind a delay. */
export async function earlySending(requests: number, rounds: number): Promise<EarlyResult[]> {
  const server = new Worker<never>('./server.ts');
  const near = (await server.ready) as number; // its greeting
  const proxy = new Worker<never>('./delay-proxy.ts', String(near), String(delayMs));
  const far = (await proxy.ready) as number; // likewise
  const results: EarlyResult[] = [];
  for (const [port, delay, count] of [
    [near, 0, requests],
    [far, delayMs, Math.ceil(requests / 100)],
  ] as const) {
    const depths = [1, 2, 4, 8, 16];
    const runs = depths.map(() => [] as { wall: number; cpu: number }[]);
    for (let round = -1; round < rounds; round++) {
      for (const [i, pipelining] of depths.entries()) {
        const times = await timed(() => ask(port, count, pipelining));
        if (round >= 0) runs[i]?.push(times);
      }
    }
    for (const [i, pipelining] of depths.entries()) {
      const own = runs[i] ?? [];
      results.push({
        delayMs: delay,
        pipelining,
        wall: median(own.map(({ wall }) => wall)) / count,
        cpu: median(own.map(({ cpu }) => cpu)) / count,
        rate: spreadOf(own.map(({ wall }, round) => (runs[0]?.[round]?.wall ?? NaN) / wall)),
      });
    }
  }
  proxy.end();
  server.end();
  const rows = results.map(({ delayMs: delay, pipelining, wall, cpu, rate }) => [
    `${String(delay)} ms, pipelining: ${String(pipelining)}`,
    wall.toFixed(1),
    cpu.toFixed(1),
    rate.median.toFixed(2),
    `${rate.least.toFixed(2)} to ${rate.most.toFixed(2)}`,
  ]);
  console.log(table([['delay', 'wall (us)', 'CPU (us)', 'rate to 1', 'spread'], ...rows]));
  return results;
}

function ask(port: number, count: number, pipelining: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const http = new QHttp('127.0.0.1', port, { pipelining });
    http.requestFinished$.subscribe(() => http.readAll());
    http.done$.subscribe((error) => {
      const text = http.errorString();
      http.destroy();
      if (error) reject(new Error(text));
      else resolve();
    });
    for (let i = 0; i < count; i++) http.get('/', undefined, { early: true });
  });
}
