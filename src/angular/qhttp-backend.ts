import { isPlatformServer, PlatformLocation } from '@angular/common';
import { HttpErrorResponse, type HttpBackend, type HttpEvent, type HttpRequest } from '@angular/common/http';
import { DestroyRef, DOCUMENT, inject, Injector, PLATFORM_ID } from '@angular/core';
import { catchError, defer, Subject, takeUntil, throwError, type Observable } from 'rxjs';
import type { CommandSignal } from '../values/signal.js';
import { textOf } from '../values/reason-of.js';
import { errorsLater } from './errors-later.js';
import { httpCall, type HttpCall } from './http-call.js';
import { toHttpEvents } from './http-events.js';
import { HTTP_POOLS } from './http-pools.js';
import { ORDERED_PIPELINES } from './ordered-pipelines.js';
import { QHTTP_PIPELINE } from './pipeline-context.js';
import { endAfter } from './timed-out.js';

/**
 * Carries out the calls of `HttpClient` by the pool of `provideQHttp()`: each a sequence of its own, or in order with others
 * where it has a {@link QHTTP_PIPELINE}. Interceptors stand in front of it as of any `HttpBackend`.
 *
 * It tells the events that Angular's own backends tell. Unsubscribing cancels a call on the wire, and takes one that waits
 * out of its queue. What fails without an answer is an `HttpErrorResponse` of status 0 whose `error` is the `QHttpError`.
 */
export class QHttpBackend implements HttpBackend {
  readonly #injector = inject(Injector);
  readonly #document = inject(DOCUMENT);
  readonly #destroyed$ = new Subject<void>();

  constructor() {
    inject(DestroyRef).onDestroy(() => this.#destroyed$.next());
  }

  /** The events of one call, which is made anew by each subscription. It never throws: what is wrong is told as an error. */
  handle(request: HttpRequest<unknown>): Observable<HttpEvent<unknown>> {
    return defer(() => {
      const call = httpCall(request, () => this.#base());
      return this.#signals$(request, call).pipe(toHttpEvents(request, call));
    }).pipe(
      catchError((error: unknown) => throwError(() => failure(request, error))),
      errorsLater(),
      takeUntil(this.#destroyed$),
    );
  }

  #signals$(request: HttpRequest<unknown>, call: HttpCall): Observable<CommandSignal> {
    const pools = this.#injector.get(HTTP_POOLS);
    const name = request.context.get(QHTTP_PIPELINE);
    if (name !== undefined)
      return this.#injector.get(ORDERED_PIPELINES).forCall(name, call).call$(call, pools.scheduler);
    return pools
      .poolFor(call.fetch)
      .request$(call.url, call.header, call.data)
      .pipe(endAfter(call.timeoutMs, pools.scheduler));
  }

  /** What a relative URL is relative to, as the page says now. Angular's document on a server does not know it. */
  #base(): string | undefined {
    if (!isPlatformServer(this.#injector.get(PLATFORM_ID))) return this.#document.baseURI;
    const location = this.#injector.get(PlatformLocation);
    return URL.canParse(location.href) ? new URL(location.getBaseHrefFromDOM(), location.href).href : undefined;
  }
}

function failure({ urlWithParams: url }: HttpRequest<unknown>, error: unknown): HttpErrorResponse {
  if (error instanceof HttpErrorResponse) return error;
  const statusText = textOf(error, 'name') === 'TimeoutError' ? 'Request timeout' : 'Unknown Error';
  return new HttpErrorResponse({ error, status: 0, statusText, url });
}
