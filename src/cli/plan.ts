import { mkdir, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Destination, Order } from './arguments.js';
import { Device } from './device.js';
import { Download, type Wish } from './download.js';
import { messageOf } from './error-text.js';
import { FileNames, fileNameFromPath, partName } from './file-name.js';
import type { CliIo } from './io.js';
import { PartFile } from './part-file.js';
import { RateLimit } from './rate-limit.js';
import { prepareBody } from './request-body.js';
import { StandardOutput } from './standard-output.js';
import type { TargetUrl } from './target-url.js';
import { UsageError } from './usage-error.js';

/**
 * Decides where each body goes, before anything is fetched.
 *
 * Throws a {@link UsageError} where a file is in the way, or cannot be read.
 */
export async function plan(order: Order, io: CliIo): Promise<Download[]> {
  try {
    return await planDownloads(order, io);
  } catch (error) {
    // What the file system says about a folder or a file that cannot be used.
    throw error instanceof UsageError ? error : new UsageError(messageOf(error), { cause: error });
  }
}

async function planDownloads(order: Order, io: CliIo): Promise<Download[]> {
  const { compressed, location, limitRate } = order.network;
  const newLimit = (): RateLimit | undefined => (limitRate === undefined ? undefined : new RateLimit(limitRate, io));
  const body = order.upload && (await prepareBody(order.upload, (path) => resolve(io.cwd, path), newLimit()));
  const wish: Wish = {
    method: order.method,
    headers: order.headers,
    body,
    compressed,
    location,
    limit: newLimit(),
  };
  if (order.method === 'HEAD')
    return order.urls.map((url) => new Download(url, { name: url.path, place: undefined }, wish, undefined));
  const { destination } = order;
  if (destination.kind === 'stdout') {
    const target = { name: 'standard output', place: new StandardOutput(io.stdout) };
    return order.urls.map((url) => new Download(url, target, wish, undefined));
  }
  const folder = resolve(io.cwd, destination.folder);
  await mkdir(folder, { recursive: true });
  const downloads: Download[] = [];
  const names = new FileNames();
  for (const url of order.urls) downloads.push(await planFile(url, folder, destination, names, wish, order));
  return downloads;
}

async function planFile(
  url: TargetUrl,
  folder: string,
  destination: Exclude<Destination, { kind: 'stdout' }>,
  names: FileNames,
  wish: Wish,
  order: Order,
): Promise<Download> {
  if (destination.kind === 'file') {
    const path = resolve(folder, destination.file);
    if (await isDevice(path))
      return new Download(url, { name: destination.file, place: new Device(path) }, wish, undefined);
    return planPart(url, new PartFile(path, order.force), basename(path), wish, order);
  }
  const name = names.take(fileNameFromPath(url.path));
  return planPart(url, new PartFile(resolve(folder, name), order.force), name, wish, order);
}

async function planPart(url: TargetUrl, place: PartFile, name: string, wish: Wish, order: Order): Promise<Download> {
  const target = { name, place };
  if ((await place.isWhole()) && !order.force) {
    if (!order.resume) throw new UsageError(`${place.path} is there already; --force replaces it`);
    const present = new Download(url, target, wish, undefined);
    present.outcome = { kind: 'present' };
    return present;
  }
  if (order.resume) return new Download(url, target, wish, await place.resumePoint(url.href));
  if ((await place.partialSize()) !== undefined && !order.force) {
    throw new UsageError(
      `${partName(place.path)} is there from an unfinished run; --continue goes on with it, --force starts over`,
    );
  }
  return new Download(url, target, wish, undefined);
}

/** Whether a file is there that is neither plain nor a folder. */
async function isDevice(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}
