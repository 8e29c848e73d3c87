// One number for a whole queue: the signals are Observables, so they are put together with RxJS.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { QHttp, State } from 'rx-qhttp';
import { distinctUntilChanged, filter, firstValueFrom, map, merge, scan, takeUntil } from 'rxjs';

const { port, stop } = await startServer();
/** @type {number[]} */
const shown = [];
/** @param {number} percent */
const show = (percent) => shown.push(percent);

const http = new QHttp('127.0.0.1', port);
const paths = ['/spring.bin', '/summer.bin', '/autumn.bin', '/winter.bin'];

const percent$ = merge(
  http.dataReadProgress$.pipe(map(({ done, total }) => ({ whole: 0, part: total > 0 ? done / total : 0 }))),
  http.requestFinished$.pipe(map(() => ({ whole: 1, part: 0 }))),
).pipe(
  scan((sum, { whole, part }) => ({ whole: sum.whole + whole, part }), { whole: 0, part: 0 }),
  map(({ whole, part }) => Math.floor((100 * (whole + part)) / paths.length)),
  distinctUntilChanged(),
  takeUntil(http.done$),
);
percent$.subscribe(show);

const opened$ = http.state$.pipe(filter((state) => state === State.Connecting));
let connections = 0;
opened$.subscribe(() => connections++);

for (const path of paths) http.get(path);
const failed = await firstValueFrom(http.done$);

console.log(`${shown.length} steps: ${shown.slice(0, 4).join(', ')}, … ${shown.slice(-2).join(', ')} %`);
console.log(`${connections} connection`);
assert.equal(failed, false);
assert.equal(connections, 1);
assert.equal(shown.at(-1), 100);
assert.deepEqual(
  shown,
  [...shown].sort((a, b) => a - b),
);
http.destroy();
stop();

/** @returns {Promise<{ port: number, stop: () => void }>} */
function startServer() {
  const server = createServer((_request, response) => {
    response.end(new Uint8Array(2_000_000));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      assert(address !== null && typeof address === 'object');
      resolve({ port: address.port, stop: () => server.close() });
    });
  });
}
