import { provideHttpClient } from '@angular/common/http';
import type { ApplicationConfig } from '@angular/core';
import { provideQHttp, withPipelines, withPool } from 'rx-qhttp/angular';

export const application: ApplicationConfig = {
  providers: [
    provideHttpClient(),
    provideQHttp(
      withPool({ connectionsPerOrigin: 4, timeouts: { headers: 30_000 } }),
      withPipelines({ printer: {}, journal: { dropOnStatus: false } }),
    ),
  ],
};
