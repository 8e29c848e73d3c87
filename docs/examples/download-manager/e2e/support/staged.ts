import type { Browser } from 'playwright-core';
import { launchChromium } from '../../../../../spec/browser/support/chromium.js';
import { Stage } from './stage.ts';

/** A browser for all tests of a file, and a stage for each of them. */
export function staged(): { readonly now: Stage } {
  let browser: Browser | undefined;
  let stage: Stage | undefined;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  beforeEach(async () => {
    if (browser) stage = await Stage.set(browser);
  });
  afterEach(async () => {
    const last = stage;
    stage = undefined;
    await last?.strike();
  });
  afterAll(() => browser?.close());
  return {
    get now() {
      if (!stage) throw new Error('there is a stage within a test only');
      return stage;
    },
  };
}
