// npm run draw:servers: runs the tests with real servers, all of which have to be installed, and writes docs/servers.md.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const jest = fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url));
const { status } = spawnSync(process.execPath, [jest, 'spec/servers'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  env: { ...process.env, REQUIRE_ALL: '1', WRITE_SERVERS: '1' },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
