import { Component, computed, input } from '@angular/core';
import type { PipelineModel } from '../desk/pipeline-model';
import { stateNames } from './state-names';

/** The states of a pipeline side by side: the present one is lit and named, those just left fade away. */
@Component({
  selector: 'dm-state-strip',
  template: `
    <p class="present">
      <span class="hidden-text">State: </span>
      <span class="dot" [style.background]="'var(--state-' + state() + ')'"></span>{{ name() }}
    </p>
    <div class="strip" aria-hidden="true">
      @for (step of steps(); track step.name) {
        <div class="step" [class.lit]="step.lit" [style.--tone]="step.tone">
          <div class="segment">
            <div
              class="flash"
              [class.odd]="step.visits % 2 === 1"
              [class.even]="step.visits > 0 && step.visits % 2 === 0"
            ></div>
          </div>
          <span class="label">{{ step.name }}</span>
        </div>
      }
    </div>
  `,
  styleUrl: './state-strip.css',
})
export class StateStrip {
  readonly pipeline = input.required<PipelineModel>();
  protected readonly state = computed(() => this.pipeline().state);
  protected readonly name = computed(() => stateNames[this.state()]);
  protected readonly steps = computed(() =>
    stateNames.map((name, state) => ({
      name,
      tone: `var(--state-${state})`,
      lit: this.state() === state,
      visits: this.pipeline().visits[state] ?? 0,
    })),
  );
}
