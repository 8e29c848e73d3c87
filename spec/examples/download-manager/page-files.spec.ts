import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Download, Page } from 'playwright-core';
import type { Snapshot, Transfer } from '../../../docs/examples/download-manager/engine/model.ts';
import { chromiumPath, launchChromium } from '../../browser/support/chromium.ts';
import { bundlePage } from './support/bundle-page.ts';
import { bytes, FileServer } from './support/file-server.ts';
import type { scripted as script } from './support/page-script.ts';

jest.setTimeout(60_000); // for a browser to start, on a machine that is busy

declare const scripted: typeof script; // in the page

const mayLeaveOut = chromiumPath === undefined && !process.env['REQUIRE_ALL'];
const allowed = { 'Access-Control-Allow-Origin': '*' };

(mayLeaveOut ? describe.skip : describe)('The files of a page in Chromium', () => {
  let browser: Browser;
  let context: BrowserContext;
  let program: Uint8Array;

  beforeAll(async () => {
    program = await bundlePage('spec/examples/download-manager/support/page-script.ts');
    browser = await launchChromium();
  });

  afterAll(() => browser.close());

  beforeEach(async () => {
    context = await browser.newContext({ acceptDownloads: true });
  });

  afterEach(() => context.close());

  async function openSite(): Promise<FileServer> {
    return FileServer.open({
      '/': bytes('<!doctype html><script type="module" src="/script.js"></script>', { 'Content-Type': 'text/html' }),
      '/script.js': bytes(program, { 'Content-Type': 'text/javascript' }),
    });
  }

  async function openPage(site: FileServer): Promise<Page> {
    const page = await context.newPage();
    await page.goto(site.url('/'));
    await page.evaluate(() => scripted.open());
    return page;
  }

  const seen = (page: Page): Promise<Snapshot> => page.evaluate(() => scripted.seen());
  const files = (page: Page): Promise<string[]> => page.evaluate(() => scripted.files());

  async function untilStatus(page: Page, id: string, status: Transfer['status']): Promise<void> {
    await page.waitForFunction(
      ([wantedId, wanted]) => scripted.seen().transfers.some((each) => each.id === wantedId && each.status === wanted),
      [id, status] as const,
    );
  }

  async function textOf(download: Download): Promise<string> {
    return readFile(await download.path(), 'utf8');
  }

  it('keeps a file among those of the site until it is whole, and gives it to the person under its name', async () => {
    const body = randomBytes(8 * 1024 * 1024);
    const server = await FileServer.open({ '/film.mkv': bytes(body, allowed) });
    const page = await openPage(await openSite());
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.evaluate((url) => scripted.desk?.add([url]), server.url('/film.mkv')),
    ]);
    expect(download.suggestedFilename()).toBe('film.mkv');
    const got = await readFile(await download.path());
    expect(createHash('sha256').update(got).digest('hex')).toBe(createHash('sha256').update(body).digest('hex'));
    await untilStatus(page, 't1', 'finished');
    expect(await files(page)).toEqual([expect.stringMatching(/\/t1 8388608$/)]);

    const [again] = await Promise.all([page.waitForEvent('download'), page.evaluate(() => scripted.desk?.offer('t1'))]);
    expect(again.suggestedFilename()).toBe('film.mkv');
    await page.evaluate(() => scripted.desk?.remove('t1'));
    while ((await files(page)).length > 0) await page.waitForTimeout(10);
  });

  it('has list and files again after a reload, and brings what was interrupted to its end', async () => {
    const server = await FileServer.open({
      '/a.txt': bytes('alpha', allowed),
      '/film.mkv': (response) => {
        response.writeHead(200, { 'Content-Length': 100, ...allowed }).write('half');
      },
    });
    const page = await openPage(await openSite());
    const urls = [server.url('/a.txt'), server.url('/film.mkv'), server.url('/b.txt')];
    await page.evaluate((each) => scripted.desk?.add(each), urls);
    await page.waitForFunction(() => scripted.seen().transfers[1]?.done === 4);
    await page.evaluate(() => scripted.stray());
    await page.reload();
    await page.evaluate(() => scripted.open());
    while ((await files(page)).some((file) => file.includes('t99'))) await page.waitForTimeout(10);
    const { transfers } = await seen(page);
    expect(transfers.map(({ name, status, reason }) => [name, status, reason])).toEqual([
      ['a.txt', 'finished', undefined],
      ['film.mkv', 'interrupted', 'the page was left'],
      ['b.txt', 'dropped', 'dropped, because film.mkv was interrupted'],
    ]);
    const [again] = await Promise.all([page.waitForEvent('download'), page.evaluate(() => scripted.desk?.offer('t1'))]);
    expect(await textOf(again)).toBe('alpha');
    server.at('/film.mkv', bytes('whole', allowed));
    const [film] = await Promise.all([page.waitForEvent('download'), page.evaluate(() => scripted.desk?.retry('t2'))]);
    expect(await textOf(film)).toBe('whole');
  });

  it('leaves nothing of what did not become whole', async () => {
    const server = await FileServer.open({
      '/film.mkv': (response) => {
        response.writeHead(200, { 'Content-Length': 100, ...allowed }).write('half');
      },
    });
    const page = await openPage(await openSite());
    await page.evaluate((url) => scripted.desk?.add([url]), server.url('/film.mkv'));
    await page.waitForFunction(() => scripted.seen().transfers[0]?.done === 4);
    await page.evaluate((origin) => scripted.desk?.abortCurrent(origin), server.origin);
    while ((await files(page)).length > 0) await page.waitForTimeout(10);
    expect((await seen(page)).transfers).toMatchObject([{ status: 'aborted', done: 4 }]);
  });

  it('has other files in another tab, and clears up after one that was closed', async () => {
    const server = await FileServer.open({ '/a.txt': bytes('alpha', allowed) });
    const site = await openSite();
    const tabs = [await openPage(site), await openPage(site)] as const;
    for (const tab of tabs) {
      await Promise.all([
        tab.waitForEvent('download'),
        tab.evaluate((url) => scripted.desk?.add([url]), server.url('/a.txt')),
      ]);
      await untilStatus(tab, 't1', 'finished');
    }
    expect(await files(tabs[0])).toHaveLength(2);
    await tabs[1].reload();
    await tabs[1].evaluate(() => scripted.open());
    expect(await files(tabs[0])).toHaveLength(2);
    await tabs[1].close();
    await tabs[0].reload();
    await tabs[0].evaluate(() => scripted.open());
    while ((await files(tabs[0])).length > 1) await tabs[0].waitForTimeout(10);
  });

  it('puts files into a folder that was chosen, and overwrites nothing there', async () => {
    const page = await openPage(await openSite());
    expect(await page.evaluate(() => scripted.inFolder())).toEqual([
      'a.txt',
      'a (3).txt',
      '_._b',
      'c (2)',
      'a (3).txt 5',
      'a.txt 9',
      'c 5',
    ]);
  });

  it('gathers in memory where there is no other place', async () => {
    const page = await openPage(await openSite());
    const downloads: Download[] = [];
    page.on('download', (download) => downloads.push(download));
    await page.evaluate(() => scripted.inMemory());
    while (downloads.length < 2) await page.waitForTimeout(10);
    expect(downloads.map((download) => download.suggestedFilename())).toEqual(['notes_.txt', 'again.txt']);
    expect(await Promise.all(downloads.map(textOf))).toEqual(['from memory', 'from memory']);
  });
});
