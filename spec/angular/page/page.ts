import { Component, inject, signal } from '@angular/core';
import { OwnDownload } from './own-download';
import { Scenarios } from './scenarios';

@Component({
  selector: 'page-root',
  imports: [OwnDownload],
  template: `
    @if (download(); as path) {
      <page-own-download [path]="path" />
    }
  `,
})
export class Page {
  readonly download = signal<string | undefined>(undefined);

  constructor() {
    globalThis.scenarios = inject(Scenarios);
    globalThis.showDownload = (path) => this.download.set(path);
  }
}
