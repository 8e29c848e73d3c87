/**
 * Subscribes to cold commands and unsubscribes at random moments, and looks what is left: `node bench/leak.ts` after
 * `npm run build`. Ends with an error when anything is.
 */
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { lastValueFrom, mergeMap, range, type Observable } from 'rxjs';
import { QHttp, QHttpPool, type DispatchLike } from '../dist/index.js';
import { listenPiecewise, randomFrom, unsubscribeAtRandom } from '../spec/pool/random-unsubscribing.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const cycles = 20_000;
const seed = 1;

interface Client {
  request(signal: AbortSignal): Observable<unknown>;
  /** Looks that nothing runs or waits. */
  check(): void;
  destroy(): void;
}

const kilobytes = (bytes: number) => `${(bytes / 1e3).toFixed(0)} kB`;

const turns = async (count: number) => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};

async function heap(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    await turns(10);
    collectGarbage();
  }
  return process.memoryUsage().heapUsed;
}

async function measure(name: string, open: (port: number) => Client): Promise<void> {
  const resources = process.getActiveResourcesInfo();
  const server = await listenPiecewise();
  const client = open(server.port);
  const random = randomFrom(seed);
  const { signal } = new AbortController();
  const request = () => client.request(signal);

  await unsubscribeAtRandom(request, cycles / 10, random); // what is made once: code, shapes, tables
  const before = await heap();
  const start = performance.now();
  const endings = await unsubscribeAtRandom(request, cycles, random);
  const seconds = (performance.now() - start) / 1000;
  const growth = (await heap()) - before;
  client.check();
  assert.equal(endings.failed, 0);
  assert.deepEqual(getEventListeners(signal, 'abort'), []);

  client.destroy();
  await turns(20);
  assert.equal(server.sockets, 0);
  await server.close();
  await turns(2);
  assert.deepEqual(process.getActiveResourcesInfo().sort(), resources.sort());
  assert.ok(growth < 5e6, `the heap grew by ${String(growth)} bytes`);
  console.log(
    `${name}: ${String(cycles)} cycles in ${seconds.toFixed(1)} s, ${String(endings.unsubscribed)} unsubscribed, ` +
      `${String(endings.completed)} completed; the heap grew by ${kilobytes(growth)}; nothing is left`,
  );
}

await measure('QHttp', (port) => {
  const http = new QHttp('127.0.0.1', port);
  return {
    request: (signal) => http.get$('/', { signal }),
    check: () => assert.deepEqual([http.currentId(), http.hasPendingRequests()], [0, false]),
    destroy: () => http.destroy(),
  };
});

await measure('QHttpPool', (port) => {
  const pool = new QHttpPool({ connections: 2 });
  const url = `http://127.0.0.1:${String(port)}/`;
  return {
    request: (signal) => pool.get$(url, { signal }),
    check: () => assert.deepEqual([pool.waitingRequests(), pool.openConnections() <= 2], [0, true]),
    destroy: () => pool.destroy(),
  };
});

/** Each request to another origin, answered in a microtask: what a pool keeps of an origin that it is done with. */
async function measureOrigins(): Promise<void> {
  const dispatcher: DispatchLike = {
    dispatch(_options, handler) {
      const controller = { pause() {}, resume() {}, abort() {} };
      handler.onRequestStart(controller, {});
      queueMicrotask(() => {
        handler.onResponseStart(controller, 204, {}, 'No Content');
        handler.onResponseEnd(controller, {});
      });
      return true;
    },
  };
  const pool = new QHttpPool({ dispatcher, connections: 10 });
  let next = 0;
  const visit = (count: number) =>
    lastValueFrom(range(0, count).pipe(mergeMap(() => pool.get$(`http://host-${String(next++)}/`), 100)));
  await visit(cycles / 10);
  const before = await heap();
  await visit(cycles);
  const growth = (await heap()) - before;
  assert.equal(pool.openConnections(), 10);
  assert.ok(growth < 5e6, `the heap grew by ${String(growth)} bytes`);
  console.log(`QHttpPool: ${String(cycles)} origins, one after the other; the heap grew by ${kilobytes(growth)}`);
  pool.destroy();
}

await measureOrigins();
