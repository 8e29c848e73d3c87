import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:http';
import { DemoServer } from '../../../docs/examples/download-manager/demo-server/demo-server.ts';
import { openGateway } from './support/gateway-stage.ts';

/** The servers that take requests meanwhile, as Node tells it. */
async function serversOf(ask: () => Promise<unknown>): Promise<readonly Server[]> {
  const servers: Server[] = [];
  const onStart = (message: unknown) => servers.push((message as { server: Server }).server); // as Node documents it
  subscribe('http.server.request.start', onStart);
  await ask().finally(() => unsubscribe('http.server.request.start', onStart));
  return servers;
}

// Node ends a request that has not come whole after five minutes, unless it is told not to: a big file takes longer, and so
// does one that is paused.
describe('An upload that takes its time is not ended by the clock', () => {
  it('of the gateway', async () => {
    const gateway = await openGateway();
    const servers = await serversOf(() => fetch(gateway.origin));
    expect(servers.map(({ requestTimeout }) => requestTimeout)).toEqual([0]);
  });

  it('of the demo server', async () => {
    const demo = await DemoServer.open();
    const servers = await serversOf(() => fetch(demo.origin));
    await demo.close();
    expect(servers.map(({ requestTimeout }) => requestTimeout)).toEqual([0]);
  });
});
