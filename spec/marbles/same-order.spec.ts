import { TestScheduler } from 'rxjs/testing';
import { QHttp } from '../../src/index.js';
import { marbleDispatcher } from '../../src/testing/index.js';
import { Site } from '../browser/support/site.js';
import { lettersOf, orderRoutes, orders, settled } from './support/orders.js';

// The third place is a browser: spec/browser/real-browser.spec.ts.
describe.each(Object.entries(orders))('%s', (_name, { commands, letters }) => {
  test('is told in its order with marbles', () => {
    const scheduler = new TestScheduler(() => undefined);
    const http = new QHttp('host', { scheduler, dispatcher: marbleDispatcher(scheduler, orderRoutes) });
    const told = lettersOf(http);

    scheduler.run(() => {
      commands(http);
      scheduler.flush();
    });

    expect(told()).toBe(letters);
    http.destroy();
  });

  test('is told in its order on Node', async () => {
    const site = await Site.open('');
    const http = new QHttp('127.0.0.1', site.port);
    const told = lettersOf(http);

    commands(http);
    await settled(http);

    expect(told()).toBe(letters);
    http.destroy();
    await site.close();
  });
});
