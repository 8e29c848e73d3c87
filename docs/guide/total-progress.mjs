// Files of several hosts, side by side into a folder, with one percentage for all of them.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QHttpPool, downloadProgress, failOnStatus, saveToFile } from 'rx-qhttp';
import { catchError, combineLatest, distinctUntilChanged, lastValueFrom, map, of, startWith, tap } from 'rxjs';
import { listen } from './support/listen.mjs';

const size = 400_000;
const newServer = () =>
  createServer((request, response) => {
    if (request.url === '/missing.bin') response.writeHead(404).end();
    else response.writeHead(200, { 'Content-Length': size }).end(new Uint8Array(size));
  });
const hosts = [await listen(newServer()), await listen(newServer()), await listen(newServer())];
const files = hosts.flatMap(({ origin }, host) =>
  ['a', 'b', 'missing'].map((name) => ({ url: `${origin}/${name}.bin`, name: `${host}-${name}.bin` })),
);
const folder = mkdtempSync(join(tmpdir(), 'total-'));
/** @type {number[]} */
const shown = [];
/** @param {number} percent */
const show = (percent) => shown.push(percent);

const pool = new QHttpPool({ connections: 6, connectionsPerOrigin: 2 });

const ratios = files.map(({ url, name }) =>
  pool.get$(url).pipe(
    failOnStatus(),
    saveToFile(join(folder, name)),
    downloadProgress(),
    map(({ ratio = 0 }) => ratio),
    catchError(() => of(1)), // one that fails has nothing more to come
    startWith(0),
  ),
);
const percent$ = combineLatest(ratios).pipe(
  map((all) => Math.floor((100 * all.reduce((sum, ratio) => sum + ratio, 0)) / all.length)),
  distinctUntilChanged(),
  tap(show),
);
await lastValueFrom(percent$);

console.log(`${shown.length} steps, ${readdirSync(folder).length} files`);
assert.equal(shown[0], 0);
assert.equal(shown.at(-1), 100);
assert.deepEqual(
  shown,
  shown.toSorted((a, b) => a - b),
);
const saved = files.filter(({ name }) => !name.includes('missing')).map(({ name }) => name);
assert.deepEqual(readdirSync(folder).toSorted(), saved);
assert(saved.every((name) => statSync(join(folder, name)).size === size));
pool.destroy();
rmSync(folder, { recursive: true });
for (const { stop } of hosts) stop();
