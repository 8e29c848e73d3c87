import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';

/** A stream for text: a terminal, a pipe or a file. */
export interface TextStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

/** Where a person types, or a pipe or file stands in for one. */
export interface KeyStream {
  readonly isTTY?: boolean | undefined;
  /** Only of a terminal: whether each key is told at once, and none is shown. */
  setRawMode?(isRaw: boolean): unknown;
  on(event: 'data', listener: (chunk: Buffer | string) => void): unknown;
  on(event: 'end' | 'error' | 'close', listener: () => void): unknown;
  off(event: 'data', listener: (chunk: Buffer | string) => void): unknown;
  off(event: 'end' | 'error' | 'close', listener: () => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** All that the command line needs of its process, so that tests can run it without one. */
export interface CliIo {
  /** For data: bodies, heads, signals; and for the text that was asked for. */
  readonly stdout: TextStream;
  /** For people: progress, results, errors. */
  readonly stderr: TextStream;
  /** For answers to questions. */
  readonly stdin: KeyStream;
  /** The environment variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal;
  /** Does what Ctrl-C does; for when it is pressed where the terminal tells it as a key. */
  readonly interrupt: () => void;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
  /** Resolves after so many milliseconds, or when it is not wanted any more. */
  readonly sleep: (ms: number, unwanted: AbortSignal) => Promise<void>;
}

/**
 * The streams, the folder and the clock of this process.
 *
 * The first SIGINT aborts `interrupted`; a second one ends the process, as if nobody listened.
 */
export function processIo(): CliIo {
  // Each chunk from the network is a buffer of its own, garbage once it is written. With a young generation that does not
  // grow it is collected early: a file of 1 GiB needs 108 MiB instead of 170, and no more time (Node 24). It comes before
  // the network is loaded, which would make it grow.
  setFlagsFromString('--semi-space-growth-factor=1');
  const interruption = new AbortController();
  const interrupt = (): void => {
    process.removeListener('SIGINT', interrupt);
    interruption.abort();
  };
  process.on('SIGINT', interrupt);
  // A reader that has gone (`qhttp … | head`) is told by the failing write; the event alone would end the process.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    // Not touched before it is wanted: Node opens it then.
    get stdin() {
      return process.stdin;
    },
    environment: process.env,
    cwd: process.cwd(),
    interrupted: interruption.signal,
    interrupt,
    now: () => performance.now(),
    sleep: (ms, signal) => setTimeout(Math.min(ms, longestTimerMs), undefined, { signal }).catch(() => undefined),
  };
}

/** A timer of Node that is longer ends at once. */
const longestTimerMs = 2 ** 31 - 1;

/** Whether bars can be drawn on the stream: a terminal that can move its cursor. */
export function isTerminal(stream: TextStream): boolean {
  return stream.isTTY === true && process.env['TERM'] !== 'dumb';
}
