import { bundleForBrowser } from '../browser/support/bundle.js';
import { Chromium, chromiumPath } from '../browser/support/chromium.js';
import { Firefox, firefoxPath } from '../browser/support/firefox.js';
import { Site } from '../browser/support/site.js';
import { orders } from './support/orders.js';
import { toldOf, toldWithMarbles } from './support/run-order.js';

/** For a browser to start, on a machine that is busy. */
jest.setTimeout(60_000);

const names = Object.keys(orders);

/** What each of the runs is to tell. */
const wanted = Object.fromEntries(Object.entries(orders).map(([name, { letters }]) => [name, letters]));

/** The order of the signals is the same wherever a run takes place: no frames, and no states that not everybody knows. */
describe('a run is told in the same order', () => {
  test.each(names)('with marbles: %s', (name) => {
    const order = orders[name];
    expect(order && toldWithMarbles(order)).toBe(wanted[name]);
  });

  describe('on Node', () => {
    let site: Site;

    beforeAll(async () => {
      site = await Site.open('');
    });

    afterAll(() => site.close());

    test.each(names)('%s', async (name) => {
      const order = orders[name];
      expect(order && (await toldOf({ host: '127.0.0.1', port: site.port }, order))).toBe(wanted[name]);
    });
  });

  // Firefox is tried where it is there.
  const browsers = firefoxPath === undefined ? [Chromium] : [Chromium, Firefox];
  const mayLeaveOut = chromiumPath === undefined && !process.env['REQUIRE_ALL'];

  (mayLeaveOut ? describe.skip : describe).each(browsers)('inside $name', (kind) => {
    let told: Told;

    beforeAll(async () => {
      const { outputFiles } = await bundleForBrowser('spec/marbles/support/orders-in-browser.ts');
      const site = await Site.open(outputFiles[0]?.text ?? '');
      const browser = await kind.launch();
      const tab = await browser.openTab();
      await tab.open(site.origin);
      told = (await tab.call('tellAll')) as Told; // by the script
      await browser.close();
      await site.close();
    });

    test.each(names)('with marbles: %s', (name) => {
      expect(told.marbles[name]).toBe(wanted[name]);
    });

    test.each(names)('by fetch and XMLHttpRequest: %s', (name) => {
      expect(told.web[name]).toBe(wanted[name]);
    });
  });
});

type Told = Record<'marbles' | 'web', Record<string, string>>;
