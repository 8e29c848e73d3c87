// What a user writes in an Angular application; compiled against the packed package by check-types.mjs.
import { HttpClient, HttpContext, HttpEventType, provideHttpClient, type HttpEvent } from '@angular/common/http';
import { inject, type EnvironmentProviders, type Injector, type Signal } from '@angular/core';
import {
  injectPipeline,
  injectQHttp,
  injectQHttpPool,
  inPipeline,
  progressSignal,
  provideQHttp,
  QHTTP_PIPELINE,
  QHttpBackend,
  stateSignal,
  withoutHttpClient,
  withPipelines,
  withPool,
} from 'rx-qhttp/angular';
import type { PipelineConfig, QHttpFeature } from 'rx-qhttp/angular';
import { QHttp, State, toText } from 'rx-qhttp/browser';
import type { QHttpPool, TransferProgress } from 'rx-qhttp/browser';

const printer: PipelineConfig = { dropOnStatus: (status) => status >= 500, fetch: { credentials: 'include' } };
const features: readonly QHttpFeature[] = [
  withPool({ connectionsPerOrigin: 2 }),
  withPool(() => ({ limits: { bodyBytes: 1000 } })),
  withPipelines({ printer, log: {} }),
  withoutHttpClient(),
];
export const providers: (EnvironmentProviders | EnvironmentProviders[])[] = [
  provideHttpClient(),
  provideQHttp(...features),
];
// @ts-expect-error There is no such choice.
withPipelines({ printer: { dropOnStatus: 'never' } });

export class Film {
  readonly http: QHttp = injectQHttp('films.example', 'https');
  readonly other: QHttp = injectQHttp({ challenges: 'deliver' });
  readonly pool: QHttpPool = injectQHttpPool();
  readonly printer: QHttp = injectPipeline('printer');
  readonly state: Signal<State> = stateSignal(this.http);
  readonly progress: Signal<TransferProgress> = progressSignal(this.http);
  readonly #client = inject(HttpClient);

  constructor(injector: Injector) {
    const upload$ = this.#client.post('/films', new FormData(), { observe: 'events', reportProgress: true });
    const upload: Signal<TransferProgress> = progressSignal(upload$, { direction: 'upload', injector });
    const film: Signal<TransferProgress> = progressSignal(this.http.get$('/film.mp4'), { injector });
    const ratio: number | undefined = film().ratio ?? upload().ratio;
    console.log(ratio);
  }

  print(job: object): void {
    const context: HttpContext = inPipeline('printer', new HttpContext());
    const name: string | undefined = context.get(QHTTP_PIPELINE);
    this.#client.post(`/jobs?of=${name}`, job, { context }).subscribe();
    this.pool
      .get$('https://films.example/')
      .pipe(toText())
      .subscribe((text: string) => console.log(text));
    const backend = inject(QHttpBackend);
    backend
      .handle({} as never)
      .subscribe((event: HttpEvent<unknown>) => console.log(event.type === HttpEventType.Sent));
  }
}
