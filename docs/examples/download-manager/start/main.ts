import { mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { login } from '../demo-server/answers.ts';
import { DemoServer } from '../demo-server/demo-server.ts';
import { help, parseStart, UsageError, type StartOrder } from './arguments.ts';
import { canOpenPage, openPage } from './open-page.ts';
import { prepare } from './prepare.ts';

const example = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(example, 'node_modules/.cache/download-manager');

/** @returns the exit code of the process */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const order = parseStart(args);
    if (order === 'help') process.stdout.write(help);
    else await run(order, folderFor(order.folder));
    return 0;
  } catch (error) {
    const shown = portErrorFrom(error) ?? error;
    tell(`download manager: ${shown instanceof Error ? shown.message : String(shown)}`, process.stderr);
    if (shown instanceof UsageError) tell("Try 'npm start -- --web --help'.", process.stderr);
    return 1;
  }
}

/** What the system says of a port, in words. */
function portErrorFrom(error: unknown): UsageError | undefined {
  if (!(error instanceof Error && 'code' in error && 'port' in error)) return undefined;
  const port = String(error.port);
  if (error.code === 'EADDRINUSE') return new UsageError(`--port: another program is at ${port}`);
  return error.code === 'EACCES' ? new UsageError(`--port: ${port} is not for everybody`) : undefined;
}

/** Until Ctrl-C. */
async function run(order: StartOrder, folder: string): Promise<void> {
  await prepare(example, (line) => tell(line));
  const { Gateway } = await import('../gateway/gateway.ts'); // its packages may not have been there before
  const ended = endOfRun();
  const demo = order.urls.length === 0 ? await DemoServer.open() : undefined;
  try {
    const gateway = await Gateway.open({ page: join(example, 'dist/browser'), folder, port: order.port });
    const urls = demo?.urls.map((each) => each.url) ?? order.urls;
    const url = pageUrl(gateway.url, urls, demo ? [demo.uploadUrl] : []);
    tell(`\nThe download manager is at\n\n  ${url}\n\nThe gateway puts files into ${folder}`);
    if (demo) tell(`A server to try it with is at ${demo.origin} (${login.user}, ${login.password})`);
    tell('Ctrl-C ends it.');
    const closePage = order.opensBrowser && canOpenPage() ? openPage(url, cache, (line) => tell(line)) : undefined;
    await ended;
    closePage?.();
    tell('\nEnding: what the gateway has not finished is given up.');
    await gateway.close();
  } finally {
    await demo?.close();
  }
  tell('Ended.');
}

/** What is to stand in the page at first goes into the fragment, which no server sees. */
function pageUrl(gatewayUrl: string, urls: readonly string[], uploadUrls: readonly string[]): string {
  const fields = [
    ...urls.map((url) => `&url=${inFragment(url)}`),
    ...uploadUrls.map((url) => `&upload=${inFragment(url)}`),
  ];
  return gatewayUrl + fields.join('');
}

/** As readable as it may be. */
function inFragment(text: string): string {
  return encodeURIComponent(text).replaceAll('%3A', ':').replaceAll('%2F', '/');
}

/** Resolves at Ctrl-C, or when somebody else wants this program to end; the second time it ends at once. */
function endOfRun(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

/** As it is seen from where the person has started npm. */
function folderFor(given: string | undefined): string {
  const folder =
    given === undefined ? join(example, 'downloads') : resolve(process.env['INIT_CWD'] ?? process.cwd(), given);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UsageError(`--folder: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!statSync(folder).isDirectory()) throw new UsageError(`--folder: ${folder} is no folder`);
  return folder;
}

function tell(line: string, to: NodeJS.WriteStream = process.stdout): void {
  to.write(`${line}\n`);
}
