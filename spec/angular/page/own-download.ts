import { Component, DOCUMENT, effect, inject, input } from '@angular/core';
import { injectQHttp, progressSignal, stateSignal } from 'rx-qhttp/angular';
import { State } from 'rx-qhttp/browser';

/** A bar and a state, each one line of the template, of a download by a QHttp that lives as long as this component. */
@Component({
  selector: 'page-own-download',
  template: `
    <progress id="bar" [attr.value]="progress().ratio"></progress>
    <output id="state">{{ states[state()] }}</output>
  `,
})
export class OwnDownload {
  readonly path = input.required<string>();
  readonly #location = inject(DOCUMENT).location;
  readonly http = injectQHttp(this.#location.hostname, Number(this.#location.port));
  readonly state = stateSignal(this.http);
  readonly progress = progressSignal(this.http);
  readonly states = State;

  constructor() {
    effect(() => this.http.get(this.path()));
  }
}
