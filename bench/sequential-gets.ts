import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Client } from 'undici';
import { QHttp } from '../dist/index.js';

const requests = 4_000;
const pairs = 9;

/** Sequential GETs of 100 bytes on one connection: CPU time of this process for each, against bare undici. */
export async function sequentialGets(): Promise<void> {
  const server = fork(fileURLToPath(new URL('./server.ts', import.meta.url)), { execArgv: [] });
  try {
    const port = await portOf(server);
    await viaQHttp(port, 1000);
    await viaDispatch(port, 1000);
    const ratios: number[] = [];
    const ours: number[] = [];
    const bare: number[] = [];
    for (let i = 0; i < pairs; i++) {
      const a = await cpuOf(() => viaQHttp(port, requests));
      const b = await cpuOf(() => viaDispatch(port, requests));
      ours.push(a);
      bare.push(b);
      ratios.push(a / b);
    }
    const sorted = ratios.sort((a, b) => a - b);
    console.log(
      `Sequential GETs of 100 bytes, one connection, CPU for each (median of ${String(pairs)} interleaved pairs)`,
    );
    console.log(`  rx-qhttp      ${middle(ours).toFixed(0)} us`);
    console.log(`  bare dispatch ${middle(bare).toFixed(0)} us`);
    console.log(
      `  ratio         ${middle(sorted).toFixed(2)} (${sorted[0]?.toFixed(2)} to ${sorted.at(-1)?.toFixed(2)})`,
    );
  } finally {
    server.kill();
  }
}

const middle = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? NaN;

async function portOf(server: ChildProcess): Promise<number> {
  const [port] = (await once(server, 'message')) as [number];
  return port;
}

/** Microseconds of user and system time for each request. */
async function cpuOf(run: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / requests;
}

function viaQHttp(port: number, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const http = new QHttp('127.0.0.1', port);
    let left = count;
    http.requestFinished$.subscribe(({ error }) => {
      if (error) reject(new Error(http.errorString()));
      http.readAll();
      if (--left > 0) http.get('/');
    });
    http.done$.subscribe(() => {
      http.destroy();
      resolve();
    });
    http.get('/');
  });
}

function viaDispatch(port: number, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const client = new Client(`http://127.0.0.1:${String(port)}`);
    let left = count;
    const next = () => {
      client.dispatch(
        { path: '/', method: 'GET' },
        {
          onRequestStart() {},
          onResponseStart() {},
          onResponseData() {},
          onResponseEnd() {
            if (--left > 0) next();
            else void client.destroy().then(resolve);
          },
          onResponseError(_controller, error) {
            reject(error);
          },
        },
      );
    };
    next();
  });
}
