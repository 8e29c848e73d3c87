// Commands as cold Observables: nothing is scheduled before somebody subscribes, and each subscription is one command.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { ErrorCode, QHttp, QHttpError, toText } from 'rx-qhttp';
import { concat, firstValueFrom, lastValueFrom, retry, toArray } from 'rxjs';

const { port, stop, seen } = await startServer();
const http = new QHttp('127.0.0.1', port);
/** @type {boolean[]} */
const dones = [];
http.done$.subscribe((error) => dones.push(error));

// One after the other: the second is scheduled when the first has finished, and there is one `done` for both.
const seasons$ = concat(http.get$('/spring').pipe(toText()), http.get$('/autumn').pipe(toText()));
const seasons = await lastValueFrom(seasons$.pipe(toArray()));
assert.deepEqual(seasons, ['It is spring', 'It is autumn']);
assert.deepEqual(dones, [false]);

// What failed is an error of its subscriber, and so is what it dropped.
const failed = firstValueFrom(http.get$('/flaky').pipe(toText())).catch((error) => error);
const dropped = firstValueFrom(http.get$('/summer').pipe(toText())).catch((error) => error);
const [error, behind] = [await failed, await dropped];
assert(error instanceof QHttpError && behind instanceof QHttpError);
assert.equal(error.code, ErrorCode.WrongContentLength);
assert.equal(behind.code, ErrorCode.Aborted);
assert.equal(behind.cause, error);
assert(!seen.includes('/summer'));

// Subscribing again schedules it again: `retry` needs no help.
assert.equal(await firstValueFrom(http.get$('/flaky').pipe(toText(), retry(2))), 'It is flaky');

console.log(seasons.join('. '));
console.log(`${error.message}; behind it: ${behind.message}`);
assert.deepEqual(seen, ['/spring', '/autumn', '/flaky', '/flaky', '/flaky']);
http.destroy();
stop();

/** @returns {Promise<{ port: number, stop: () => void, seen: string[] }>} `seen` fills up as requests come */
function startServer() {
  /** @type {string[]} */
  const seen = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    seen.push(path);
    const isBroken = path === '/flaky' && seen.filter((one) => one === path).length < 3;
    const text = `It is ${path.slice(1)}`;
    response.writeHead(200, { 'Content-Length': text.length });
    if (isBroken) response.write(text.slice(0, 5), () => response.destroy());
    else response.end(text);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      assert(address !== null && typeof address === 'object');
      resolve({ port: address.port, stop: () => server.close(), seen });
    });
  });
}
