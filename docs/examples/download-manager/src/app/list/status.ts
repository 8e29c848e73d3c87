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
export function outcomeText(transfer: Transfer, causeName: string | undefined): string {
  const { status, reason } = transfer;
  switch (status) {
    case 'failed':
      return ['Failed', reason, adviceOn(transfer)].filter(Boolean).join(': ');
    case 'dropped':
      return causeName ? `Dropped: ${causeName} failed` : `Dropped${reason ? `: ${reason}` : ''}`;
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

function adviceOn({ httpStatus = 0 }: Transfer): string | undefined {
  if (httpStatus === 404 || httpStatus === 410) return 'check the address';
  if (httpStatus === 401 || httpStatus === 403) return 'you may need other credentials';
  if (httpStatus === 413) return 'the file is too large for this server';
  if (httpStatus === 429 || httpStatus >= 500) return 'try again later';
  return undefined;
}
