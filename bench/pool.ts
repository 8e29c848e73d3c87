/**
 * What a request of a pool costs, and what many origins cost: `node bench/pool.ts` after `npm run build`.
 *
 * The servers are a process of their own. CPU times are of this process alone, user and system; what counts is the
 * ratio to undici's `Agent`, which is given the same number of connections and asked by its bare `dispatch`.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Agent } from 'undici';
import { QHttpPool } from '../dist/index.js';

const origins = 100;

interface Counts {
  readonly open: number;
  readonly most: number;
  readonly all: number;
}

/** Answers every GET with 100 bytes on as many ports as asked for, and counts connections. */
function serve(): void {
  const answer = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n${'x'.repeat(100)}`);
  const seen = { open: 0, most: 0, all: 0 };
  const accept = (socket: Socket): void => {
    seen.all++;
    seen.most = Math.max(seen.most, ++seen.open);
    let isOpen = true;
    // The client has closed when its end is read; this side's own closing comes later.
    for (const event of ['end', 'close'])
      socket.on(event, () => {
        if (isOpen) seen.open--;
        isOpen = false;
      });
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('data', () => socket.write(answer)); // one request a segment: they come one by one
  };
  const servers = Array.from({ length: origins }, () => createServer(accept).listen(0, '127.0.0.1', 1024));
  void Promise.all(servers.map((server) => once(server, 'listening'))).then(() =>
    process.send?.(servers.map((server) => (server.address() as AddressInfo).port)),
  );
  process.on('message', () => {
    process.send?.(seen);
    seen.most = seen.open;
    seen.all = 0;
  });
  process.on('disconnect', () => process.exit());
}

async function measure(): Promise<void> {
  const server = fork(fileURLToPath(import.meta.url), ['serve'], { execArgv: [] });
  const [ports] = (await once(server, 'message')) as [number[]];
  const urls = ports.map((port) => `http://127.0.0.1:${String(port)}/`);
  const counts = async (): Promise<Counts> => {
    server.send('counts');
    const [seen] = (await once(server, 'message')) as [Counts];
    return seen;
  };

  console.log(`Node ${process.versions.node}\n\n100,000 requests over 100 origins, CPU (and wall time) for each`);
  await viaPool(urls, 100);
  await viaAgent(urls, 100);
  const ratios: number[] = [];
  for (let pair = 0; pair < 5; pair++) {
    const ours = await timed(100_000, () => viaPool(urls, 1000));
    const theirs = await timed(100_000, () => viaAgent(urls, 1000));
    ratios.push(theirs.wall / ours.wall);
    console.log(
      `  pool ${show(ours)}   Agent ${show(theirs)}   speed of the pool to the Agent's ${(theirs.wall / ours.wall).toFixed(2)}`,
    );
  }
  console.log(`  median ${String(ratios.sort((a, b) => a - b)[2]?.toFixed(2))}`);
  await counts();

  console.log('\n10,000 URLs over 100 origins');
  for (const connections of [16, 64, 100, 256]) {
    const { wall } = await timed(10_000, () => viaPool(urls, 100, { connections }));
    const { open, most, all } = await counts();
    console.log(
      `  connections: ${String(connections).padStart(3)}   ${((wall * 10_000) / 1e6).toFixed(2)} s, ` +
        `at most ${String(most)} sockets at a time, ${String(all)} in all, ${String(open)} left`,
    );
  }
  server.disconnect();
}

interface Times {
  readonly cpu: number;
  readonly wall: number;
}

const show = ({ cpu, wall }: Times) => `${cpu.toFixed(0)} us (${wall.toFixed(0)} us)`;

/** Microseconds for each request. */
async function timed(requests: number, run: () => Promise<void>): Promise<Times> {
  const start = performance.now();
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / requests, wall: ((performance.now() - start) * 1000) / requests };
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

if (process.argv[2] === 'serve') serve();
else await measure();
