import { HttpClient, HttpErrorResponse } from '@angular/common/http';
import { Component, DOCUMENT, inject, Injector } from '@angular/core';
import { pendingUntilEvent, toSignal } from '@angular/core/rxjs-interop';
import { catchError, map, of, type Observable } from 'rxjs';
import { toText } from 'rx-qhttp/browser';
import { injectQHttp, inPipeline } from 'rx-qhttp/angular';

/** What it shows comes by HttpClient, in a pipeline and out of it, and once by a QHttp of its own. */
@Component({
  selector: 'page-root',
  template: `
    <p id="film">{{ film()?.name }}</p>
    <p id="first">{{ first() }}</p>
    <p id="second">{{ second() }}</p>
    <p id="missing">{{ missing() }}</p>
    <p id="own">{{ own() }}</p>
  `,
})
export class Page {
  readonly #http = inject(HttpClient);

  readonly film = toSignal(this.#http.get<{ name: string }>('/api/film'));
  readonly first = toSignal(this.#inOrder('/api/first'));
  readonly second = toSignal(this.#inOrder('/api/second'));
  readonly missing = toSignal(
    this.#http.get('/api/missing').pipe(
      map(() => 'there'),
      catchError((error: unknown) => of(error instanceof HttpErrorResponse ? error.status : String(error))),
    ),
  );
  readonly own = toSignal(this.#own());

  #inOrder(path: string): Observable<string> {
    return this.#http.get(path, { responseType: 'text', context: inPipeline('api') });
  }

  #own(): Observable<string> {
    const { hostname, port } = inject(DOCUMENT).location;
    return injectQHttp(hostname, Number(port))
      .get$('/api/own')
      .pipe(toText(), pendingUntilEvent(inject(Injector)));
  }
}
