import { Component, computed, input } from '@angular/core';

const paths = {
  download: 'M8 2.5v8m-3.5-3.5L8 10.5 11.5 7M3 13.5h10',
  upload: 'M8 10.5v-8M4.5 6 8 2.5 11.5 6M3 13.5h10',
  waiting: 'M8 4.5V8l2.5 1.5M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0',
  pause: 'M5.5 3.5v9m5-9v9',
  resume: 'M5 3.2v9.6L12.5 8z',
  check: 'M3 8.5 6.5 12 13 4.5',
  failed: 'M8 4.5v4m0 2.8v.2M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0',
  stop: 'M4 4h8v8H4z',
  dropped: 'M3 3v4a3 3 0 0 0 3 3h7m-3-3 3 3-3 3',
  interrupted: 'M9 1.8 4 9h4l-1 5.2L12 7H8z',
  up: 'M8 13V3.5M3.5 8 8 3.5 12.5 8',
  down: 'M8 3v9.5M3.5 8 8 12.5 12.5 8',
  remove: 'M4 4l8 8m0-8-8 8',
  retry: 'M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3',
  folder: 'M2 4.5V12a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1V6a1 1 0 0 0-1-1H8L6.5 3.5H3a1 1 0 0 0-1 1',
  lock: 'M4 7.5h8V13H4zm2 0V5a2 2 0 0 1 4 0v2.5',
  key: 'M9.5 6.5a3 3 0 1 0-1 2.2l4 4m-1.5-1.5 1.2-1.2',
} as const;

/** The name of a picture. */
export type IconName = keyof typeof paths;

/** A small line drawing; what it means stands beside it, or in the name of its button. */
@Component({
  selector: 'dm-icon',
  template: `<svg viewBox="0 0 16 16" aria-hidden="true"><path [attr.d]="path()" /></svg>`,
  styles: `
    :host {
      display: inline-flex;
      flex: none;
      width: 1rem;
      height: 1rem;
    }
    svg {
      width: 100%;
      height: 100%;
      fill: none;
      stroke: currentColor;
      stroke-width: 1.6;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
  `,
})
export class Icon {
  readonly name = input.required<IconName>();
  protected readonly path = computed(() => paths[this.name()]);
}
