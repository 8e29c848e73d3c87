import type { BrowserContextOptions } from 'playwright-core';
import { faultsOf, overhangOf } from './support/axe.ts';
import { busyScene } from './support/busy-scene.ts';
import type { ManagerPage } from './support/manager-page.ts';
import { shoot } from './support/shoot.ts';
import { staged } from './support/staged.ts';

const stage = staged();

/** What there is to look at, and how a person comes there. */
const states: Readonly<Record<string, (shown: ManagerPage) => Promise<void>>> = {
  empty: async (shown) => {
    await shown.addresses.fill('');
    await shown.page.getByText('Nothing to do yet').waitFor();
  },
  busy: (shown) => busyScene(stage.now, shown),
  'a wrong address': async (shown) => {
    await shown.addresses.fill('example.org/a\nftp://example.org/b');
    await shown.addresses.press('Control+Enter');
    await shown.page.getByRole('alert').getByText('Line 2').waitFor();
  },
  'an upload without a file': async (shown) => {
    await shown.button('Upload').click();
    await shown.page.getByRole('alert').getByText('Choose a file first').waitFor();
  },
  'a login': async (shown) => {
    await shown.add(`${stage.now.server.origin}/private/a.bin`);
    await shown.dialog.getByText('Analytical Engine').waitFor();
  },
  'a certificate': async (shown) => {
    await shown.add(`${stage.now.server.secureOrigin}/files/a.bin`);
    await shown.dialog.getByText('DEPTH_ZERO_SELF_SIGNED_CERT').waitFor();
  },
  'a certificate, asked again': async (shown) => {
    await shown.add(`${stage.now.server.secureOrigin}/files/a.bin`);
    await shown.dialog.getByRole('button', { name: 'Go on in spite of it' }).click();
    await shown.dialog.getByRole('button', { name: 'I know it: connect' }).waitFor();
  },
};

const windows: Readonly<Record<string, BrowserContextOptions>> = {
  'in a wide window': { viewport: { width: 1280, height: 900 } },
  'in 320 pixels': { viewport: { width: 320, height: 2600 } },
};

describe.each(Object.entries(windows))('%s', (window, options) => {
  it.each(Object.entries(states))('nothing is wrong with: %s', async (state, reach) => {
    const shown = await stage.now.open('By the gateway', options);
    await reach(shown);
    await shoot(shown, `${state} ${window}`);
    for (const colorScheme of ['light', 'dark'] as const) {
      await shown.page.emulateMedia({ colorScheme });
      expect([colorScheme, await faultsOf(shown)]).toEqual([colorScheme, []]);
    }
    expect(await overhangOf(shown)).toBe(0);
  });

  it('nothing is wrong with the way of the browser', async () => {
    const shown = await stage.now.open('In this browser', options);
    await busyScene(stage.now, shown);
    await shoot(shown, `in this browser ${window}`);
    expect(await faultsOf(shown)).toEqual([]);
    expect(await overhangOf(shown)).toBe(0);
  });
});

describe('a screen reader', () => {
  it('is told what has finished, failed and was dropped', async () => {
    const { server } = stage.now;
    const valve = server.valve('/files/a.bin', 1);
    const shown = await stage.now.open('By the gateway');
    await shown.add(`${server.origin}/files/a.bin`, `${server.origin}/missing/b.bin`, `${server.origin}/files/c.bin`);
    await shown.says('c.bin', 'Waiting');
    const news = shown.page.getByRole('status', { name: 'News' });
    await news.evaluate((element) => {
      const words: string[] = [];
      Object.assign(globalThis, { words });
      new MutationObserver(() => words.push(element.textContent)).observe(element, {
        subtree: true,
        childList: true,
        characterData: true,
      });
    });
    valve.open();
    await news
      .getByText('dropped')
      .or(news.filter({ hasText: 'dropped' }))
      .first()
      .waitFor({ state: 'attached' });
    const heard = await shown.page.evaluate<readonly string[]>('words');
    expect(heard.join(' ')).toMatch(/a\.bin finished\..*b\.bin failed: .*404.*1 waiting transfer was dropped\./);
  });
});
