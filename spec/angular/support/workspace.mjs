// The workspace that the tests with Angular's tools run in: its packages, and the library in it as it was just built.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const workspace = fileURLToPath(new URL('..', import.meta.url));
export const project = fileURLToPath(new URL('../../..', import.meta.url));

/** @throws when a program of npm's fails, whose output has been shown */
export function npm(folder, ...args) {
  execFileSync('npm', args, { cwd: folder, stdio: 'inherit' });
}

/** Installs what is not there or is older than what package.json asks for. Playwright's own browsers are not needed. */
export function prepare() {
  npm(project, 'run', '-s', 'build');
  // Vite keeps what it has bundled of the packages, and does not see that one of them is new.
  rmSync(join(workspace, 'node_modules/.vite'), { recursive: true, force: true });
  const copy = join(workspace, 'node_modules/rx-qhttp');
  const installed = join(workspace, 'node_modules/.package-lock.json');
  const isCurrent =
    existsSync(installed) &&
    statSync(installed).mtimeMs >= statSync(join(workspace, 'package.json')).mtimeMs &&
    textOf(join(copy, 'package.json')) === textOf(join(project, 'package.json'));
  if (isCurrent) return renew(copy);

  // npm takes the copy that is there for the one that it would make.
  rmSync(copy, { recursive: true, force: true });
  npm(workspace, 'install', '--no-audit', '--no-fund', '--loglevel=error');
}

/** As npm would pack it, without the seconds that npm takes for it. */
function renew(copy) {
  rmSync(join(copy, 'dist'), { recursive: true, force: true });
  cpSync(join(project, 'dist'), join(copy, 'dist'), { recursive: true });
}

function textOf(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
