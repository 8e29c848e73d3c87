import type { Transfer, TransferStatus } from '../../../engine/model.ts';
import type { IconName } from '../shared/icon';

/** The shape of each status: colour alone tells nobody anything. */
export const statusIcons: Readonly<Record<TransferStatus, IconName>> = {
  waiting: 'waiting',
  running: 'download',
  paused: 'pause',
  finished: 'check',
  failed: 'failed',
  aborted: 'stop',
  dropped: 'dropped',
  interrupted: 'interrupted',
};

/** What an end means in words, and what to do about it. */
export function outcomeText(transfer: Transfer, cause: Transfer | undefined): string {
  const { status, reason = '' } = transfer;
  switch (status) {
    case 'failed':
      return [`${reason || 'Failed'}.`, adviceOn(transfer)].filter(Boolean).join(' ');
    case 'dropped':
      if (cause) return `Dropped: ${cause.name} ${cause.status === 'interrupted' ? 'was interrupted' : 'failed'}`;
      return reason ? `Dropped: ${reason.replace(/^dropped, because /, '')}` : 'Dropped';
    case 'aborted':
      return transfer.needsFile ? 'Aborted: choose the file again to send it' : 'Aborted';
    case 'interrupted':
      return transfer.needsFile
        ? 'Interrupted: the page was loaded anew. Choose the file again to send it'
        : 'Interrupted: the page was loaded anew';
    default:
      return '';
  }
}

function adviceOn({ httpStatus = 0, reason = '' }: Transfer): string | undefined {
  if (httpStatus === 401 || /^authentication required/i.test(reason)) return 'Try again, and sign in.';
  if (httpStatus === 404 || httpStatus === 410) return 'Check the address.';
  if (httpStatus === 403) return 'It may want other credentials.';
  if (httpStatus === 413) return 'The file is too large for it.';
  if (httpStatus === 429 || httpStatus >= 500) return 'Try again later.';
  return undefined;
}
