import { parseArguments } from './arguments.js';
import { ExitCode } from './exit-code.js';
import { help } from './help.js';
import { processIo, type CliIo } from './io.js';
import { NoAnswerError } from './no-answer-error.js';
import { printable } from './printable.js';
import { UsageError } from './usage-error.js';
import { version } from './version.js';

/**
 * The command line `qhttp`.
 *
 * @param argv - the arguments, without the program
 * @returns the exit code of the process
 */
export async function main(argv: readonly string[], io: CliIo = processIo()): Promise<number> {
  try {
    return await run(argv, io);
  } catch (error) {
    if (error instanceof NoAnswerError) {
      io.stderr.write(`qhttp: ${printable(error.message)}\n`);
      return ExitCode.Network;
    }
    if (!(error instanceof UsageError)) throw error;
    io.stderr.write(`qhttp: ${printable(error.message)}\nTry 'qhttp --help'.\n`);
    return ExitCode.Usage;
  }
}

async function run(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const commandLine = parseArguments(argv);
  switch (commandLine.kind) {
    case 'help':
      io.stdout.write(help);
      return ExitCode.Ok;
    case 'version':
      io.stdout.write(`${version}\n`);
      return ExitCode.Ok;
    // Loaded when they are wanted: the network takes longer to load than a text takes to print.
    case 'demo':
      return (await import('./demo/run-demo.js')).runDemo(io);
    case 'download':
      return (await import('./run-downloads.js')).runDownloads(commandLine.order, io);
  }
}
