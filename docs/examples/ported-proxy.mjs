// The second program of docs/porting-from-qt.md: through a proxy that asks for a password. It brings its proxy along;
// node ported-proxy.mjs http://USER:PASSWORD@HOST:PORT goes through another.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QHttp } from 'rx-qhttp';
import { Server } from 'proxy-chain';

class Timetable {
  #http = new QHttp();
  #file;

  /** @param {string} fileName */
  constructor(fileName) {
    this.#file = createWriteStream(fileName);
    this.#http.done$.subscribe((error) => this.#show(error));
  }

  /**
   * @param {{ host: string, port: number, user: string, password: string }} proxy
   * @param {number} port
   */
  fetch(proxy, port) {
    this.#http.setProxy(proxy.host, proxy.port, proxy.user, proxy.password);
    this.#http.setHost('127.0.0.1', port);
    this.#http.get('/departures.txt', this.#file);
    this.#http.close();
  }

  /** @param {boolean} error */
  #show(error) {
    this.#file.end(() => finish(error));
    if (error) console.warn(this.#http.errorString());
    else console.log('the departures are there');
  }
}

const departures = '08:15 Bern\n08:20 Basel\n';
const server = createServer((_request, response) => response.end(departures));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
assert(address !== null && typeof address === 'object');

const own = new Server({
  host: '127.0.0.1',
  port: 0,
  prepareRequestFunction: ({ username, password }) => ({
    requestAuthentication: username !== 'ann' || password !== 'open sesame',
  }),
});
await own.listen();

const given = new URL(process.argv[2] ?? `http://ann:open%20sesame@127.0.0.1:${own.port}`);
const folder = mkdtempSync(join(tmpdir(), 'timetable-'));
const proxy = {
  host: given.hostname,
  port: Number(given.port),
  user: decodeURIComponent(given.username),
  password: decodeURIComponent(given.password),
};
new Timetable(join(folder, 'departures.txt')).fetch(proxy, address.port);

/** @param {boolean} error */
async function finish(error) {
  await own.close(true);
  server.close();
  server.closeAllConnections();
  assert.equal(error, false);
  assert.equal(readFileSync(join(folder, 'departures.txt'), 'utf8'), departures);
  rmSync(folder, { recursive: true });
}
