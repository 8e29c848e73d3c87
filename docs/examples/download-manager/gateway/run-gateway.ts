import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reasonOf } from '../engine/reason-of.ts';
import { help, parseGateway, UsageError } from './arguments.ts';
import { Gateway } from './gateway.ts';

/** The terminal, and who ends the program. */
export interface GatewayTerminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Resolves when the program is to end. */
  readonly ended: Promise<void>;
}

/** @returns the exit code of the process */
export async function runGateway(args: readonly string[], { out, err, ended }: GatewayTerminal): Promise<number> {
  try {
    const order = parseGateway(args);
    if (order === 'help') {
      out(help);
      return 0;
    }
    const { folder, port, page = builtPage(), urls } = order;
    const gateway = await Gateway.open({ folder, port, ...(page !== undefined && { page }) });
    try {
      gateway.add(urls);
      out(`${gateway.url}\nFiles go into ${gateway.folder}\n`);
      if (page === undefined) out('The page has not been built (npm run build): there is the API alone\n');
      await ended;
    } finally {
      await gateway.close();
    }
    return 0;
  } catch (error) {
    err(`gateway: ${reasonOf(error)}\n`);
    if (error instanceof UsageError) err("Try 'node gateway/main.ts --help'.\n");
    return error instanceof UsageError ? 2 : 1;
  }
}

function builtPage(): string | undefined {
  const page = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist/browser');
  return existsSync(join(page, 'index.html')) ? page : undefined;
}
