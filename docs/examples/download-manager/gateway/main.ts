import { fileURLToPath } from 'node:url';
import { runGateway } from './run-gateway.ts';

// Ctrl-C, or whoever else wants this program to end; the second time it ends at once.
const ended = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
});
process.exitCode = await runGateway(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  ended,
  builtPage: fileURLToPath(new URL('../dist/browser', import.meta.url)),
});
