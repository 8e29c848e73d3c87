// npm run replay -- PATTERN: replays the recordings whose names match, and prints what was recorded and what is seen.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [pattern] = process.argv.slice(2);
if (pattern === undefined) {
  console.error('usage: npm run replay -- PATTERN');
  process.exit(1);
}
const jest = fileURLToPath(new URL('../../node_modules/jest/bin/jest.js', import.meta.url));
const { status } = spawnSync(process.execPath, [jest, 'spec/conformance/recordings'], {
  cwd: fileURLToPath(new URL('../..', import.meta.url)),
  env: { ...process.env, REPLAY: pattern },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
