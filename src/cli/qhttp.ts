#!/usr/bin/env node
// undici does not even load on an older Node, so nothing is imported before the version is known.
const { node } = process.versions;
const [major = 0, minor = 0] = node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 19)) {
  const { main } = await import('./main.js');
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.stderr.write(`qhttp needs Node 22.19 or newer; this is v${node}\n`);
  process.exitCode = 1;
}

export {};
