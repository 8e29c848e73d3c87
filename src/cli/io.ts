import { setFlagsFromString } from 'node:v8';

/** A stream for text: a terminal, a pipe or a file. */
export interface TextStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

/** All that the command line needs of its process, so that tests can run it without one. */
export interface CliIo {
  /** For data: bodies, heads, signals; and for the text that was asked for. */
  readonly stdout: TextStream;
  /** For people: progress, results, errors. */
  readonly stderr: TextStream;
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
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
  process.once('SIGINT', () => {
    interruption.abort();
  });
  // A reader that has gone (`qhttp … | head`) is told by the failing write; the event alone would end the process.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    cwd: process.cwd(),
    interrupted: interruption.signal,
    now: () => performance.now(),
  };
}

/** Whether bars can be drawn on the stream: a terminal that can move its cursor. */
export function isTerminal(stream: TextStream): boolean {
  return stream.isTTY === true && process.env['TERM'] !== 'dumb';
}
