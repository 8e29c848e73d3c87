/** So many commands that wait: what queueing one costs, what carrying it out costs, and the memory of each. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { QHttp } from '../dist/index.js';
import { serve } from './measure.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

export interface Waiting {
  /** Microseconds of the wall. */
  readonly queueing: number;
  readonly running: number;
  readonly bytes: number;
}

/** `setHost` completes at once: this is the queue and the signals alone, and nothing of a network. */
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

serve(async (commands: number) => {
  await measureWaiting(20_000); // warms up
  return measureWaiting(commands);
});
