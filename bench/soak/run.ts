/**
 * Hours in minutes: mixed commands, random faults, aborts, slow sinks, restarts of the server; and a look at what grows.
 * `npm run soak -- --minutes N --seed N`. Writes bench/results/soak.json and soak.svg, and ends with an error when the
 * heap grows, a command hangs, something crashes, or anything is left open.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { parseArgs } from 'node:util';
import { runInNewContext } from 'node:vm';
import { randomOf } from '../fuzz/random.ts';
import { Counts } from './counts.ts';
import { plot } from './plot.ts';
import { RestartingServer } from './restarting-server.ts';
import { heapSlope, type Sample } from './samples.ts';
import { Worker } from './worker.ts';

const { values: given } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
});
const minutes = Number(given.minutes);
const seed = Number(given.seed);
const lifeMs = minutes * 60_000;
const sampleMs = Math.max(500, lifeMs / 240);
const restartMs = Math.max(2000, lifeMs / 40);
/** In milliseconds: no burst takes a tenth of it, even while the server is down. */
const patienceMs = 30_000;
/** In bytes for each thousand commands: no object is as small as a byte, so whatever a command leaves is more. */
const leastLeak = 1000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1);

const problems: string[] = [];
process.on('unhandledRejection', (reason) => problems.push(`a rejection that nobody handles: ${String(reason)}`));
process.on('uncaughtException', (error) => problems.push(`a crash: ${String(error.stack)}`));

const resources = process.getActiveResourcesInfo();
const server = new RestartingServer();
await server.start();
const counts = new Counts();
const start = performance.now();
// Most clients come and go; two live for the whole time.
const workers = Array.from({ length: 12 }, (_, i) => {
  return new Worker(server.port, randomOf(seed, i), counts, i < 2 ? Infinity : 500);
});
const running = workers.map((worker) => worker.run());

const samples: Sample[] = [];
for (let nextRestart = restartMs; performance.now() - start < lifeMs;) {
  await sleep(sampleMs);
  take();
  if (workers.some(({ ageMs }) => ageMs > patienceMs)) {
    problems.push(`a burst of commands has not ended in ${patienceMs / 1000} s`);
    break;
  }
  if (performance.now() - start < nextRestart) continue;
  nextRestart += restartMs;
  await server.restart();
}
for (const worker of workers) worker.stop();
await Promise.race([Promise.all(running), sleep(patienceMs).then(() => problems.push('not all commands have ended'))]);
await server.stop();
for (let i = 0; i < 50 && left().length > 0; i++) await sleep(20);
if (left().length > 0) problems.push(`left open: ${left().join(', ')}`);

const slope = heapSlope(samples);
if (slope.bytesPerThousand - slope.noise > leastLeak) problems.push('the heap grows with the commands');
report();

function take(): void {
  collectGarbage();
  const { heapUsed, rss } = process.memoryUsage();
  const sample: Sample = {
    seconds: (performance.now() - start) / 1000,
    commands: counts.commands,
    faults: counts.faults,
    heap: heapUsed,
    resident: rss,
    handles: process.getActiveResourcesInfo().length,
  };
  samples.push(sample);
  const isDue = process.stdout.isTTY || samples.length % 20 === 1;
  if (!isDue) return;
  const line =
    `${sample.seconds.toFixed(0).padStart(5)} s ${String(sample.commands).padStart(9)} commands ` +
    `${String(sample.faults).padStart(7)} faults, heap ${megabytes(heapUsed)} MiB, resident ${megabytes(rss)} MiB, ` +
    `${sample.handles} handles, ${server.restarts} restarts`;
  process.stdout.write(process.stdout.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
}

/** What is open now and was not at the beginning. */
function left(): string[] {
  const known = [...resources];
  return process.getActiveResourcesInfo().filter((name) => {
    const at = known.indexOf(name);
    if (at >= 0) known.splice(at, 1);
    return at < 0 && name !== 'Timeout'; // the timer of this very wait
  });
}

function report(): void {
  const seconds = (performance.now() - start) / 1000;
  const verdict = problems.length === 0 ? 'holds' : 'FAILS';
  const { commands, faults, aborts, clients, bytes } = counts;
  const result = { verdict, problems, seed, seconds, commands, faults, aborts, clients, bytes };
  const folder = new URL('../results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const all = { ...result, restarts: server.restarts, slope, node: process.version, samples };
  writeFileSync(new URL('soak.json', folder), `${JSON.stringify(all, null, 2)}\n`);
  writeFileSync(new URL('soak.svg', folder), picture());
  console.log(
    `\n${commands} commands in ${seconds.toFixed(0)} s, ${faults} of them failed; ${aborts} aborts, ${clients} clients, ` +
      `${server.restarts} restarts, ${megabytes(bytes)} MiB read\n` +
      `the heap grows by ${slope.bytesPerThousand.toFixed(0)} ± ${slope.noise.toFixed(0)} bytes for 1,000 commands; ` +
      `left open: ${left().join(', ') || 'nothing'}`,
  );
  console.log(`It ${verdict}.${problems.map((problem) => `\n  ${problem}`).join('')}`);
  process.exit(problems.length === 0 ? 0 : 1);
}

function picture(): string {
  const rates = samples.map((sample, i) => {
    const before = samples[i - 1] ?? { seconds: 0, commands: 0, faults: 0 };
    const seconds = sample.seconds - before.seconds;
    return {
      commands: (sample.commands - before.commands) / seconds,
      faults: (sample.faults - before.faults) / seconds,
    };
  });
  const curve = (name: string, values: readonly number[]) => ({ name, values });
  return plot(
    samples.map(({ seconds }) => seconds / 60),
    [
      {
        title: 'Memory (MiB)',
        curves: [
          curve(
            'resident',
            samples.map(({ resident }) => resident / 2 ** 20),
          ),
          curve(
            'heap, collected',
            samples.map(({ heap }) => heap / 2 ** 20),
          ),
        ],
      },
      {
        title: 'Open handles',
        curves: [
          curve(
            'handles',
            samples.map(({ handles }) => handles),
          ),
        ],
      },
      {
        title: 'Commands a second',
        curves: [
          curve(
            'ended',
            rates.map(({ commands }) => commands),
          ),
          curve(
            'with an error',
            rates.map(({ faults }) => faults),
          ),
        ],
      },
    ],
    `${counts.commands} commands: memory, open handles and commands a second over ${minutes} minutes.`,
  );
}
