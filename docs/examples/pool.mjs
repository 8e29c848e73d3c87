// Many pages of several hosts side by side, over few connections; and a session that has to be in order.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { ErrorCode, QHttpPool, toResponse } from 'rx-qhttp';
import { catchError, from, lastValueFrom, map, mergeMap, of, toArray } from 'rxjs';

const hosts = [await startServer(), await startServer(), await startServer()];
const nobody = 'http://127.0.0.1:1';
const origins = [...hosts.map(({ origin }) => origin), nobody];
const urls = origins.flatMap((origin) => ['/a', '/b', '/missing', '/c'].map((path) => origin + path));

const pool = new QHttpPool({ connections: 4, connectionsPerOrigin: 2 });

// What each origin has finished.
/** @type {Map<string, number>} */
const finished = new Map();
pool.signals$.subscribe(({ type, origin }) => {
  if (type === 'requestFinished') finished.set(origin, (finished.get(origin) ?? 0) + 1);
});

// All at once: the pool lets as many run as it may. A host where nobody answers concerns nobody else.
const statuses$ = from(urls).pipe(
  mergeMap((url) =>
    pool.get$(url).pipe(
      toResponse(),
      map(({ header }) => header.statusCode()),
      catchError((error) => of(ErrorCode[error.code])),
    ),
  ),
  toArray(),
);
const statuses = await lastValueFrom(statuses$);

// In order, and the first failure drops the rest: log in, then write.
const device = pool.pipeline('device');
device.setHost('127.0.0.1', hosts[0]?.port);
device.post('/login', 'name=me');
device.post('/settings', 'light=on');
const failed = await new Promise((resolve) => device.done$.subscribe(resolve));

console.log(`${statuses.length} answers, ${pool.openConnections()} connections are kept`);
assert.deepEqual(
  [200, 404, 'ConnectionRefused'].map((status) => statuses.filter((one) => one === status).length),
  [9, 3, 4],
);
assert.equal(failed, false);
assert.deepEqual(
  [...origins, 'device'].map((origin) => finished.get(origin)),
  [4, 4, 4, 4, 3],
);
assert(hosts.every(({ mostSockets }) => mostSockets() <= 3));
pool.destroy();
for (const { stop } of hosts) stop();

/** @returns {Promise<{ origin: string, port: number, mostSockets: () => number, stop: () => void }>} */
function startServer() {
  let now = 0;
  let most = 0;
  const server = createServer((request, response) => {
    request.resume();
    response.statusCode = request.url === '/missing' ? 404 : 200;
    response.end(request.url);
  }).on('connection', (socket) => {
    most = Math.max(most, ++now);
    socket.on('end', () => now--);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      assert(address !== null && typeof address === 'object');
      const { port } = address;
      const stop = () => server.close();
      resolve({ origin: `http://127.0.0.1:${port}`, port, mostSockets: () => most, stop });
    });
  });
}
