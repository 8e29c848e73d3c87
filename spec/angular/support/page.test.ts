// The page as `ng build` makes it, in Chromium: its HttpClient asks the server that it came from, through QHttpBackend.
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { after, afterEach, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type {} from '../page/globals.d.ts';
import type { Scenarios } from '../page/scenarios.ts';
import { launchChromium } from './chromium.ts';
import { Site } from './site.ts';

const mebibyte = 1024 * 1024;

/** What the server saw, in its order. */
const story: string[] = [];
let running = 0;
let mostAtOnce = 0;

/** Answers with the word a while later, so that those which do not wait for each other overlap. */
function slowly(_: IncomingMessage, answer: ServerResponse, query: URLSearchParams): void {
  const word = query.get('word') ?? '';
  const status = Number(query.get('status') ?? 200);
  story.push(`asked ${word}`);
  running += 1;
  mostAtOnce = Math.max(mostAtOnce, running);
  setTimeout(() => {
    running -= 1;
    story.push(`answered ${word}`);
    answer.writeHead(status, { 'content-type': 'text/plain' }).end(word);
  }, 20);
}

function count(request: IncomingMessage, answer: ServerResponse): void {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => (bytes += chunk.length));
  request.on('end', () => answer.setHeader('content-type', 'application/json').end(String(bytes)));
}

function file(name: string, type: string) {
  const path = fileURLToPath(new URL(`../dist/page/browser/${name}`, import.meta.url));
  return (_: IncomingMessage, answer: ServerResponse): void => {
    answer.setHeader('content-type', type);
    createReadStream(path).pipe(answer);
  };
}

describe('the built page, in Chromium', { timeout: 60_000 }, () => {
  let site: Site;
  let browser: Browser;
  let page: Page;
  const errors: Error[] = [];

  before(async () => {
    site = await Site.open({
      '/': file('index.html', 'text/html'),
      '/main.js': file('main.js', 'text/javascript'),
      '/slowly': slowly,
      '/count': count,
    });
    browser = await launchChromium();
    page = await browser.newPage();
    page.on('pageerror', (error) => errors.push(error));
    await page.goto(site.origin);
    await page.waitForFunction(() => globalThis.scenarios !== undefined);
  });
  afterEach(() => {
    story.length = 0;
    mostAtOnce = 0;
  });
  after(async () => {
    await browser.close();
    await site.close();
    assert.deepEqual(errors, []);
  });

  /** Has the page do something by its HttpClient. */
  async function run<K extends keyof Scenarios>(name: K, ...args: Parameters<Scenarios[K]>) {
    const result = await page.evaluate(
      ([name, args]) => {
        const { scenarios } = globalThis;
        if (scenarios === undefined) throw new Error('The page has not begun');
        return (scenarios[name] as (...all: unknown[]) => Promise<unknown>)(...args); // by their types above
      },
      [name, args] as const,
    );
    return result as Awaited<ReturnType<Scenarios[K]>>; // what it gave, cloned
  }

  const words = (...all: readonly string[]): string[] => all.map((word) => `/slowly?word=${word}`);
  const key = (): string => crypto.randomUUID();

  test('sends the calls of a pipeline in their order, one at a time', async () => {
    assert.deepEqual(await run('inPipeline', 'printer', words('a', 'b', 'c', 'd')), ['a', 'b', 'c', 'd']);
    assert.deepEqual(
      story,
      ['a', 'b', 'c', 'd'].flatMap((word) => [`asked ${word}`, `answered ${word}`]),
    );
    assert.equal(mostAtOnce, 1);
  });

  test('sends others side by side', async () => {
    assert.deepEqual((await run('sideBySide', words('a', 'b', 'c'))).toSorted(), ['a', 'b', 'c']);
    assert.ok(mostAtOnce > 1);
  });

  test('drops what waits behind a call that has failed, which the server never sees', async () => {
    const failing = '/slowly?word=b&status=500';
    const [a, c, d] = words('a', 'c', 'd') as [string, string, string];
    assert.deepEqual(await run('inPipeline', 'printer', [a, failing, c, d]), [
      'a',
      `500 ${failing}`,
      `0 ${c}`,
      `0 ${d}`,
    ]);
    assert.deepEqual(story, ['asked a', 'answered a', 'asked b', 'answered b']);

    assert.deepEqual(await run('inPipeline', 'printer', words('e')), ['e']);
  });

  test('drops nothing in a pipeline that says so', async () => {
    const failing = '/slowly?word=b&status=500';
    const [a, c] = words('a', 'c') as [string, string];
    assert.deepEqual(await run('inPipeline', 'patient', [a, failing, c]), ['a', `500 ${failing}`, 'c']);
    assert.equal(mostAtOnce, 1);
  });

  test('cancels a call on the wire when it is unsubscribed, and goes on with the next', async () => {
    const held = key();
    const paths = [`/silent?key=${held}`, ...words('b', 'c')];
    assert.deepEqual(await run('takeBack', 'printer', paths, `/begun?key=${held}`), ['b', 'c']);
    const gone = await fetch(`${site.origin}/gone?key=${held}`);
    assert.equal(await gone.text(), 'gone');
    assert.deepEqual(story, ['asked b', 'answered b', 'asked c', 'answered c']);
  });

  test("lets Angular's interceptors stand in front, in a pipeline and out of it", async () => {
    const echoes = [...(await run('inPipeline', 'printer', ['/echo'])), ...(await run('sideBySide', ['/echo']))];
    assert.deepEqual(
      echoes.map((echo) => (JSON.parse(echo) as { headers: Record<string, string> }).headers['x-signed']),
      ['GET /echo', 'GET /echo'],
    );
  });

  test('takes a URL that is relative to the page', async () => {
    assert.deepEqual(await run('sideBySide', ['hello']), ['hello']);
  });

  test('tells how much of an upload has gone: only more, up to all of it', async () => {
    const bytes = 32 * mebibyte;
    const { steps, ...told } = await run('upload', '/count', bytes);
    assert.deepEqual(told, { isMonotonic: true, last: bytes, total: bytes, answer: bytes });
    assert.ok(steps > 1);
  });

  test('tells how much of a download has come: only more, up to all of it', async () => {
    const bytes = 32 * mebibyte;
    const { steps, ...told } = await run('download', `/bytes?bytes=${bytes}`);
    assert.deepEqual(told, { isMonotonic: true, last: bytes, total: bytes, answer: bytes });
    assert.ok(steps > 10);
  });

  test('draws the progress and the state of a QHttp of a component', async () => {
    await page.evaluate((path) => globalThis.showDownload?.(path), `/bytes?bytes=${mebibyte}`);
    await page.waitForFunction(() => document.querySelector('#state')?.textContent === 'Connected');
    await page.waitForFunction(() => document.querySelector<HTMLProgressElement>('#bar')?.value === 1);
    await page.evaluate(() => globalThis.showDownload?.(undefined));
    await page.waitForFunction(() => document.querySelector('#bar') === null);
  });

  test('ends the QHttp of a component with it, which the server sees', async () => {
    const held = key();
    await page.evaluate((path) => globalThis.showDownload?.(path), `/begins?key=${held}`);
    await page.waitForFunction(() => document.querySelector('#state')?.textContent === 'Reading');
    await page.evaluate(() => globalThis.showDownload?.(undefined));
    const gone = await fetch(`${site.origin}/gone?key=${held}`);
    assert.equal(await gone.text(), 'gone');
  });
});
