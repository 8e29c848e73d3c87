import { Component } from '@angular/core';
import { QHttp } from 'rx-qhttp/browser';

@Component({
  selector: 'dm-root',
  template: `<h1>Download manager</h1>
    {{ http.state() }}`,
})
export class App {
  readonly http = new QHttp();
}
