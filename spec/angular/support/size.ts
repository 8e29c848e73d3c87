// What an application of `ng build` weighs with rx-qhttp/angular and without it: all that it loads to begin.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

function sizes(configuration: 'with' | 'without'): { readonly raw: number; readonly gzipped: number } {
  const script = readFileSync(new URL(`../dist/${configuration}/browser/main.js`, import.meta.url));
  return { raw: script.length, gzipped: gzipSync(script).length };
}

const kB = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
const [without, having] = [sizes('without'), sizes('with')];

for (const [name, size] of [['HttpClient alone', without] as const, ['with provideQHttp()', having] as const]) {
  console.log(`${name}: ${kB(size.raw)}, gzipped ${kB(size.gzipped)}`);
}
console.log(`more: ${kB(having.raw - without.raw)}, gzipped ${kB(having.gzipped - without.gzipped)}`);
