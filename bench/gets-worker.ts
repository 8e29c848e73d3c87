/** Makes the requests of one candidate, in a process of its own. */
import { candidates } from './candidates.ts';
import { serve, timed } from './measure.ts';

export interface GetsQuestion {
  readonly work: 'sequential' | 'queued';
  readonly port: number;
  readonly count: number;
}

const candidate = candidates[process.argv[2] ?? ''];

serve(({ work, port, count }: GetsQuestion) => timed(async () => candidate?.[work]?.(port, count)));
