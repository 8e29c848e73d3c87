/**
 * Sends mutated answers through real sockets: `npm run fuzz -- --seed N --runs N`; `--only N` shows a single case;
 * `--curl` compares 2,000 of them with what curl makes of the same bytes. Ends with an error when anything was found:
 * a crash, a rejection that nobody handles, a hang, a signal out of order, an answer to another request.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { fuzzCase, methodOf } from './cases.ts';
import { compareWithCurl } from './compare-with-curl.ts';
import { EarlyClient } from './early-client.ts';
import { FuzzedClient, type Outcome } from './fuzzed-client.ts';
import { ProgressLine } from './progress-line.ts';

const { values: given } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string' },
    only: { type: 'string' },
    curl: { type: 'boolean', default: false },
  },
});
const seed = Number(given.seed);
const runs = Number(given.runs ?? (given.curl ? 2000 : 200_000));
const first = Number(given.only ?? 0);
const end = given.only === undefined ? runs : first + 1;
const together = given.only === undefined ? 32 : 1;
/** In milliseconds; no server keeps a client waiting for longer than a moment. */
const patienceMs = 10_000;

type Client = FuzzedClient | EarlyClient;

const problems: string[] = [];
const outcomes = new Map<string, number>();
const progress = new ProgressLine(end - first);

function report(number: number, problem: string): void {
  problems.push(`case ${number}: ${problem}`);
  progress.print(`case ${number}: ${problem} (npm run fuzz -- --seed ${seed} --only ${number})`);
}

const running = (clients: readonly Client[]) => clients.map(({ number }) => number).join(' ');

async function startServer(): Promise<{ ports: readonly number[]; stop: () => void }> {
  const server = fork(new URL('server.ts', import.meta.url), [String(seed)]);
  const [ports] = (await once(server, 'message')) as [readonly number[]]; // as server.ts tells them
  server.on('exit', (code) => {
    if (code !== 0) report(-1, `the server of the fuzzing has ended with ${String(code)}`);
  });
  return { ports, stop: () => server.disconnect() };
}

async function fuzz(ports: readonly number[]): Promise<void> {
  let next = first;
  const clients: Client[] = [];
  const onEnd = (number: number, outcome: Outcome) => {
    progress.step();
    outcomes.set(outcome.error, (outcomes.get(outcome.error) ?? 0) + 1);
    if (given.only !== undefined) show(number, outcome);
  };
  const add = (port: number | undefined) => {
    const take = () => (next < end ? next++ : undefined);
    const Kind = clients.length % 4 === 3 ? EarlyClient : FuzzedClient;
    const client = new Kind(seed, port ?? 0, take, { onEnd, onProblem: report });
    clients.push(client);
    client.ask();
  };
  process.on('unhandledRejection', (reason) => report(-1, `a rejection: ${String(reason)}; ran: ${running(clients)}`));
  process.on('uncaughtException', (error) => report(-1, `a crash: ${String(error.stack)}; ran: ${running(clients)}`));
  for (let i = 0; i < together; i++) add(ports[i % ports.length]);
  while (clients.some(({ isOver }) => !isOver)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (const client of clients) {
      if (client.ageMs < patienceMs) continue;
      report(client.number, `hangs: nothing ended in ${patienceMs} ms`);
      client.giveUp();
      add(ports[0]);
    }
  }
}

function show(number: number, outcome: Outcome): void {
  const { pieces, ending } = fuzzCase(seed, number);
  console.log(`${methodOf(seed, number)}, answered by:`);
  for (const piece of pieces) console.log(JSON.stringify(piece.toString('latin1')));
  console.log(`then ${ending}. What came of it:`);
  console.log({ ...outcome, body: outcome.body.toString('latin1') });
}

const start = performance.now();
const server = await startServer();
if (given.curl) problems.push(...(await compareWithCurl(seed, end, server.ports, progress)));
else await fuzz(server.ports);
server.stop();
progress.end();

const seconds = (performance.now() - start) / 1000;
const counts = [...outcomes].sort(([, a], [, b]) => b - a).map(([error, count]) => `${error} ${count}`);
console.log(`seed ${seed}: ${end - first} answers in ${seconds.toFixed(1)} s; resident ${residentMiB()} MiB`);
if (counts.length > 0) console.log(`came out as: ${counts.join(', ')}`);
console.log(
  problems.length === 0 ? 'Nothing found.' : `FOUND ${problems.length}:\n${problems.slice(0, 50).join('\n')}`,
);
process.exitCode = problems.length === 0 ? 0 : 1;

function residentMiB(): string {
  return (process.memoryUsage().rss / 2 ** 20).toFixed(0);
}
