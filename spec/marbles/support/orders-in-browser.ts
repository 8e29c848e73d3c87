// The script of a page: carries out the runs where it is, with marbles and as a browser does it.
import { FetchDispatcher } from '../../../src/browser/index.js';
import { orders } from './orders.js';
import { toldOf, toldWithMarbles } from './run-order.js';

async function tellAll(): Promise<Record<'marbles' | 'web', Record<string, string>>> {
  const marbles: Record<string, string> = {};
  const web: Record<string, string> = {};
  const server = { host: location.hostname, port: Number(location.port) };
  for (const [name, order] of Object.entries(orders)) {
    marbles[name] = toldWithMarbles(order);
    // Where there is a password to ask for, the browser is kept from asking by itself.
    const options = order.secret ? { dispatcher: new FetchDispatcher({ credentials: 'omit' }) } : {};
    web[name] = await toldOf(server, order, options);
  }
  return { marbles, web };
}

Object.assign(globalThis, { tellAll });
