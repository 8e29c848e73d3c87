import { Agent } from 'undici';
import { QHttpPool } from '../dist/index.js';
import { median, spreadOf, table, timed, Worker, type Spread, type Times } from './measure.ts';
import type { Counts } from './pool-server.ts';

export interface PoolResult {
  readonly requests: number;
  /** Microseconds of CPU for each request. */
  readonly pool: number;
  readonly agent: number;
  /** Speed by the wall to that of the Agent. */
  readonly ratio: Spread;
  /** CPU to that of the Agent. */
  readonly cpuRatio: Spread;
  readonly sockets: readonly { readonly connections: number; readonly seconds: number; readonly most: number }[];
}

const origins = 100;

/**
 * What a request of a pool costs over 100 origins, against undici's `Agent` with the same number of connections asked by its
 * bare `dispatch`; and how many sockets 10,000 URLs take.
 */
export async function pooling(requestsEach: number, pairs: number): Promise<PoolResult> {
  const server = new Worker<Counts>('./pool-server.ts', String(origins));
  const ports = (await server.ready) as number[]; // its greeting
  const urls = ports.map((port) => `http://127.0.0.1:${String(port)}/`);
  const requests = origins * requestsEach;
  await viaPool(urls, Math.min(100, requestsEach));
  await viaAgent(urls, Math.min(100, requestsEach));
  const runs: { ours: Times; theirs: Times }[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const ours = await timed(() => viaPool(urls, requestsEach));
    runs.push({ ours, theirs: await timed(() => viaAgent(urls, requestsEach)) });
  }
  const result = {
    requests,
    pool: median(runs.map(({ ours }) => ours.cpu / requests)),
    agent: median(runs.map(({ theirs }) => theirs.cpu / requests)),
    ratio: spreadOf(runs.map(({ ours, theirs }) => theirs.wall / ours.wall)),
    cpuRatio: spreadOf(runs.map(({ ours, theirs }) => ours.cpu / theirs.cpu)),
  };
  console.log(
    `  ${String(requests)} requests: pool ${result.pool.toFixed(0)} us of CPU each, Agent ${result.agent.toFixed(0)} us ` +
      `(${result.cpuRatio.median.toFixed(2)} x); speed of the pool to the Agent's ${result.ratio.median.toFixed(2)} ` +
      `(${result.ratio.least.toFixed(2)} to ${result.ratio.most.toFixed(2)})`,
  );
  await server.ask('counts');
  const sockets = [];
  for (const connections of [16, 64, 256]) {
    const { wall } = await timed(() => viaPool(urls, requestsEach / 10, { connections }));
    const { most, all } = await server.ask('counts');
    sockets.push({ connections, seconds: wall / 1e6, most, all });
  }
  const rows = sockets.map(({ connections, seconds, most, all }) => [
    `connections: ${String(connections)}`,
    seconds.toFixed(2),
    String(most),
    String(all),
  ]);
  console.log(table([[`${String(requests / 10)} requests`, 'seconds', 'sockets at a time', 'in all'], ...rows]));
  server.end();
  return { ...result, sockets };
}

function viaPool(urls: readonly string[], requestsEach: number, options = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const pool = new QHttpPool({ connections: 600, ...options });
    let left = urls.length * requestsEach;
    const complete = () => {
      if (--left > 0) return;
      pool.destroy();
      setImmediate(resolve);
    };
    for (let i = 0; i < requestsEach; i++) {
      for (const url of urls) pool.get$(url).subscribe({ complete, error: reject });
    }
  });
}

function viaAgent(urls: readonly string[], requestsEach: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const agent = new Agent({ connections: 6 });
    let left = urls.length * requestsEach;
    const handler = {
      onRequestStart() {},
      onResponseStart() {},
      onResponseData() {},
      onResponseEnd() {
        if (--left === 0) void agent.destroy().then(resolve);
      },
      onResponseError(_controller: unknown, error: Error) {
        reject(error);
      },
    };
    for (let i = 0; i < requestsEach; i++) {
      for (const origin of urls) agent.dispatch({ origin, path: '/', method: 'GET' }, handler);
    }
  });
}
