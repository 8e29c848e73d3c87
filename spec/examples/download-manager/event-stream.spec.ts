import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Observable, of, Subject } from 'rxjs';
import type { Change } from '../../../docs/examples/download-manager/engine/model.ts';
import { streamChanges } from '../../../docs/examples/download-manager/gateway/event-stream.ts';
import { atEnd } from '../../support/at-end.ts';
import { turn } from '../../support/turn.ts';

jest.setTimeout(30_000); // on a machine that is busy

const empty = { transfers: [], pipelines: [], questions: [], signals: [] };
const kibibyte = 1024;

/** A page and a gateway, on the two ends of a connection. */
async function connected(changes$: Observable<Change>): Promise<{ page: IncomingMessage; response: ServerResponse }> {
  const server = createServer((_request, response) => streamChanges(response, changes$));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const answered = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>;
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const asking = request({ host: '127.0.0.1', port, agent: false }).end();
  const [page] = (await once(asking, 'response')) as [IncomingMessage];
  page.on('error', () => undefined); // it is broken off at the end of a test
  const [, response] = await answered;
  atEnd(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return { page, response };
}

/** So many changes, each of 64 KiB, as fast as turns of the event loop go. */
async function tell(changes$: Subject<Change>, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    changes$.next({ type: 'lost', reason: 'x'.repeat(64 * kibibyte) });
    await turn();
  }
}

describe('The events of the gateway', () => {
  it('are Server-Sent Events, which nobody keeps', async () => {
    const { page } = await connected(of<Change>({ type: 'snapshot', snapshot: empty }));
    expect(page.headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const [first] = (await once(page.setEncoding('utf8'), 'data')) as [string];
    expect(first).toBe(`data: {"type":"snapshot","snapshot":${JSON.stringify(empty)}}\n\n`);
  });

  it('do not pile up for a page that reads nothing, which is told how things stand when it reads on', async () => {
    const later$ = new Subject<Change>();
    let snapshots = 0;
    const changes$ = new Observable<Change>((subscriber) => {
      snapshots++;
      subscriber.next({ type: 'snapshot', snapshot: empty });
      return later$.subscribe(subscriber);
    });
    const { page, response } = await connected(changes$);
    page.pause();
    await tell(later$, 500);
    expect(later$.observed).toBe(false);
    expect(response.writableLength).toBeLessThan(1024 * kibibyte + 2 * 64 * kibibyte);
    expect(snapshots).toBe(1);

    let text = '';
    page
      .setEncoding('utf8')
      .on('data', (piece: string) => (text += piece))
      .resume();
    await once(response, 'drain');
    expect(later$.observed).toBe(true);
    later$.next({ type: 'questionClosed', id: 'the end' });
    while (!text.includes('the end')) await once(page, 'data');
    expect(snapshots).toBe(2);
    expect(text.lastIndexOf('"snapshot"')).toBeGreaterThan(text.lastIndexOf('xxx'));
  });

  it('end with the page', async () => {
    const changes$ = new Subject<Change>();
    const { page, response } = await connected(changes$);
    expect(changes$.observed).toBe(true);
    page.destroy();
    await once(response, 'close');
    expect(changes$.observed).toBe(false);
  });
});
