import { Readable, Writable } from 'node:stream';
import { main } from '../../../src/cli/main.js';
import type { CliIo, KeyStream, TextStream } from '../../../src/cli/io.js';
import { FakeKeyboard } from './fake-keyboard.js';

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

/** What a test says about the process. */
export interface FakeProcess {
  readonly cwd: string;
  readonly interruption?: AbortController;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly stdin?: KeyStream;
}

/** The inside of a process in which time stands still. */
export function fakeIo(
  cwd: string,
  { interruption = new AbortController(), environment = {}, stdin }: Omit<FakeProcess, 'cwd'> = {},
): CliIo & { stdout: Screen; stderr: Screen } {
  return {
    stdout: new Screen(),
    stderr: new Screen(),
    stdin: stdin ?? new Readable({ read: () => undefined }),
    environment,
    cwd,
    interrupted: interruption.signal,
    interrupt: () => interruption.abort(),
    now: () => 0,
    sleep: () => Promise.resolve(),
  };
}

/**
 * Runs the command line in this process, without a terminal unless something is typed.
 *
 * The names of servers are replaced in what it printed, which must be lines of plain text.
 */
export async function runCli(
  argv: readonly string[],
  {
    names = {},
    typed,
    onOutput = () => undefined,
    cwd,
    ...process
  }: FakeProcess & {
    /** Told all of standard output whenever it grows. */
    onOutput?: (stdout: string) => void;
    names?: Readonly<Record<string, { port: number }>>;
    /** What is typed at each question, in their order; the keyboard is given back in the end. */
    typed?: readonly string[];
  },
): Promise<CliRun> {
  const keyboard = new FakeKeyboard();
  const io = fakeIo(cwd, typed === undefined ? process : { ...process, stdin: keyboard });
  if (typed !== undefined) typeAt(io.stderr, keyboard, typed);
  io.stdout.on('text', onOutput);
  const code = await main(argv, io);
  expect([keyboard.isRaw, keyboard.isOpen]).toEqual([false, false]);
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

/** Types the next line whenever a question has been shown. */
function typeAt(screen: Screen, keyboard: FakeKeyboard, typed: readonly string[]): void {
  const lines = [...typed];
  screen.isTTY = true;
  screen.on('text', (shown: string) => {
    if (!/(?:: |\[y\/N\] )$/.test(shown)) return;
    const line = lines.shift();
    if (line === undefined) throw new Error(`nothing is left to type at: ${shown}`);
    queueMicrotask(() => keyboard.press(line));
  });
}
