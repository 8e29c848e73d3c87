import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '../engine/reason-of.ts';
import { help, parseGateway, UsageError } from './arguments.ts';
import { Gateway } from './gateway.ts';

/** The terminal, what there is, and who ends the program. */
export interface GatewayTerminal {
  /** Where the page is, once it has been built. */
  readonly builtPage: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Resolves when the program is to end. */
  readonly ended: Promise<void>;
}

/** @returns the exit code of the process */
export async function runGateway(args: readonly string[], terminal: GatewayTerminal): Promise<number> {
  const { out, err } = terminal;
  try {
    const order = parseGateway(args);
    if (order === 'help') {
      out(help);
      return 0;
    }
    const { folder, port, urls } = order;
    const page = order.page ?? pageIn(terminal.builtPage);
    const gateway = await Gateway.open({ folder, port, ...(page !== undefined && { page }) });
    try {
      gateway.add(urls);
      out(`${gateway.url}\nFiles go into ${gateway.folder}\n`);
      if (page === undefined) out('The page has not been built (npm run build): there is the API alone\n');
      await terminal.ended;
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

/** @returns undefined where it has not been built */
function pageIn(folder: string): string | undefined {
  return existsSync(join(folder, 'index.html')) ? folder : undefined;
}
