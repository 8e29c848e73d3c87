import { CdkDragHandle } from '@angular/cdk/drag-drop';
import { Component, computed, input, output } from '@angular/core';
import type { Transfer, TransferStatus } from '../../../engine/model.ts';
import type { DeskStore } from '../desk/desk-store';
import { bytesText, durationText, percentOf, percentText, rateText } from '../shared/format';
import { Icon } from '../shared/icon';
import type { Row } from './row';
import { outcomeText, statusIcons } from './status';

/** What a button of a row does. */
export type RowAction = 'pause' | 'resume' | 'retry' | 'offer' | 'up' | 'down' | 'remove';

/** One transfer: its bar, its numbers, and what can be done with it. */
@Component({
  selector: 'dm-transfer-row',
  imports: [Icon, CdkDragHandle],
  templateUrl: './transfer-row.html',
  styleUrl: './transfer-row.css',
  host: { '[class]': 'status()' },
})
export class TransferRow {
  readonly row = input.required<Row & { kind: 'transfer' }>();
  readonly store = input.required<DeskStore>();
  /** A button was pressed. */
  readonly act = output<RowAction>();

  protected readonly transfer = computed(() => this.store().transfer(this.row().id)?.() ?? gone);
  protected readonly status = computed(() => this.transfer().status);
  protected readonly name = computed(() => this.transfer().name);
  protected readonly active = computed(() => this.status() === 'running' || this.status() === 'paused');
  protected readonly busy = computed(() => this.status() === 'running' && this.transfer().total === 0);
  protected readonly icon = computed(() => {
    const { status, direction } = this.transfer();
    return status === 'running' ? direction : statusIcons[status];
  });

  readonly #ratio = computed(() => {
    const { status, done, total } = this.transfer();
    if (status === 'finished') return 1;
    return total > 0 ? done / total : 0;
  });
  protected readonly scale = computed(() => `scaleX(${this.#ratio().toFixed(4)})`);
  protected readonly percent = computed(() =>
    this.transfer().total > 0 || this.status() === 'finished' ? percentOf(this.#ratio()) : undefined,
  );
  protected readonly percentText = computed(() => {
    if (this.status() === 'finished') return '';
    return this.percent() !== undefined && (this.active() || this.transfer().done > 0)
      ? percentText(this.#ratio()).padStart(longestPercent, figureSpace)
      : '';
  });

  protected readonly bytes = computed(() => {
    const { status, done, total } = this.transfer();
    if (status === 'waiting') return total > 0 ? bytesText(total) : '';
    if (status === 'finished') return bytesText(Math.max(done, total));
    if (!this.active()) return '';
    if (done === 0 && total === 0 && status === 'running') return 'Starting';
    return total > 0 ? `${bytesText(done)} of ${bytesText(total)}` : bytesText(done);
  });
  protected readonly rate = computed(() => {
    const { bytesPerSecond } = this.transfer();
    return this.status() === 'running' && bytesPerSecond !== undefined ? rateText(bytesPerSecond) : '';
  });
  protected readonly left = computed(() => {
    const { secondsLeft } = this.transfer();
    return this.status() === 'running' && secondsLeft !== undefined && Number.isFinite(secondsLeft)
      ? `${durationText(secondsLeft)} left`
      : '';
  });
  protected readonly statusText = computed(() => {
    const text = statusTexts[this.status()];
    return this.transfer().direction === 'upload' ? (uploadTexts[this.status()] ?? text) : text;
  });
  protected readonly outcome = computed(() => {
    const { causedBy } = this.transfer();
    return outcomeText(this.transfer(), causedBy === undefined ? undefined : this.store().transfer(causedBy)?.());
  });

  protected readonly canPause = computed(() => {
    const { status, direction } = this.transfer();
    return status === 'running' && (direction === 'download' || this.store().desk.can.pauseUploads);
  });
  protected readonly first = computed((): { readonly action: RowAction; readonly label: string } | undefined => {
    if (this.status() === 'paused') return { action: 'resume', label: 'Resume' };
    if (this.canPause()) return { action: 'pause', label: 'Pause' };
    if (endedBadly.has(this.status()) && !this.transfer().needsFile) return { action: 'retry', label: 'Try again' };
    return undefined;
  });
  protected readonly place = computed(() => this.row().place);
  protected readonly removeLabel = computed(() => (this.active() ? 'Abort and remove' : 'Remove'));

  protected move(direction: 'up' | 'down'): void {
    const place = this.place();
    if (place?.[direction] !== undefined) this.act.emit(direction);
  }
}

/** As wide as a digit: the text begins at the same place whatever its number is. */
const figureSpace = '\u2007';
const longestPercent = '100%'.length;

const endedBadly: ReadonlySet<TransferStatus> = new Set(['failed', 'aborted', 'dropped', 'interrupted']);

const statusTexts: Readonly<Record<TransferStatus, string>> = {
  waiting: 'Waiting',
  running: '',
  paused: 'Paused',
  finished: 'Finished',
  failed: '',
  aborted: '',
  dropped: '',
  interrupted: '',
};

const uploadTexts: Readonly<Partial<Record<TransferStatus, string>>> = {
  waiting: 'Waiting to be sent',
  finished: 'Finished sending',
};

/** What is shown in the moment between a removal and the list that knows of it. */
const gone: Transfer = {
  id: '',
  direction: 'download',
  url: '',
  name: '',
  pipeline: '',
  status: 'aborted',
  done: 0,
  total: 0,
};
