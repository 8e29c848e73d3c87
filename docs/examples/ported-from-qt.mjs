// The program of docs/porting-from-qt.md: written for Qt in C++, carried over line by line.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TextDecoder } from 'node:util';
import { QHttp } from 'rx-qhttp';

class PriceList {
  #http = new QHttp();
  #file;
  #version = '';
  #versionId = 0;

  /** @param {string} fileName */
  constructor(fileName) {
    this.#file = createWriteStream(fileName);
    this.#http.dataReadProgress$.subscribe(({ done, total }) => this.#progress(done, total));
    this.#http.requestFinished$.subscribe(({ id, error }) => this.#finished(id, error));
    this.#http.done$.subscribe((error) => this.#done(error));
  }

  /**
   * @param {string} host
   * @param {number} port
   */
  fetch(host, port) {
    this.#http.setHost(host, port);
    this.#versionId = this.#http.get('/version.txt');
    this.#http.get('/prices.csv', this.#file);
    this.#http.close();
  }

  /**
   * @param {number} done
   * @param {number} total
   */
  #progress(done, total) {
    console.log(`${done} of ${total} bytes`);
  }

  /**
   * @param {number} id
   * @param {boolean} error
   */
  #finished(id, error) {
    if (id === this.#versionId && !error) {
      this.#version = new TextDecoder().decode(this.#http.readAll()).trim();
    }
  }

  /** @param {boolean} error */
  #done(error) {
    this.#file.end();
    if (error) console.warn(this.#http.errorString());
    else console.log(`version ${this.#version}`);
    finish(error, this.#version);
  }
}

const prices = 'article,price\npear,3\nplum,2\n';
const folder = mkdtempSync(join(tmpdir(), 'prices-'));
const server = createServer((request, response) => {
  response.end(request.url === '/version.txt' ? '1.4\n' : prices);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  assert(address !== null && typeof address === 'object');
  new PriceList(join(folder, 'prices.csv')).fetch('127.0.0.1', address.port);
});

/**
 * @param {boolean} error
 * @param {string} version
 */
function finish(error, version) {
  server.close(() => {
    assert.equal(error, false);
    assert.equal(version, '1.4');
    assert.equal(readFileSync(join(folder, 'prices.csv'), 'utf8'), prices);
    rmSync(folder, { recursive: true });
  });
}
