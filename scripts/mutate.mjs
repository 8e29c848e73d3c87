// Changes the queue, the table of states and the error map in every small way there is, and looks which tests notice.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('..', import.meta.url));
const home = join(project, 'scripts/mutation');
const stryker = join(home, 'node_modules/@stryker-mutator/core/bin/stryker.js');

if (!existsSync(stryker)) {
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: home, stdio: 'inherit' });
}
const args = [stryker, 'run', join(home, 'stryker.config.json'), ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, args, { cwd: project, stdio: 'inherit' });
process.exitCode = status ?? 1;
