import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ServerStep } from '../recording.js';
import { Activity } from './activity.js';
import { Clock } from './clock.js';
import { ScriptedServer } from './scripted-server.js';

const get = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n';
const post = 'POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n';

let server: ScriptedServer;
let sockets: Socket[] = [];

async function start(scripts: readonly (readonly ServerStep[])[], listenerClosesAfter?: number): Promise<void> {
  let orders = 0;
  const activity = new Activity();
  server = await ScriptedServer.start({
    scripts: scripts.map((connection) => ({ connection })),
    activity,
    clock: new Clock(activity),
    nextOrder: () => orders++,
    listenerClosesAfter,
  });
}

async function open(): Promise<Socket> {
  const socket = connect({ port: server.port, host: '127.0.0.1' });
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

async function received(): Promise<ReturnType<ScriptedServer['received']>> {
  await server.silence();
  return server.received();
}

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  await server.stop();
});

describe('the scripted server', () => {
  it('listens on a port of five digits', async () => {
    await start([]);
    expect(String(server.port)).toMatch(/^\d{5}$/);
  });

  it('answers request by request and notes what it read', async () => {
    await start([[{ readRequest: true }, { write: 'one' }, { readRequest: true }, { write: 'two' }, { close: true }]]);
    const socket = await open();
    socket.write(`${get}${post}hello`);
    expect(await text(socket)).toBe('onetwo');
    expect(await received()).toEqual([
      {
        requests: [
          { head: get, size: get.length, order: 0 },
          { head: post, body: 'hello', size: post.length + 5, order: 1 },
        ],
      },
    ]);
  });

  it('reads a chunked body to its end', async () => {
    const head = 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n';
    await start([[{ readRequest: true }, { write: 'ok' }, { close: true }]]);
    const socket = await open();
    socket.write(`${head}5\r\nhello\r\n`);
    socket.write('0\r\n\r\n');
    expect(await text(socket)).toBe('ok');
    expect((await received())[0]?.requests[0]?.body).toBe('5\r\nhello\r\n0\r\n\r\n');
  });

  it('notes a body that stays unfinished, what no step has read, and who closed', async () => {
    await start([
      [{ readRequest: true }, { write: 'never' }],
      [{ hold: true }],
      [{ readHead: true }, { waitClose: true }],
    ]);
    (await open()).end(`${post}hel`);
    (await open()).write('noise');
    (await open()).end(get);
    expect(await received()).toEqual([
      { requests: [{ head: post, bodyIncomplete: true, size: post.length + 5, order: 0 }], unread: 'hel' },
      { requests: [], unread: 'noise' },
      { requests: [{ head: get, size: get.length, order: 1 }], clientClosed: true },
    ]);
  });

  it('accepts a connection that is not in the script, and leaves it without an answer', async () => {
    await start([]);
    (await open()).write(get);
    expect(await received()).toEqual([{ requests: [], unread: get, unscripted: true }]);
  });

  it('carries on where the client comes back on a new connection', async () => {
    await start([[{ readRequest: true }, { write: 'odd' }, { readRequest: true }, { write: 'next' }, { close: true }]]);
    const first = await open();
    first.write(get);
    await once(first, 'data');
    first.destroy();
    const second = await open();
    second.write(get);
    expect(await text(second)).toBe('next');
    expect((await received()).map(({ requests, unscripted }) => [requests.length, unscripted])).toEqual([
      [1, undefined],
      [1, true],
    ]);
  });

  it('resets a connection', async () => {
    await start([[{ readHead: true }, { reset: true }]]);
    const socket = await open();
    socket.write(get);
    await expect(once(socket, 'end')).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('refuses connections after as many as it is told', async () => {
    await start([[{ hold: true }]], 1);
    await open();
    await received();
    await expect(open()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
