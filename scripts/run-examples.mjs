// Runs the programs in docs/examples/ and docs/guide/, a line for each; what a failed one printed stands below it.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

/** An example ends by itself; one that does not is ended. */
const limitMs = 20_000;

const docs = fileURLToPath(new URL('../docs/', import.meta.url));

/** @returns what went wrong, or an empty string; and all that was printed */
function run(file) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(docs, file)], { timeout: limitMs, killSignal: 'SIGKILL' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', (error) => resolve({ problem: error.message, output }));
    child.on('close', (code, signal) => {
      const problem =
        code === 0 ? '' : child.killed ? `did not end within ${limitMs / 1000} s` : `ended with ${signal ?? code}`;
      resolve({ problem, output });
    });
  });
}

const files = ['examples', 'guide'].flatMap((folder) => {
  const names = readdirSync(join(docs, folder)).filter((name) => name.endsWith('.mjs'));
  if (names.length === 0) throw new Error(`there is no program in docs/${folder}`);
  return names.map((name) => join(folder, name));
});

for (const file of files) {
  const since = performance.now();
  const { problem, output } = await run(file);
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  console.log(
    `${problem ? 'FAILED' : 'ok    '}  ${seconds.padStart(4)} s  ${file}${problem && `: ${problem}\n${output}`}`,
  );
  if (problem) process.exitCode = 1;
}
