import { HttpClient } from '@angular/common/http';
import { Component, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';

/** As little as an application can be that asks something by HttpClient. */
@Component({ selector: 'page-root', template: `{{ text() }}` })
export class App {
  readonly text = toSignal(inject(HttpClient).get('/hello', { responseType: 'text' }));
}
