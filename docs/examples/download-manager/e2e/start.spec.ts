import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { DemoServer } from '../demo-server/demo-server.ts';
import { launchChromium } from '../../../../spec/browser/support/chromium.js';
import { ManagerPage } from './support/manager-page.ts';
import { Manager } from './support/manager.ts';
import { example } from './support/places.ts';

describe('npm start -- --web', () => {
  it('without a URL brings along a server to try it on, whose URLs stand in the page', async () => {
    const manager = await Manager.start();
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(manager.url);
      const shown = new ManagerPage(page);
      const urls = (await shown.addresses.inputValue()).split('\n');
      const paths = urls.map((url) => new URL(url).pathname);
      const server = await DemoServer.open();
      expect(paths).toEqual(server.urls.map(({ url }) => new URL(url).pathname));
      await server.close();
      expect(await page.getByRole('textbox', { name: 'Upload to', exact: true }).inputValue()).toMatch(/\/upload$/);
      expect(page.url()).not.toContain('token');
      await shown.choose('By the gateway');
      await shown.button(`Add ${urls.length} downloads`).click();
      await shown.dialog.waitFor(); // for what is private, or for the certificate: all are on their way
    } finally {
      await browser.close();
      expect(await manager.end()).toBe(0);
    }
    expect(manager.output).toMatch(/Ending: .*\nEnded\.\n$/s);
  });

  it('with URLs puts these into the page', async () => {
    const manager = await Manager.start('http://127.0.0.1/a b.bin?c=d&e', 'https://localhost/f');
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(manager.url);
      expect(await new ManagerPage(page).addresses.inputValue()).toBe(
        'http://127.0.0.1/a b.bin?c=d&e\nhttps://localhost/f',
      );
    } finally {
      await browser.close();
      await manager.end();
    }
  });

  it('says which port is taken', async () => {
    const server = await DemoServer.open();
    const { port } = new URL(server.origin);
    const ended = await new Promise((resolve) => {
      execFile(process.execPath, [join(example, 'start.mjs'), '--port', port, '--no-open'], (error, out, err) => {
        resolve({ code: error?.code, out, err });
      });
    });
    await server.close();
    expect(ended).toEqual({
      code: 1,
      out: '',
      err: `download manager: --port: another program is at ${port}\nTry 'npm start -- --web --help'.\n`,
    });
  });
});
