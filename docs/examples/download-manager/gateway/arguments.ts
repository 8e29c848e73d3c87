import { parseArgs } from 'node:util';
import { reasonOf } from '../engine/reason-of.ts';

/** What somebody has asked for on the command line. */
export interface GatewayOrder {
  readonly folder: string;
  readonly port: number;
  /** Where the built page is; undefined where it is to be found. */
  readonly page: string | undefined;
  readonly urls: readonly string[];
}

/** A wrong argument; its message says which one. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const help = `The gateway of the download manager: transfers by this process, for a page on this machine.

Usage: node gateway/main.ts [options]

  --folder DIR    where files are put; without it the folder that you are in
  --port NUMBER   on 127.0.0.1; without it one that is free
  --page DIR      the built page; without it dist/browser of the example
  --url URL       downloads this at once; may be given several times
  -h, --help      prints this

It prints the address of its page. Ctrl-C ends it, and what is not whole is removed.
`;

/** @throws UsageError */
export function parseGateway(args: readonly string[]): GatewayOrder | 'help' {
  const { folder, port, page, url, help: wantsHelp } = valuesOf(args);
  if (wantsHelp) return 'help';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new UsageError(`--port: '${port}' is no port (0 to 65535)`);
  for (const [name, value] of Object.entries({ folder, page })) {
    if (value === '') throw new UsageError(`--${name} has no name`);
  }
  return { folder, port: Number(port), page, urls: url };
}

function valuesOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        folder: { type: 'string', default: '.' },
        port: { type: 'string', default: '0' },
        page: { type: 'string' },
        url: { type: 'string', multiple: true, default: [] },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(reasonOf(error));
  }
}
