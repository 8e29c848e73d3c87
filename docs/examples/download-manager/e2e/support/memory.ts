import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';

const mebibyte = 1024 * 1024;

/** How much memory of their own all renderers of a browser have, in MiB: with one page that is its tab. Linux only. */
export async function tabMemory(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const pids = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  return Math.round(Math.max(0, ...pids.map((pid) => ownMemoryOf(pid))) / mebibyte);
}

/** In bytes; 0 where the process has ended meanwhile. */
export function ownMemoryOf(pid: number): number {
  try {
    const [, kibibytes] = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return 1024 * Number(kibibytes ?? 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
