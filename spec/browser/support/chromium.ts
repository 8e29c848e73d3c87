import { readFileSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { installed } from './installed.js';
import type { Tab } from './tab.js';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Undefined where this machine has none. */
export const chromiumPath = installed('chromium');

/** @throws Error that says what to install */
export async function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('Chromium is not installed: apt-get install chromium');
  return chromium.launch({ executablePath: chromiumPath, args: flags });
}

/** The same as the tests use it that are for every browser. */
export class Chromium {
  readonly #browser: Browser;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** @throws Error that says what to install */
  static async launch(): Promise<Chromium> {
    return new Chromium(await launchChromium());
  }

  async openTab(): Promise<ChromiumTab> {
    const context = await this.#browser.newContext({ ignoreHTTPSErrors: true });
    return new ChromiumTab(await context.newPage());
  }

  /** What a tab has held at most so far, in MiB: of the process that shows the youngest one. */
  async peakMemory(): Promise<number> {
    const session = await this.#browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
    const status = readFileSync(`/proc/${Math.max(...renderers)}/status`, 'utf8');
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]) / 1024;
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}

/** One with a profile, and a process, of its own; it trusts every certificate. */
export class ChromiumTab implements Tab {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
  }

  call(name: string, ...args: readonly unknown[]): Promise<unknown> {
    return this.page.evaluate(
      ([key, rest]) =>
        (globalThis as unknown as Record<string, (...all: readonly unknown[]) => unknown>)[key]?.(...rest), // by the script
      [name, args] as const,
    );
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
