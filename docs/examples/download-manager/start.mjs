#!/usr/bin/env node
// `npm start` of the download manager. The rest is TypeScript, which an older Node cannot even read.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 19)) {
  const { main } = await import('./start/main.ts');
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.stderr.write(
    `The download manager needs Node 22.19 or newer; this is v${process.versions.node}.\n` +
      "'npm ci' at the root of the project brings one along, which 'npm start' finds.\n",
  );
  process.exitCode = 1;
}
