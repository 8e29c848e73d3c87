import { parseArgs } from 'node:util';

/** What somebody has asked for on the command line. */
export interface StartOrder {
  /** Empty: the demo server and its URLs. */
  readonly urls: readonly string[];
  /** 0: one that is free. */
  readonly port: number;
  /** As it was given; undefined: the example's own. */
  readonly folder: string | undefined;
  readonly opensBrowser: boolean;
}

/** A wrong argument; its message says which one. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const help = `The download manager: a page for downloads and uploads, in the browser or by a gateway of this machine.

Usage: npm start -- --web [URL…] [options]

URLs are put into the page, to be started there. Without any, a server to try downloads with is started, too.

  --port NUMBER   where the page is (127.0.0.1 only); without it a free one
  --folder DIR    where the gateway puts files; without it docs/examples/download-manager/downloads
  --no-open       does not open the browser
  -h, --help      prints this

Ctrl-C ends it.
`;

/** @throws UsageError */
export function parseStart(args: readonly string[]): StartOrder | 'help' {
  const { values, positionals } = parsed(args);
  if (values.help) return 'help';
  for (const url of positionals) refuseOtherThanHttp(url);
  if (values.folder === '') throw new UsageError('--folder has no name');
  return {
    urls: positionals,
    port: portOf(values.port),
    folder: values.folder,
    opensBrowser: !values['no-open'],
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '0' },
        folder: { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535)) throw new UsageError(`--port: '${text}' is no port (0 to 65535)`);
  return port;
}

function refuseOtherThanHttp(url: string): void {
  if (/^https?:\/\//i.test(url) && URL.canParse(url)) return;
  throw new UsageError(`'${url}' is no URL of http or https`);
}
