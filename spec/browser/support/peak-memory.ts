import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';

/** What a page has held at most so far, in MiB: of the process that shows the youngest one. */
export async function peakMemory(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  const status = readFileSync(`/proc/${Math.max(...renderers)}/status`, 'utf8');
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
