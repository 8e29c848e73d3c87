import { open } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { messageOf } from './error-text.js';
import type { CliIo } from './io.js';
import { parseNetrc, type NetrcEntry } from './netrc.js';
import type { NetworkOrder } from './network-arguments.js';
import { UsageError } from './usage-error.js';

/**
 * Reads the netrc file that was asked for.
 *
 * @param warn - told when others can read the file, too
 * @throws UsageError for a file that cannot be read, or not understood
 */
export async function readNetrc(
  order: NonNullable<NetworkOrder['netrc']>,
  io: CliIo,
  warn: (text: string) => void,
): Promise<NetrcEntry[]> {
  const path =
    order.kind === 'file' ? resolve(io.cwd, order.path) : join(io.environment['HOME'] ?? homedir(), '.netrc');
  try {
    const handle = await open(path);
    try {
      const { mode } = await handle.stat();
      // Windows has other means than these bits.
      if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
        warn(`warning: others can read the passwords in ${path}: chmod 600 keeps them private`);
      }
      return parseNetrc(await handle.readFile('utf8'), path);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot read ${path}: ${messageOf(error)}`, { cause: error });
  }
}
