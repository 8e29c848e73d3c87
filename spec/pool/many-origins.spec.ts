import { EMPTY, from, mergeMap } from 'rxjs';
import { turn } from '../support/turn.js';
import { answerOk, OriginServer } from './origin-server.js';
import { poolOf } from './pool-of.js';

/** A machine that is busy with other specs takes its time. */
jest.setTimeout(60_000);

/** bench/pool.ts has 10,000 over 100. */
const origins = 20;
const urls = 2000;

describe('Many URLs over many origins', () => {
  test.each([
    ['with a connection for each origin', { connections: 40, connectionsPerOrigin: 3 }],
    ['with fewer connections than origins', { connections: 8, connectionsPerOrigin: 2 }],
  ])('are all read over bounded connections, and nothing is left: %s', async (_how, bounds) => {
    const all = { now: 0, most: 0, all: 0 };
    const servers: OriginServer[] = [];
    for (let i = 0; i < origins; i++) servers.push(await OriginServer.listen(answerOk, [all]));
    const pool = poolOf(bounds);
    let finished = 0;

    await new Promise<void>((complete, error) => {
      from(Array(urls).keys())
        .pipe(
          mergeMap((i) => {
            const server = servers[i % origins];
            return server ? pool.get$(`${server.origin}/${String(i)}`) : EMPTY;
          }),
        )
        .subscribe({
          next: ({ type }) => {
            if (type === 'requestFinished') finished++;
          },
          error,
          complete,
        });
    });

    expect(finished).toBe(urls);
    expect(servers.map(({ requests }) => requests.length)).toEqual(Array(origins).fill(urls / origins));
    expect(all.most).toBeLessThanOrEqual(bounds.connections);
    expect(Math.max(...servers.map(({ sockets }) => sockets.most))).toBeLessThanOrEqual(bounds.connectionsPerOrigin);
    expect(pool.openConnections()).toBe(all.now);
    expect(pool.waitingRequests()).toBe(0);

    pool.destroy();
    while (all.now > 0) await turn();
    expect(pool.openConnections()).toBe(0);
  });
});
