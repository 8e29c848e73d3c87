/**
 * What waiting costs, and what a command costs: `npm run bench`.
 *
 * `setHost` completes at once, so the first table is the queue and the signals alone, and nothing of a network. Times
 * are of this machine and this run; what counts are the ratios.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { concatMap, Subject } from 'rxjs';
import { QHttp } from '../dist/index.js';
import { sequentialGets } from './sequential-gets.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

interface Waiting {
  readonly queueing: number;
  readonly bytes: number;
  readonly running: number;
}

/** @returns microseconds and bytes for each command */
async function measureWaiting(commands: number): Promise<Waiting> {
  const http = new QHttp();
  const done = new Promise<boolean>((resolve) => {
    http.done$.subscribe(resolve);
  });
  collectGarbage();
  const heap = process.memoryUsage().heapUsed;
  const start = performance.now();
  for (let i = 0; i < commands; i++) http.setHost('127.0.0.1', 8080);
  const queued = performance.now();
  collectGarbage();
  const bytes = process.memoryUsage().heapUsed - heap;
  const running = performance.now();
  if (await done) throw new Error('a command failed');
  const ended = performance.now();
  http.destroy();
  return {
    queueing: ((queued - start) * 1000) / commands,
    bytes: bytes / commands,
    running: ((ended - running) * 1000) / commands,
  };
}

/** The same through `concatMap` alone, which keeps what waits in an array: microseconds for each command. */
function measureConcatMap(commands: number): Promise<number> {
  return new Promise((resolve) => {
    const handed$ = new Subject<number>();
    let left = commands;
    const start = performance.now();
    const release$ = new Subject<never>();
    handed$
      .pipe(
        concatMap((n) => {
          if (--left === 0) queueMicrotask(() => resolve(((performance.now() - start) * 1000) / commands));
          return n === 0 ? release$ : Promise.resolve(n);
        }),
      )
      .subscribe();
    for (let i = 0; i < commands; i++) handed$.next(i);
    release$.complete();
  });
}

const median = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? NaN;

async function medianOf(runs: number, measure: () => Promise<Waiting>): Promise<Waiting> {
  const all: Waiting[] = [];
  for (let i = 0; i < runs; i++) all.push(await measure());
  return {
    queueing: median(all.map((one) => one.queueing)),
    bytes: median(all.map((one) => one.bytes)),
    running: median(all.map((one) => one.running)),
  };
}

console.log(`Node ${process.versions.node}\n\nWaiting commands: the cost of each (median)`);
console.log('  commands   queue it (us)   carry it out (us)   memory (bytes)   concatMap alone (us)');
await measureWaiting(20_000); // warms up
for (const commands of [1_000, 10_000, 100_000, 1_000_000]) {
  const { queueing, running, bytes } = await medianOf(commands > 100_000 ? 3 : 9, () => measureWaiting(commands));
  const plain = commands > 100_000 ? '(minutes)' : (await measureConcatMap(commands)).toFixed(2);
  console.log(
    String(commands).padStart(10) +
      queueing.toFixed(2).padStart(16) +
      running.toFixed(2).padStart(20) +
      bytes.toFixed(0).padStart(17) +
      plain.padStart(23),
  );
}

let finished = 0;
const http = new QHttp();
http.requestFinished$.subscribe(() => finished++);
const hundredThousand = new Promise((resolve) => {
  http.done$.subscribe(resolve);
});
for (let i = 0; i < 100_000; i++) http.setHost('127.0.0.1', 8080);
const start = performance.now();
await hundredThousand;
const milliseconds = performance.now() - start;
http.destroy();
console.log(
  `\n100,000 setHost in a row: ${String(finished)} finished in ${milliseconds.toFixed(0)} ms, none recursed\n`,
);

await sequentialGets();
