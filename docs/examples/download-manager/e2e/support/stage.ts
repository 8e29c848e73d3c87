import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { DemoServer } from '../../demo-server/demo-server.ts';
import { ManagerPage, type Way } from './manager-page.ts';
import { Manager } from './manager.ts';
import { watchBars } from './watched-bars.ts';

/** Chromium says these of answers that are meant to fail. */
const expected = /^Failed to load resource|blocked by CORS policy|net::ERR_/;

/** For something to appear, on a machine that is busy. */
const patienceMs = 20_000;

/** All that a test needs: a browser, the download manager, and a server to load from. */
export class Stage {
  readonly browser: Browser;
  readonly server: DemoServer;
  readonly manager: Manager;
  readonly #contexts: BrowserContext[] = [];
  readonly #others: DemoServer[] = [];
  readonly #complaints: string[] = [];
  #folder: string | undefined;

  private constructor(browser: Browser, server: DemoServer, manager: Manager) {
    this.browser = browser;
    this.server = server;
    this.manager = manager;
  }

  static async set(browser: Browser): Promise<Stage> {
    const manager = await Manager.start('http://127.0.0.1/first.bin'); // a URL, so that it has no server of its own
    return new Stage(browser, await DemoServer.open(), manager);
  }

  /** A page of its own, on the way that is to be tried. */
  async open(way: Way, options: BrowserContextOptions = {}): Promise<ManagerPage> {
    const shown = await this.show('', options);
    await shown.choose(way);
    return shown;
  }

  /**
   * @param fragment - stands behind the token
   * @param before - runs in the page before anything of it does
   */
  async show(fragment: string, options: BrowserContextOptions = {}, before?: () => void): Promise<ManagerPage> {
    const context = await this.browser.newContext({ reducedMotion: 'reduce', ...options });
    this.#contexts.push(context);
    context.setDefaultTimeout(patienceMs);
    await watchBars(context);
    if (before) await context.addInitScript(before);
    const page = await context.newPage();
    this.#listenTo(page);
    await page.goto(this.manager.url + fragment);
    return new ManagerPage(page);
  }

  /** What pages have complained of: errors that nobody caught, and what the browser has refused them. */
  get complaints(): readonly string[] {
    return this.#complaints;
  }

  /** One more server: another origin, for the gateway, too, which does not know names below `localhost`. */
  async another(): Promise<DemoServer> {
    const server = await DemoServer.open();
    this.#others.push(server);
    return server;
  }

  /** A file of so many bytes, for an upload. It goes with the stage. */
  async file(name: string, bytes: number): Promise<string> {
    this.#folder ??= await mkdtemp(join(tmpdir(), 'uploads-'));
    const path = join(this.#folder, name);
    await writeFile(path, Buffer.alloc(bytes, 'z'));
    return path;
  }

  async strike(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()));
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true });
    const code = await this.manager.end();
    await Promise.all([this.server, ...this.#others].map((server) => server.close()));
    if (code !== 0) throw new Error(`The download manager ended with ${String(code)}:\n${this.manager.output}`);
    if (this.#complaints.length > 0) throw new Error(`The page complains:\n${this.#complaints.join('\n')}`);
  }

  #listenTo(page: Page): void {
    page.on('pageerror', (error) => this.#complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !expected.test(message.text())) this.#complaints.push(message.text());
    });
  }
}
