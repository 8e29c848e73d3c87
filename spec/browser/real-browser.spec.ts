import { selfSigned } from '../support/certificates/certificates.js';
import { bundleForBrowser } from './support/bundle.js';
import { Chromium, chromiumPath, type ChromiumTab } from './support/chromium.js';
import { Firefox, firefoxPath } from './support/firefox.js';
import { places, resultOf, testScenarios } from './support/scenario-tests.js';
import { Site } from './support/site.js';
import type { Tab } from './support/tab.js';

/** For a browser to start, on a machine that is busy. */
jest.setTimeout(60_000);

const mayLeaveOut = chromiumPath === undefined && !process.env['REQUIRE_ALL'];

(mayLeaveOut ? describe.skip : describe)('rx-qhttp/browser in Chromium', () => {
  let browser: Chromium;
  let script: string;

  beforeAll(async () => {
    const { outputFiles } = await bundleForBrowser('spec/browser/support/script.ts');
    script = outputFiles[0]?.text ?? '';
    browser = await Chromium.launch();
  });

  afterAll(() => browser.close());

  describe.each([
    ['over plain HTTP/1.1', undefined, '1.1'],
    ['over HTTPS and HTTP/2', selfSigned, '2.0'],
  ])('%s', (_way, certificate, version) => {
    let own: Site;
    let far: Site;
    let tab: ChromiumTab;

    beforeAll(async () => {
      own = await Site.open(script, certificate);
      far = await Site.open(script, certificate);
      tab = await browser.openTab();
      await tab.open(own.origin);
    });

    afterAll(async () => {
      await tab.close();
      await Promise.all([own.close(), far.close()]);
    });

    testScenarios(() => ({ own, far, tab }), version);

    test.each(places)('holds the server back while a chunk is held: %s', async (where) => {
      const { atRest, total } = (await resultOf({ own, far, tab }, where, 'pause')) as Record<
        'atRest' | 'total',
        number
      >;
      expect(atRest).toBeLessThan(total / 2); // Chromium and the system hold some 60 MiB
    });

    test('gives a body to the user as a download', async () => {
      const download = tab.page.waitForEvent('download');
      await resultOf({ own, far, tab }, 'run', 'downloadLink');
      expect((await download).suggestedFilename()).toBe('hello.txt');
      const stream = await (await download).createReadStream();
      const chunks = (await stream.toArray()) as Uint8Array[];
      expect(Buffer.concat(chunks).toString()).toBe('hello');

      const inWorker = await resultOf({ own, far, tab }, 'runInWorker', 'downloadLink');
      expect(inWorker).toBe('TypeError: A download takes a page: a worker has none');
    });
  });

  test('holds little more memory for 1 GiB that comes down than without it', async () => {
    const own = await Site.open(script);
    const tab = await browser.openTab();
    await tab.open(own.origin);
    const before = await browser.peakMemory();

    expect(await resultOf({ own, far: own, tab }, 'run', 'torrent')).toBe(1024);

    expect((await browser.peakMemory()) - before).toBeLessThan(512); // MiB of 1,024: mostly some 80
    await tab.close();
    await own.close();
  });
});

// Another engine, tried where it is there: Chromium is the browser that has to be.
if (firefoxPath !== undefined) {
  describe('rx-qhttp/browser in Firefox', () => {
    let firefox: Firefox;
    let script: string;

    beforeAll(async () => {
      const { outputFiles } = await bundleForBrowser('spec/browser/support/script.ts');
      script = outputFiles[0]?.text ?? '';
      firefox = await Firefox.launch();
    });

    afterAll(() => firefox.close());

    describe.each([
      ['over plain HTTP/1.1', undefined, '1.1'],
      ['over HTTPS and HTTP/2', selfSigned, '2.0'],
    ])('%s', (_way, certificate, version) => {
      let own: Site;
      let far: Site;
      let tab: Tab;

      beforeAll(async () => {
        own = await Site.open(script, certificate);
        far = await Site.open(script, certificate);
        tab = await firefox.openTab();
        await tab.open(own.origin);
      });

      afterAll(async () => {
        await tab.close();
        await Promise.all([own.close(), far.close()]);
      });

      testScenarios(() => ({ own, far, tab }), version);
    });
  });
}
