import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GatewayDesk } from '../../../docs/examples/download-manager/engine/gateway-desk.ts';
import type { Change, Snapshot } from '../../../docs/examples/download-manager/engine/model.ts';
import { atEnd } from '../../support/at-end.ts';
import { bytes, FileServer, HeldBody } from './support/file-server.ts';
import { DeskWatch, openGateway, watchGateway } from './support/gateway-stage.ts';

jest.setTimeout(30_000); // on a machine that is busy

const empty: Snapshot = { transfers: [], pipelines: [], questions: [], signals: [] };

/** A gateway that does as a test says. */
class PuppetGateway {
  /** The bodies of commands. */
  readonly commands: unknown[] = [];
  status = 204;
  events: ServerResponse | undefined;
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  async listen(port = 0): Promise<this> {
    await once(this.#server.listen(port, '127.0.0.1'), 'listening');
    atEnd(() => this.close());
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // it listens on TCP
  }

  tell(change: Change): void {
    this.events?.write(`data: ${JSON.stringify(change)}\n\n`);
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.startsWith('/api/events')) {
      this.events = response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      this.tell({ type: 'snapshot', snapshot: empty });
      return;
    }
    let text = '';
    for await (const piece of request) text += String(piece);
    this.commands.push(JSON.parse(text));
    response.writeHead(this.status).end('{"error":"no"}');
  }
}

function watch(port: number): DeskWatch<GatewayDesk> {
  return new DeskWatch(new GatewayDesk({ origin: `http://127.0.0.1:${port}`, token: 'secret' }));
}

function lost({ changes }: DeskWatch<GatewayDesk>): string[] {
  return changes.flatMap((change) => (change.type === 'lost' ? [change.reason] : []));
}

async function untilChanges(page: DeskWatch<GatewayDesk>, isSo: (types: readonly string[]) => boolean): Promise<void> {
  await page.until(() => isSo(page.changes.map(({ type }) => type)));
}

describe('GatewayDesk', () => {
  it('says nothing before the gateway has, and then begins with a snapshot for each subscriber', async () => {
    const gateway = await new PuppetGateway().listen();
    const page = watch(gateway.port);
    expect(page.changes).toEqual([]);
    await untilChanges(page, (types) => types.length > 0);
    expect(page.changes).toEqual([{ type: 'snapshot', snapshot: empty }]);
    const late: Change[] = [];
    page.desk.changes$.subscribe((change) => late.push(change)).unsubscribe();
    expect(late).toEqual(page.changes);
  });

  it('sends what it is called for, one after the other, in the order of the calls', async () => {
    const gateway = await new PuppetGateway().listen();
    const { desk } = watch(gateway.port);
    desk.add(['http://127.0.0.1:9/a']);
    desk.move('t1', null);
    desk.move('t1', 't2');
    desk.pause('t1');
    desk.resume('t1');
    desk.retry('t1');
    desk.remove('t1');
    desk.abortCurrent('http://127.0.0.1:9');
    desk.clearWaiting('http://127.0.0.1:9');
    desk.answer('q1', { kind: 'login', user: 'ada', password: 'lovelace' });
    const page = watch(gateway.port);
    page.desk.answer('q2', { kind: 'closed' });
    gateway.tell({ type: 'questionClosed', id: 'q2' });
    while (gateway.commands.length < 11) await new Promise((resolve) => setImmediate(resolve));
    expect(
      gateway.commands.filter(
        (each) => JSON.stringify(each) !== '{"command":"answer","question":"q2","answer":{"kind":"closed"}}',
      ),
    ).toEqual([
      { command: 'add', urls: ['http://127.0.0.1:9/a'] },
      { command: 'move', id: 't1', before: null },
      { command: 'move', id: 't1', before: 't2' },
      { command: 'pause', id: 't1' },
      { command: 'resume', id: 't1' },
      { command: 'retry', id: 't1' },
      { command: 'remove', id: 't1' },
      { command: 'abortCurrent', pipeline: 'http://127.0.0.1:9' },
      { command: 'clearWaiting', pipeline: 'http://127.0.0.1:9' },
      { command: 'answer', question: 'q1', answer: { kind: 'login', user: 'ada', password: 'lovelace' } },
    ]);
  });

  it('refuses at the call what is no URL', async () => {
    const gateway = await new PuppetGateway().listen();
    const { desk } = watch(gateway.port);
    expect(() => desk.add(['http://127.0.0.1:9/a', '', 'nonsense'])).toThrow(
      new TypeError('Line 3 is no http or https address: nonsense'),
    );
    expect(() => desk.upload('nonsense', new File([], 'a'))).toThrow(TypeError);
    expect(gateway.commands).toEqual([]);
  });

  it('says that the gateway is gone, tries again, and begins with a snapshot when it is there', async () => {
    const gateway = await new PuppetGateway().listen();
    const { port } = gateway;
    const page = watch(port);
    await untilChanges(page, (types) => types.length > 0);
    await gateway.close();
    await untilChanges(page, (types) => types.filter((type) => type === 'lost').length >= 2);
    expect(lost(page).slice(0, 2)).toEqual([
      expect.stringContaining('before it was whole') as string,
      `Connection to 127.0.0.1:${port} refused`,
    ]);
    await new PuppetGateway().listen(port);
    await untilChanges(page, (types) => types.at(-1) === 'snapshot' && types.length > 3);
  });

  it('says that the gateway has ended when it has said goodbye', async () => {
    const gateway = await new PuppetGateway().listen();
    const page = watch(gateway.port);
    await untilChanges(page, (types) => types.length > 0);
    gateway.events?.end();
    await untilChanges(page, (types) => types.join() === 'snapshot,lost,snapshot');
    expect(lost(page)).toEqual(['The gateway has ended']);
  });

  it('says when the gateway does not take a command, and shows how things stand', async () => {
    const gateway = await new PuppetGateway().listen();
    const page = watch(gateway.port);
    await untilChanges(page, (types) => types.length > 0);
    gateway.status = 400;
    page.desk.pause('t1');
    await untilChanges(page, (types) => types.join() === 'snapshot,lost,snapshot');
    expect(lost(page)).toEqual(['The gateway did not take that: 400 {"error":"no"}']);
  });

  it('says what to do where the gateway was started anew, with another token', async () => {
    const gateway = await openGateway();
    const page = new DeskWatch(new GatewayDesk({ origin: gateway.origin, token: 'that of yesterday' }));
    await page.until(() => page.changes.length > 0);
    expect(page.changes).toEqual([
      { type: 'lost', reason: 'The gateway does not know this page: open the address that it has printed' },
    ]);
  });

  it('leaves the gateway alone when it is destroyed', async () => {
    const held = new HeldBody(4);
    const server = await FileServer.open({ '/a': held.answer });
    const gateway = await openGateway();
    const [page, other] = [watchGateway(gateway), watchGateway(gateway)];
    page.desk.add([server.url('/a')]);
    await server.untilAsked('GET /a');
    await page.untilStates('a: running');
    let isComplete = false;
    page.desk.changes$.subscribe({ complete: () => (isComplete = true) });
    page.desk.destroy();
    page.desk.destroy();
    expect(isComplete).toBe(true);
    held.end('text');
    await other.untilStates('a: finished');
  });

  it('sends several files beside each other, and the others when these have gone', async () => {
    const servers = await Promise.all(Array.from({ length: 5 }, () => FileServer.open({ '/in': bytes('thanks') })));
    const gateway = await openGateway();
    const page = watchGateway(gateway);
    for (const server of servers) page.desk.upload(server.url('/in'), new File([new Uint8Array(200_000)], 'film'));
    await page.untilStates(...servers.map(() => 'film: finished'));
    expect(page.seen.transfers.map(({ done }) => done)).toEqual(servers.map(() => 200_000));
  });
});
