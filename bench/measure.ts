/** What every part of the benchmark needs: processes of their own, time, and the middle of many. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Times {
  /** Microseconds of user and system time of this process. */
  readonly cpu: number;
  /** Microseconds. */
  readonly wall: number;
}

export async function timed(work: () => Promise<unknown>): Promise<Times> {
  const start = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { cpu: user + system, wall: (performance.now() - start) * 1000 };
}

export function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? NaN;
}

/** The middle of many, and from where to where they go. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function spreadOf(numbers: readonly number[]): Spread {
  return { median: median(numbers), least: Math.min(...numbers), most: Math.max(...numbers) };
}

/**
 * The peak of the resident memory of this process in MiB. Of this alone: on Linux `maxRSS` begins with what the parent had
 * when it started this one.
 */
export function peakMemory(): number {
  const status = '/proc/self/status';
  const ofLinux = existsSync(status) ? /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1] : undefined;
  return Number(ofLinux ?? process.resourceUsage().maxRSS) / 1024;
}

/** A file of this folder in a process of its own, which tells first that it is ready. */
export class Worker<T> {
  readonly #process: ChildProcess;
  readonly ready: Promise<unknown>;

  constructor(file: string, ...args: readonly string[]) {
    this.#process = fork(fileURLToPath(new URL(file, import.meta.url)), args, { execArgv: [] });
    this.ready = this.#next();
  }

  async ask(question: unknown): Promise<T> {
    await this.ready;
    this.#process.send(question as object); // JSON
    return (await this.#next()) as T; // as the other side answers
  }

  end(): void {
    if (this.#process.connected) this.#process.disconnect();
  }

  async #next(): Promise<unknown> {
    const ended = new AbortController();
    try {
      const [answer] = (await Promise.race([
        once(this.#process, 'message', { signal: ended.signal }),
        once(this.#process, 'exit', { signal: ended.signal }).then(([code]) => {
          throw new Error(`a process of the benchmark ended with ${String(code)}`);
        }),
      ])) as unknown[];
      return answer;
    } finally {
      ended.abort();
    }
  }
}

/** The other side of a {@link Worker}. */
export function serve(answer: (question: never) => Promise<unknown>, greeting: unknown = 'ready'): void {
  process.on('message', (question) => {
    void answer(question as never).then((result) => process.send?.(result)); // as the Worker asks
  });
  process.on('disconnect', () => process.exit());
  process.send?.(greeting);
}

/** Lines with columns as wide as needed; the first is at the left, the others at the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        '  ' + row.map((cell, i) => (i ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))).join('   '),
    )
    .join('\n');
}
