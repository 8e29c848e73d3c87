import { provideHttpClient } from '@angular/common/http';
import { type ApplicationConfig, provideBrowserGlobalErrorListeners } from '@angular/core';
import { provideQHttp, withPipelines, withPool } from 'rx-qhttp/angular';
import { PAGE_START, type PageStart } from './desk/page-start';
import { DESKS, type Desks } from './desk/ways';

/** What the application is made of. */
export function appConfig(start: PageStart, desks: Desks): ApplicationConfig {
  return {
    providers: [
      provideBrowserGlobalErrorListeners(),
      provideHttpClient(),
      provideQHttp(withPool({ timeouts: { idle: 30_000 } }), withPipelines({ pages: {} })),
      { provide: PAGE_START, useValue: start },
      { provide: DESKS, useValue: desks },
    ],
  };
}
