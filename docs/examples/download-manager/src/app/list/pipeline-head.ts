import { Component, computed, input, output } from '@angular/core';
import type { DeskStore } from '../desk/desk-store';
import type { PipelineModel } from '../desk/pipeline-model';
import { countText } from '../shared/format';
import type { Row } from './row';
import { StateStrip } from './state-strip';

/** What a button of the head does. */
export type HeadAction = 'abort' | 'clear';

/** The head of a pipeline: where it goes, what it is doing, and what can be done with all of it. */
@Component({
  selector: 'dm-pipeline-head',
  imports: [StateStrip],
  template: `
    <div class="title">
      <h3 class="name" [title]="row().pipeline">{{ row().pipeline }}</h3>
      <p class="tally">{{ tally() }}</p>
    </div>
    <div class="buttons">
      <button type="button" class="button quiet" [disabled]="model().current === undefined" (click)="act.emit('abort')">
        Abort current<span class="hidden-text"> of {{ row().pipeline }}</span>
      </button>
      <button type="button" class="button quiet" [disabled]="row().tally.waiting === 0" (click)="act.emit('clear')">
        Clear waiting<span class="hidden-text"> of {{ row().pipeline }}</span>
      </button>
    </div>
    <dm-state-strip [pipeline]="model()" />
  `,
  styleUrl: './pipeline-head.css',
})
export class PipelineHead {
  readonly row = input.required<Row & { kind: 'pipeline' }>();
  readonly store = input.required<DeskStore>();
  /** A button was pressed. */
  readonly act = output<HeadAction>();

  protected readonly model = computed((): PipelineModel => {
    const name = this.row().pipeline;
    return this.store().pipeline(name)?.() ?? { name, state: 0, visits: [] };
  });
  protected readonly tally = computed(() => {
    const { all, waiting, finished } = this.row().tally;
    const done = `${countText(finished)} of ${countText(all)} finished`;
    return waiting > 0 ? `${done} · ${countText(waiting)} waiting` : done;
  });
}
