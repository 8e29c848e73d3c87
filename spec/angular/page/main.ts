import { provideHttpClient, withInterceptors, type HttpInterceptorFn } from '@angular/common/http';
import { bootstrapApplication } from '@angular/platform-browser';
import { provideQHttp, withPipelines } from 'rx-qhttp/angular';
import { Page } from './page';

/** Interceptors of Angular stand in front of every backend. */
const signed: HttpInterceptorFn = (request, next) =>
  next(request.clone({ setHeaders: { 'x-signed': `${request.method} ${request.url}` } }));

await bootstrapApplication(Page, {
  providers: [
    provideHttpClient(withInterceptors([signed])),
    provideQHttp(withPipelines({ printer: {}, patient: { dropOnStatus: false } })),
  ],
});
