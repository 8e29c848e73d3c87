import type { Page } from 'playwright-core';
import { login } from '../demo-server/answers.ts';
import { staged } from './support/staged.ts';

const stage = staged();

/** Goes on by Tab until this has the focus: nothing may be out of its reach. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    if ((await focused.count()) === 0) continue;
    const label = await focused.evaluate((element) =>
      (
        element.getAttribute('aria-label') ??
        (element as HTMLInputElement).labels?.[0]?.textContent ??
        element.textContent
      ).trim(),
    );
    if (label.startsWith(name)) return;
  }
  throw new Error(`Tab does not reach “${name}”`);
}

describe('by the keyboard alone', () => {
  it('a person adds, logs in, pauses, moves, drops and aborts', async () => {
    const { server } = stage.now;
    const valve = server.valve('/private/a.bin', 1000);
    const shown = await stage.now.open('By the gateway');
    const { page } = shown;
    const { keyboard } = page;
    await page.reload(); // so that nothing has the focus

    await tabTo(page, 'Download from');
    await keyboard.press('ControlOrMeta+A');
    const names = ['a.bin?bytes=2000', 'b.bin', 'c.bin', 'd.bin'];
    for (const name of names) {
      await keyboard.type(`${server.origin}/private/${name}`);
      await keyboard.press('Enter');
    }
    await keyboard.press('Control+Enter');

    await shown.dialog.waitFor();
    await keyboard.type(login.user);
    await tabTo(page, 'Password');
    await keyboard.type(login.password);
    await keyboard.press('Enter');
    await shown.dialog.waitFor({ state: 'hidden' });
    await shown.reaches('a.bin', 50);

    await tabTo(page, 'Pause a.bin');
    await keyboard.press('Enter');
    await shown.says('a.bin', 'Paused');
    await keyboard.press('Enter');
    await shown.button('Pause a.bin').waitFor();

    await tabTo(page, 'Move up d.bin');
    await keyboard.press('Enter');
    await shown.order('a.bin', 'b.bin', 'd.bin', 'c.bin');
    await keyboard.press('Enter');
    await shown.order('a.bin', 'd.bin', 'b.bin', 'c.bin');
    await tabTo(page, 'Remove b.bin');
    await keyboard.press('Enter');
    await shown.order('a.bin', 'd.bin', 'c.bin');

    await page.reload();
    await shown.row('a.bin').waitFor();
    await tabTo(page, 'Abort current');
    await keyboard.press('Space');
    for (const name of ['c.bin', 'd.bin']) await shown.says(name, 'Finished');
    valve.open();
    expect(server.visits.map(({ path, outcome }) => [path, outcome])).toEqual([
      ['/private/a.bin', 'answered'],
      ['/private/a.bin', 'left by the client'],
      ['/private/d.bin', 'answered'],
      ['/private/c.bin', 'answered'],
    ]);
  });

  it('a person switches the way with the arrows', async () => {
    const shown = await stage.now.open('By the gateway');
    await shown.page.getByRole('radio', { name: 'By the gateway' }).focus();
    await shown.page.keyboard.press('ArrowLeft');
    expect(await shown.page.getByRole('radio', { name: 'In this browser' }).isChecked()).toBe(true);
  });
});
