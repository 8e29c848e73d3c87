// A session with a device: log in, send it new firmware, restart it. It must not restart on half of a firmware, and
// no line below says so: what fails drops what waits behind it.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { URLSearchParams } from 'node:url';
import { QHttp } from 'rx-qhttp';
import { firstValueFrom } from 'rxjs';

const firmware = new Uint8Array(1_000_000);

/**
 * @param {number} port
 * @returns {Promise<string>} how it went
 */
async function update(port) {
  const http = new QHttp('127.0.0.1', port);
  // A status is an answer, not an error. Here one of 400 and above is to stop everything, so it is made one.
  http.responseHeaderReceived$.subscribe((header) => {
    if (header.statusCode() >= 400) http.abort();
  });

  http.post('/login', new URLSearchParams({ name: 'admin', password: 'secret' }));
  http.post('/firmware', firmware);
  http.post('/restart', undefined);
  http.close();

  const failed = await firstValueFrom(http.done$);
  const status = http.lastResponse().statusCode();
  const result = failed ? `${http.errorString()} (last status ${status})` : 'updated';
  http.destroy();
  return result;
}

const sound = await startDevice('sound');
assert.equal(await update(sound.port), 'updated');
assert.deepEqual(sound.seen, ['/login', '/firmware', '/restart']);
sound.stop();

const flaky = await startDevice('hangs up while it reads the firmware');
const reason = await update(flaky.port);
assert.match(reason, /^127\.0\.0\.1:\d+ closed the connection before it answered \(last status 204\)$/);
assert.deepEqual(flaky.seen, ['/login', '/firmware']);
flaky.stop();

const full = await startDevice('has no room for the firmware');
assert.equal(await update(full.port), 'Request aborted (last status 507)');
assert.deepEqual(full.seen, ['/login', '/firmware']);
full.stop();

console.log(`sound: ${sound.seen.join(', ')}\nflaky: ${flaky.seen.join(', ')}\nfull:  ${full.seen.join(', ')}`);

/**
 * @param {string} condition
 * @returns {Promise<{ port: number, stop: () => void, seen: string[] }>} `seen` fills up as requests come
 */
function startDevice(condition) {
  /** @type {string[]} */
  const seen = [];
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    seen.push(path);
    if (path === '/firmware' && condition.startsWith('hangs up')) {
      request.once('data', () => request.destroy());
      return;
    }
    await request.resume().toArray();
    response.writeHead(path === '/firmware' && condition.startsWith('has no room') ? 507 : 204).end();
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      assert(address !== null && typeof address === 'object');
      resolve({ port: address.port, stop: () => server.close(), seen });
    });
  });
}
