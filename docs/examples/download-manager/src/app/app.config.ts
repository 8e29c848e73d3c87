import { type ApplicationConfig, provideBrowserGlobalErrorListeners } from '@angular/core';
import { PAGE_START, type PageStart } from './desk/page-start';
import { DESKS, type Desks } from './desk/ways';

/** What the application is made of. */
export function appConfig(start: PageStart, desks: Desks): ApplicationConfig {
  return {
    providers: [
      provideBrowserGlobalErrorListeners(),
      { provide: PAGE_START, useValue: start },
      { provide: DESKS, useValue: desks },
    ],
  };
}
