import { Writable } from 'node:stream';
import { main } from '../../../src/cli/main.js';
import type { CliIo, TextStream } from '../../../src/cli/io.js';

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A stream that keeps what is written to it. */
export class Screen extends Writable implements TextStream {
  text = '';
  isTTY = false;
  columns = 100;
  rows = 30;

  override _write(chunk: Buffer | string, _encoding: BufferEncoding, taken: () => void): void {
    this.text += chunk.toString();
    this.emit('text', this.text);
    taken();
  }
}

/** The inside of a process in which time stands still. */
export function fakeIo(
  cwd: string,
  interrupted: AbortSignal = new AbortController().signal,
): CliIo & { stdout: Screen; stderr: Screen } {
  return { stdout: new Screen(), stderr: new Screen(), cwd, interrupted, now: () => 0 };
}

/**
 * Runs the command line in this process, without a terminal.
 *
 * The names of servers are replaced in what it printed, which must be lines of plain text.
 */
export async function runCli(
  argv: readonly string[],
  {
    cwd,
    interrupted,
    names = {},
    onOutput = () => undefined,
  }: {
    cwd: string;
    interrupted?: AbortSignal;
    /** Told all of standard output whenever it grows. */
    onOutput?: (stdout: string) => void;
    names?: Readonly<Record<string, { port: number }>>;
  },
): Promise<CliRun> {
  const io = fakeIo(cwd, interrupted);
  io.stdout.on('text', onOutput);
  const code = await main(argv, io);
  const tidy = (output: string): string => {
    expect(output).not.toMatch(/[^\P{Cc}\n]/u);
    const named = Object.entries(names).reduce(
      (one, [name, { port }]) => one.replaceAll(`127.0.0.1:${port}`, name),
      output,
    );
    return named.replaceAll(cwd, 'FOLDER');
  };
  return { code, stdout: tidy(io.stdout.text), stderr: tidy(io.stderr.text) };
}
