import { Component } from '@angular/core';
import { injectQHttp, progressSignal, stateSignal } from 'rx-qhttp/angular';
import { saveAsDownload, State } from 'rx-qhttp/browser';

@Component({
  selector: 'app-film',
  template: `
    <button (click)="load()">Load</button>
    <progress [attr.value]="progress().ratio"></progress>
    <p>{{ State[state()] }}: {{ progress().done }} bytes</p>
  `,
})
export class Film {
  readonly State = State;
  readonly http = injectQHttp(location.hostname, Number(location.port));
  readonly state = stateSignal(this.http);
  readonly progress = progressSignal(this.http);

  load(): void {
    this.http.get$('/film.mp4').pipe(saveAsDownload('film.mp4')).subscribe();
  }
}
