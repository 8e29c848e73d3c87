// Keep answers as a browser does: ask no server for what is still good.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { QHttp, toText } from 'rx-qhttp';
import { firstValueFrom } from 'rxjs';
import { interceptors } from 'undici';
import { listen } from './support/listen.mjs';

/** @type {string[]} */
const asked = [];
const server = createServer((request, response) => {
  const { url, headers } = request;
  asked.push(headers['if-none-match'] ? `${url} if not ${headers['if-none-match']}` : `${url}`);
  if (url === '/logo') response.writeHead(200, { 'Cache-Control': 'max-age=3600' }).end('a picture');
  else if (headers['if-none-match'] === '"1"') response.writeHead(304, { ETag: '"1"' }).end();
  else response.writeHead(200, { ETag: '"1"', 'Cache-Control': 'no-cache' }).end('a price list');
});
const { port, stop } = await listen(server);

const cache = interceptors.cache({ type: 'private' });
const http = new QHttp('127.0.0.1', port, { interceptors: [cache] });
const other = new QHttp('127.0.0.1', port, { interceptors: [cache] }); // the same cache

/** @param {QHttp} from @param {string} path */
const get = (from, path) => firstValueFrom(from.get$(path).pipe(toText()));

// What is good for an hour is asked for once, whoever wants it.
assert.equal(await get(http, '/logo'), 'a picture');
assert.equal(await get(http, '/logo'), 'a picture');
assert.equal(await get(other, '/logo'), 'a picture');
assert.deepEqual(asked.splice(0), ['/logo']);
assert.equal(other.state(), QHttp.Unconnected); // it has never needed a connection

// What may have changed is asked about; the body comes only if it has.
assert.equal(await get(http, '/prices'), 'a price list');
assert.equal(await get(http, '/prices'), 'a price list');
assert.deepEqual(asked, ['/prices', '/prices if not "1"']);

console.log(`asked for ${asked.join(', ')}`);
http.destroy();
other.destroy();
stop();
