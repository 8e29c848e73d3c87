import { resolve } from 'node:path';
import { from, lastValueFrom, mergeMap } from 'rxjs';
import type { Order } from './arguments.js';
import { Attendant } from './attendant.js';
import { BarsView } from './bars-view.js';
import type { Download } from './download.js';
import { messageOf } from './error-text.js';
import { ExitCode } from './exit-code.js';
import { isTerminal, type CliIo } from './io.js';
import { LinesView } from './lines-view.js';
import { MarblePicture } from './marble-picture.js';
import { prepareNetwork } from './network.js';
import { PausableView } from './pausable-view.js';
import { Pipeline, type PipelineSetting } from './pipeline.js';
import { plan } from './plan.js';
import { printable } from './printable.js';
import { Prompter } from './prompter.js';
import { QuietView } from './quiet-view.js';
import { exitCodeOf, outcomeLine, summaryLine } from './report.js';
import type { View } from './view.js';

/** So many origins are served at the same time; each needs a connection. */
const pipelinesAtOnce = 16;

/** Carries out an order; throws a `UsageError` before anything is fetched, and nothing else. */
export async function runDownloads(order: Order, io: CliIo): Promise<ExitCode> {
  const downloads = await plan(order, io);
  const view = new PausableView(() => viewFor(order, io));
  const prompter = new Prompter(io, view);
  const network = await prepareNetwork(order, io, prompter, (text) => view.line(printable(text)));
  const startedAt = io.now();
  const picture = order.marbles === undefined ? undefined : resolve(io.cwd, order.marbles);
  const marbles = picture === undefined ? undefined : await MarblePicture.open(picture, io.now);
  const setting: PipelineSetting = {
    io,
    view,
    network,
    attendant: new Attendant(prompter, view, order.network.insecure),
    keepGoing: order.keepGoing,
    signals: order.signals,
    heads: order.method === 'HEAD' && !order.signals,
    marbles,
  };
  let isDrawn: boolean;
  try {
    for (const download of downloads) if (download.outcome.kind === 'present') view.line(outcomeLine(download));
    const pipelines = from(byOrigin(downloads.filter(({ outcome }) => outcome.kind === 'waiting')));
    const runs = pipelines.pipe(mergeMap(([origin, own]) => new Pipeline(origin, own, setting).run(), pipelinesAtOnce));
    await lastValueFrom(runs, { defaultValue: undefined });
    view.line(summaryLine(downloads, io.now() - startedAt));
    isDrawn = await draw(marbles, view);
  } finally {
    view.close();
  }
  const code = exitCodeOf(downloads, io.interrupted.aborted);
  return code === ExitCode.Ok && !isDrawn ? ExitCode.Network : code;
}

/** @returns whether there is nothing to complain about */
async function draw(marbles: MarblePicture | undefined, view: View): Promise<boolean> {
  try {
    await marbles?.write();
    return true;
  } catch (error) {
    view.failure(`--marbles: ${printable(messageOf(error))}`);
    return false;
  }
}

function byOrigin(downloads: readonly Download[]): Map<string, Download[]> {
  const groups = new Map<string, Download[]>();
  for (const download of downloads) {
    const group = groups.get(download.url.origin);
    if (group === undefined) groups.set(download.url.origin, [download]);
    else group.push(download);
  }
  return groups;
}

/** Bars are for a terminal, unless it shows the data as well. */
function viewFor(order: Order, io: CliIo): View {
  if (order.quiet) return new QuietView(io.stderr);
  const dataGoesToStdout = order.signals || order.method === 'HEAD' || order.destination.kind === 'stdout';
  const shared = dataGoesToStdout && isTerminal(io.stdout);
  return isTerminal(io.stderr) && !shared ? new BarsView(io.stderr) : new LinesView(io);
}
