// Find hosts yourself: names that no server of names knows, kept for as long as you say.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { ErrorCode, QHttp, QHttpError, followRedirects, toText } from 'rx-qhttp';
import { firstValueFrom } from 'rxjs';
import { interceptors } from 'undici';
import { listen } from './support/listen.mjs';

const server = createServer((request, response) => {
  if (request.url !== '/away') response.end(`${request.headers.host?.split(':')[0]} says hello`);
  else response.writeHead(302, { Location: 'http://metadata.internal/secret' }).end();
});
const { port, stop } = await listen(server);

/** @type {Map<string, string>} */
const addresses = new Map([['printer.example', '127.0.0.1']]);

/** @type {NonNullable<Parameters<typeof interceptors.dns>[0]>['lookup']} */
const lookup = ({ hostname }, _options, callback) => {
  const address = addresses.get(hostname);
  if (address) callback(null, [{ address, family: 4, ttl: 60_000 }]);
  else callback(Object.assign(new Error(`nobody knows ${hostname}`), { code: 'ENOTFOUND' }), []);
};

const http = new QHttp('printer.example', port, {
  interceptors: [interceptors.dns({ lookup, dualStack: false }), followRedirects()],
});

const text = await firstValueFrom(http.get$('/').pipe(toText()));
assert.equal(text, 'printer.example says hello');

// Hosts of redirects are found in the same way, or are not.
const error = await firstValueFrom(http.get$('/away').pipe(toText())).catch((reason) => reason);
assert(error instanceof QHttpError);
assert.equal(error.code, ErrorCode.HostNotFound);

console.log(`${text}; ${error.message}`);
http.destroy();
stop();
