import { Component, computed, input, output } from '@angular/core';
import { countText } from '../shared/format';
import { Icon } from '../shared/icon';
import type { Row } from './row';

/** What one failure has dropped, and a button that takes it back. */
@Component({
  selector: 'dm-drops-row',
  imports: [Icon],
  template: `
    <dm-icon name="dropped" />
    <p>{{ text() }}</p>
    <button type="button" class="button" (click)="again.emit()">Queue these again</button>
  `,
  styleUrl: './drops-row.css',
})
export class DropsRow {
  readonly row = input.required<Row & { kind: 'drops' }>();
  /** The button was pressed. */
  readonly again = output();

  protected readonly text = computed(() => {
    const { cause, dropped } = this.row();
    const what = dropped.length === 1 ? 'one that waited was' : `${countText(dropped.length)} that waited were`;
    return cause ? `${cause} failed, and ${what} dropped.` : `A transfer failed, and ${what} dropped.`;
  });
}
