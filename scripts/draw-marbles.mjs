// Draws docs/images/marbles-*.svg from real runs against a server in this process. Run it after a build.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { QHttp } from 'rx-qhttp';
import { marbleSvg, recordSignals } from 'rx-qhttp/testing';
import { put } from './draw-svg.mjs';

const server = createServer(async (request, response) => {
  await request.resume().toArray();
  await wait(3);
  await pages[request.url](response);
});
server.listen(0, 'localhost');
await once(server, 'listening');
const { port } = server.address();

const pages = {
  '/index.html': (response) => response.end('<title>A page</title>'),
  '/logo.svg': async (response) => {
    response.write('<svg>');
    await wait(2);
    response.end('</svg>');
  },
  '/form': (response) => response.writeHead(201).end('thanks'),
  '/missing': (response) => response.writeHead(404).end('not here'),
  '/cut': async (response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('only a part');
    await wait(3);
    response.destroy();
  },
  '/film': async (response) => {
    const piece = new Uint8Array(16_384);
    response.writeHead(200, { 'content-length': String(300 * piece.length) });
    for (let sent = 0; sent < 300; sent++) {
      response.write(piece);
      await wait(sent === 150 ? 120 : 1);
    }
    response.end();
  },
};

try {
  await draw('queue', 'A queue of requests over one connection', (http) => [
    [http.get('/index.html'), 'GET /index.html'],
    [http.get('/logo.svg'), 'GET /logo.svg'],
    [http.post('/form', 'x'.repeat(500)), 'POST /form'],
    [http.close(), 'close()'],
  ]);
  await draw('failure', 'A failure drops what waits behind it', (http) => [
    [http.get('/missing'), 'GET /missing'],
    [http.get('/cut'), 'GET /cut'],
    [http.get('/index.html'), 'GET /index.html'],
    [http.get('/logo.svg'), 'GET /logo.svg'],
  ]);
  await draw('download', 'A download of 4.9 MB, with a server that pauses in its middle', (http) => [
    [http.get('/index.html'), 'GET /index.html'],
    [http.get('/film'), 'GET /film'],
  ]);
} finally {
  server.close();
}

/** Records the signals of the commands that `schedule` gives, with their names, and draws them. */
async function draw(name, title, schedule) {
  const http = new QHttp();
  const run = [];
  http.signals$.pipe(recordSignals()).subscribe((recorded) => run.push(recorded));
  http.readyRead$.subscribe(() => http.readAll());
  const done = new Promise((resolve) => http.done$.subscribe(resolve));
  const commands = new Map([[http.setHost('localhost', port), 'setHost()'], ...schedule(http)]);
  await done;
  await wait(10); // a failure closes the connection behind `done`
  http.destroy();
  put(`marbles-${name}.svg`, marbleSvg(run, { title, nameOf: (id) => commands.get(id) }));
}
