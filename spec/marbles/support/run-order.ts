import { filter, firstValueFrom } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { QHttp, State, type QHttpOptions } from '../../../src/index.js';
import { marbleDispatcher, signalLetters } from '../../../src/testing/index.js';
import { orderRoutes, type Order, type OrderServer } from './orders.js';

/** What a run tells on virtual time, of a server in marbles. */
export function toldWithMarbles(order: Order): string {
  const scheduler = new TestScheduler(() => undefined);
  const dispatcher = marbleDispatcher(scheduler, orderRoutes(order));
  const http = new QHttp('host', { ...order.options, scheduler, dispatcher });
  const told = lettersOf(http);
  scheduler.run(() => {
    order.commands(http, { host: 'host', port: 80, breakOff: () => undefined });
    scheduler.flush();
  });
  http.destroy();
  return told();
}

/** What a run tells of a server that is one. */
export async function toldOf(
  { host, port }: Omit<OrderServer, 'breakOff'>,
  order: Order,
  options: QHttpOptions = {},
): Promise<string> {
  const http = new QHttp(host, port, { ...options, ...order.options });
  const other = new QHttp(host, port);
  const told = lettersOf(http);
  const end = settled(http);
  order.commands(http, { host, port, breakOff: () => other.get('/signal') });
  await end;
  http.destroy();
  other.destroy();
  return told();
}

/** Writes down what a `QHttp` tells, from now on, one letter each. */
function lettersOf(http: QHttp): () => string {
  let letters = '';
  http.signals$.pipe(signalLetters()).subscribe((letter) => (letters += letter));
  return () =>
    letters
      .replace(/[12]/g, '')
      .replace(/q+/g, 'q')
      .replace(/(p+y)+/g, 'py')
      .replace(/p+/g, 'p');
}

/** Waits until nothing is to be done any more, and what is being closed has closed. */
async function settled(http: QHttp): Promise<void> {
  await firstValueFrom(http.done$, { defaultValue: false }); // it completes where the run destroys it
  await Promise.resolve(); // for what is added inside of it
  if (http.hasPendingRequests() || http.currentId() !== 0) await settled(http);
  else if (http.state() === State.Closing) {
    await firstValueFrom(http.state$.pipe(filter((state) => state === State.Unconnected)));
  }
}
