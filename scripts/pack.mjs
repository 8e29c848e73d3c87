import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const project = fileURLToPath(new URL('..', import.meta.url));

/** Packs the project as `npm publish` would, and gives the tarball and the unpacked folder to `use`. */
export async function withPackage(use) {
  const folder = mkdtempSync(join(tmpdir(), 'rx-qhttp-package-'));
  try {
    execFileSync('npm', ['run', '--silent', 'prepack'], { cwd: project, stdio: 'inherit' });
    const pack = ['pack', '--ignore-scripts', '--json', '--loglevel=error', '--pack-destination', folder];
    const [{ filename }] = Object.values(JSON.parse(execFileSync('npm', pack, { cwd: project, encoding: 'utf8' })));
    const tarball = join(folder, filename);
    const unpacked = join(folder, 'consumer', 'node_modules', 'rx-qhttp');
    mkdirSync(unpacked, { recursive: true });
    execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', unpacked]);
    return await use({ tarball, unpacked, consumer: join(folder, 'consumer') });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
