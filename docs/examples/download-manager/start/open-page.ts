import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Whether there is a person with a browser in front of this program. */
export function canOpenPage(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const hasDisplay = ['darwin', 'win32'].includes(process.platform) || Boolean(DISPLAY ?? WAYLAND_DISPLAY);
  return hasDisplay && process.stdout.isTTY;
}

/**
 * Opens a page in the system's browser. The arguments of a program are seen by every user of a machine, and the URL has
 * the token in it: so it stands in a file that is this user's alone, and the browser is sent there.
 *
 * @param folder - where the file may be
 * @param failed - takes a line for the person where no browser could be started
 * @returns what takes the file away
 */
export function openPage(url: string, folder: string, failed: (line: string) => void): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `open-${process.pid}.html`);
  const away = (): void => rmSync(file, { force: true });
  away();
  writeFileSync(file, `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=${url}">\n`, {
    mode: 0o600,
    flag: 'wx',
  });
  const [program, ...args] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, pathToFileURL(file).href], { stdio: 'ignore', detached: true });
  child.on('error', ({ message }) => failed(`The browser could not be opened: ${message}`));
  child.unref();
  return away;
}

const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};
