import type { Download } from './download.js';
import { ExitCode } from './exit-code.js';
import type { KeptPart } from './outcome.js';
import { printable } from './printable.js';
import { formatBytes, formatTransfer } from './quantities.js';
import { withoutUserInfo } from './secrets.js';

/** One line about how a download ended. */
export function outcomeLine(download: Download): string {
  const { outcome, url, target } = download;
  const text = printable(url.href);
  const name = printable(target.name);
  switch (outcome.kind) {
    case 'saved': {
      const transfer = formatTransfer(download.bytes, download.endedAt - download.startedAt);
      const resumed = outcome.resumedAt === 0 ? '' : `, after ${formatBytes(outcome.resumedAt)} of an earlier run`;
      return `${text} -> ${name}: ${transfer}${resumed}`;
    }
    case 'present':
      return `${text} -> ${name}: there already, left alone`;
    case 'answered':
      return `${text}: answered`;
    case 'status':
      return `${text}: ${outcome.status} ${printable(withoutUserInfo(outcome.detail))}`.trimEnd();
    case 'failed':
      return `${text}: ${withHost(printable(withoutUserInfo(outcome.message)), url.hostAndPort)}${keptText(outcome.kept)}`;
    case 'dropped':
      return `${text}: dropped, never sent`;
    case 'interrupted':
      return `${text}: interrupted${keptText(outcome.kept)}`;
    case 'waiting':
      return `${text}: waiting`;
  }
}

/** Whether the line is one for the eyes of a caller who wanted errors only. */
export function isFailure(download: Download): boolean {
  return !['saved', 'present', 'answered', 'waiting'].includes(download.outcome.kind);
}

/** One line about the whole run. */
export function summaryLine(downloads: readonly Download[], ms: number): string {
  const count = (...kinds: readonly string[]): number =>
    downloads.filter((one) => kinds.includes(one.outcome.kind)).length;
  const bytes = downloads.reduce((sum, one) => sum + one.bytes, 0);
  const parts = [
    `${count('saved', 'present', 'answered')} of ${downloads.length} done`,
    ...counted(count('status'), 'with a bad status'),
    ...counted(count('failed'), 'failed'),
    ...counted(count('interrupted'), 'interrupted'),
    ...counted(count('dropped'), 'dropped'),
  ];
  return `${parts.join(', ')}: ${formatTransfer(bytes, ms)}`;
}

/** What the process says about these downloads; the worst one counts. */
export function exitCodeOf(downloads: readonly Download[], interrupted: boolean): ExitCode {
  const has = (...kinds: readonly string[]): boolean => downloads.some((one) => kinds.includes(one.outcome.kind));
  if (interrupted && downloads.some(isFailure)) return ExitCode.Interrupted;
  if (has('failed')) return ExitCode.Network;
  if (has('status')) return ExitCode.Status;
  return has('dropped') ? ExitCode.Network : ExitCode.Ok;
}

function counted(number: number, what: string): string[] {
  return number === 0 ? [] : [`${number} ${what}`];
}

function withHost(message: string, hostAndPort: string): string {
  return message.includes(hostAndPort) ? message : `${message} [${hostAndPort}]`;
}

function keptText(kept: KeptPart | undefined): string {
  if (kept === undefined) return '';
  const next = kept.resumable ? 'goes on with it' : 'starts over';
  return `; ${printable(kept.name)} (${formatBytes(kept.bytes)}) is kept, --continue ${next}`;
}
