import { median, table, Worker } from './measure.ts';
import type { Waiting } from './waiting-worker.ts';

export interface WaitingResult extends Waiting {
  readonly commands: number;
}

/** What waiting costs, by how many commands wait; each run is a process of its own. */
export async function waiting(counts: readonly number[], rounds: number): Promise<WaitingResult[]> {
  const results: WaitingResult[] = [];
  for (const commands of counts) {
    const runs: Waiting[] = [];
    for (let i = 0; i < rounds; i++) {
      const worker = new Worker<Waiting>('./waiting-worker.ts');
      runs.push(await worker.ask(commands));
      worker.end();
    }
    results.push({
      commands,
      queueing: median(runs.map((run) => run.queueing)),
      running: median(runs.map((run) => run.running)),
      bytes: median(runs.map((run) => run.bytes)),
    });
  }
  const rows = results.map(({ commands, queueing, running, bytes }) => [
    String(commands),
    queueing.toFixed(2),
    running.toFixed(2),
    bytes.toFixed(0),
  ]);
  console.log(table([['commands', 'queue it (us)', 'carry it out (us)', 'memory (bytes)'], ...rows]));
  return results;
}
