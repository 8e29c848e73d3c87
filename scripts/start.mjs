// `npm start`: the command line, or with --web the download manager, which is a page.
import { spawnSync } from 'node:child_process';

const web = process.argv.indexOf('--web');

if (web < 0) {
  const { status } = spawnSync('npm', ['run', '-s', 'build'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status === 0) await import('../dist/cli/qhttp.js');
  else process.exitCode = status ?? 1;
} else {
  process.argv.splice(web, 1);
  await import('../docs/examples/download-manager/start.mjs'); // builds what has changed, and says so
}
