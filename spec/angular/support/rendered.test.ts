// Server-side rendering as `ng build` makes it: on Node the page asks its site by HttpClient over QHttpBackend and undici.
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { SeenOnServer } from '../rendered/facts-on-server.ts';
import { chromiumPath, launchChromium } from './chromium.ts';
import { Site } from './site.ts';

const built = fileURLToPath(new URL('../dist/rendered', import.meta.url));

/** What rendered/server.ts exports, as far as it is called here. */
interface BuiltServer {
  factsOnServer(origin: string): Promise<readonly SeenOnServer[]>;
}

/** Answers the calls of the page, and serves it; knows what was asked, and how many connections are open. */
class RenderedSite {
  readonly #server: Server;
  readonly asked: { readonly path: string; readonly headers: IncomingHttpHeaders }[] = [];
  /** In the order of asking and answering. */
  readonly story: string[] = [];
  html = '';
  #open = 0;

  private constructor() {
    this.#server = createServer((request, answer) => {
      const path = request.url ?? '/';
      if (path === '/') answer.setHeader('content-type', 'text/html').end(this.html);
      else if (/^\/[\w.-]+\.js$/.test(path)) {
        answer.setHeader('content-type', 'text/javascript');
        createReadStream(join(built, 'browser', path)).pipe(answer);
      } else {
        this.asked.push({ path, headers: request.headers });
        this.story.push(`asked ${path}`);
        // A while later, so that those which do not wait for each other overlap.
        setTimeout(() => {
          this.story.push(`answered ${path}`);
          if (path === '/api/film') answer.setHeader('content-type', 'application/json').end('{"name":"Metropolis"}');
          else if (path === '/api/missing') answer.writeHead(404).end();
          else answer.setHeader('content-type', 'text/plain').end(path.slice('/api/'.length));
        }, 20);
      }
    });
    // Nobody but the page closes: an idle connection would be closed by the server after 5 s otherwise.
    this.#server.keepAliveTimeout = 0;
    this.#server.on('connection', (socket) => {
      this.#open += 1;
      socket.on('close', () => {
        this.#open -= 1;
        this.#server.emit('socket-closed');
      });
    });
  }

  static async open(): Promise<RenderedSite> {
    const site = new RenderedSite();
    site.#server.listen(0, '127.0.0.1');
    await once(site.#server, 'listening');
    return site;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`; // it listens on a port
  }

  /** When the last connection has closed. */
  async isLeft(): Promise<void> {
    while (this.#open > 0) await once(this.#server, 'socket-closed');
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/** What stands in the element with this id. */
function shown(html: string, id: string): string | undefined {
  return new RegExp(`<p id="${id}"[^>]*>([^<]*)<`).exec(html)?.[1];
}

const mayLeaveOut = chromiumPath === undefined && !process.env['REQUIRE_ALL'];

const ids = ['film', 'first', 'second', 'missing', 'own'];

describe('HttpClient on a server', { timeout: 60_000 }, () => {
  test('does what the facts say', async () => {
    const site = await Site.open();
    try {
      const { factsOnServer } = (await import(join(built, 'server/server.mjs'))) as BuiltServer;
      const others = (await factsOnServer(site.origin)).filter(({ wanted, seen }) => seen !== wanted);
      assert.deepEqual(others, []);
    } finally {
      await site.close();
    }
  });
});

describe('a page that is rendered by a server', { timeout: 60_000 }, () => {
  let site: RenderedSite;
  let child: ChildProcess;

  before(async () => {
    site = await RenderedSite.open();
  });
  afterEach(() => {
    child.kill();
    site.asked.length = 0;
    site.story.length = 0;
  });
  after(() => site.close());

  function renderer(times: number): ChildProcess {
    return fork(join(import.meta.dirname, 'render-once.mjs'), [site.origin, String(times)], { execArgv: [] });
  }

  async function rendered(): Promise<string> {
    const [{ html }] = (await once(child, 'message')) as [{ html: string }];
    return html;
  }

  test('waits for its calls, shows what was answered, and leaves nothing open', async () => {
    child = renderer(2);
    const exit = once(child, 'exit');
    const html = await rendered();
    assert.deepEqual(
      ids.map((id) => shown(html, id)),
      ['Metropolis', 'first', 'second', '404', 'own'],
    );

    // The process still lives, and has closed what it had opened.
    await site.isLeft();
    assert.equal(child.exitCode, null);

    child.send('go on');
    assert.equal(shown(await rendered(), 'film'), 'Metropolis');
    await site.isLeft();

    // Nobody tells it to exit: it does when nothing is left to wait for.
    child.send('go on');
    assert.deepEqual(await exit, [0, null]);
  });

  test('asks over undici, by a pipeline in order', async () => {
    child = renderer(1);
    const exit = once(child, 'exit');
    await rendered();
    child.send('go on');
    await exit;

    assert.deepEqual(site.asked.map(({ path }) => path).toSorted(), [
      '/api/film',
      '/api/first',
      '/api/missing',
      '/api/own',
      '/api/second',
    ]);
    // What fetch of Node always says of itself.
    assert.deepEqual(
      site.asked.flatMap(({ headers }) => [headers['user-agent'], headers['sec-fetch-mode']]).filter(Boolean),
      [],
    );
    assert.deepEqual(
      site.story.filter((line) => /first|second/.test(line)),
      ['asked /api/first', 'answered /api/first', 'asked /api/second', 'answered /api/second'],
    );
  });

  test('is taken over in Chromium without asking again what the server has got', { skip: mayLeaveOut }, async () => {
    child = renderer(1);
    const exit = once(child, 'exit');
    site.html = await rendered();
    child.send('go on');
    await exit;
    site.asked.length = 0;

    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(site.origin);
      await page.waitForSelector('body[data-state=started]');
      await page.waitForFunction(() => document.querySelector('#own')?.textContent === 'own');
      assert.deepEqual(await page.locator('p').allTextContents(), ['Metropolis', 'first', 'second', '404', 'own']);
    } finally {
      await browser.close();
    }
    // A QHttp of one's own has no such cache, and what failed is not kept.
    assert.deepEqual(site.asked.map(({ path }) => path).toSorted(), ['/api/missing', '/api/own']);
  });
});
