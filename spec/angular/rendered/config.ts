import { provideHttpClient } from '@angular/common/http';
import type { ApplicationConfig } from '@angular/core';
import { provideClientHydration } from '@angular/platform-browser';
import { provideQHttp, withPipelines } from 'rx-qhttp/angular';

/** The same on the server as in the browser: HttpClient keeps what the server has got for the browser. */
export const config: ApplicationConfig = {
  providers: [provideHttpClient(), provideQHttp(withPipelines({ api: {} })), provideClientHydration()],
};
