// A device behind a Unix path, behind a stream of any kind, and over a socket that goes on to live.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QHttp, toText } from 'rx-qhttp';
import { firstValueFrom } from 'rxjs';
import { buildConnector } from 'undici';
import { listen } from './support/listen.mjs';

const folder = mkdtempSync(join(tmpdir(), 'rx-qhttp-'));
const path = join(folder, 'printer.sock');
const printer = createServer((request, response) => response.end(`${request.headers.host} is ready`)).listen(path);
await once(printer, 'listening');

const http = new QHttp('printer.local');
http.setSocket(buildConnector({ socketPath: path }));

assert.equal(await firstValueFrom(http.get$('/status').pipe(toText())), 'printer.local is ready');
http.destroy();

const { port, stop } = await listen(createServer((_request, response) => response.end('firmware 7')));
const socket = connect(port, '127.0.0.1');
await once(socket, 'connect');

const borrower = new QHttp('device.local');
borrower.setSocket(socket);
assert.equal(await firstValueFrom(borrower.get$('/version').pipe(toText())), 'firmware 7');

borrower.destroy();
assert.equal(socket.destroyed, false); // it is the caller's, and still open

console.log('asked a device behind a path, and one over a socket that is still open');
socket.destroy();
printer.close();
printer.closeAllConnections();
stop();
rmSync(folder, { recursive: true });
