import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { Refusal } from './refusal.ts';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/vnd.microsoft.icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** With a hash of its contents in its name: it never changes. */
const hashed = /-[A-Z0-9]{8}\.[a-z0-9]+$/;

/** The files of the built page. Those that are there at the beginning are all that can be asked for, by their very names. */
export class PageFiles {
  readonly #files: ReadonlyMap<string, string>;

  private constructor(files: ReadonlyMap<string, string>) {
    this.#files = files;
  }

  /** @throws Error where there is no such folder */
  static async in(folder: string): Promise<PageFiles> {
    const files = new Map<string, string>();
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue; // a link may lead anywhere
      const file = join(entry.parentPath, entry.name);
      files.set(`/${relative(folder, file).split(sep).join('/')}`, file);
    }
    return new PageFiles(files);
  }

  /** @throws Refusal for what is not there, and for anything but GET and HEAD */
  answer({ method, url = '' }: IncomingMessage, response: ServerResponse): void {
    if (method !== 'GET' && method !== 'HEAD') {
      throw new Refusal(405, 'The page can only be read', { Allow: 'GET, HEAD' });
    }
    const path = pathOf(url);
    const name = path === '/' ? '/index.html' : path;
    const file = this.#files.get(name);
    if (file === undefined) throw new Refusal(404, 'There is no such file');
    response.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream');
    response.setHeader('Cache-Control', hashed.test(file) ? 'public, max-age=31536000, immutable' : 'no-store');
    if (method === 'HEAD') response.end();
    // A file that cannot be read breaks the answer off.
    else pipeline(createReadStream(file), response, () => undefined);
  }
}

function pathOf(url: string): string {
  const [path = ''] = url.split(/[?#]/, 1);
  try {
    return decodeURIComponent(path);
  } catch {
    throw new Refusal(400, 'The path is no text');
  }
}
