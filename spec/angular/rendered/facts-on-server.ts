import { FetchBackend, provideHttpClient } from '@angular/common/http';
import { Component } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { INITIAL_CONFIG, platformServer, provideServerRendering } from '@angular/platform-server';
import { provideQHttp, QHttpBackend } from 'rx-qhttp/angular';
import { chapters } from '../src/facts/chapters.ts';
import { wantedOnServer } from '../src/facts/fact.ts';

/** What a fact says of a backend on a server, and what was seen there. */
export interface SeenOnServer {
  readonly what: string;
  readonly wanted: string;
  readonly seen: string;
}

@Component({ selector: 'page-root', template: '' })
class Nothing {}

/** Tries each fact with Angular's FetchBackend, over the fetch of Node, and with QHttpBackend, over undici. */
export async function factsOnServer(origin: string): Promise<readonly SeenOnServer[]> {
  const document = '<page-root></page-root>';
  const platformRef = platformServer([{ provide: INITIAL_CONFIG, useValue: { document, url: `${origin}/` } }]);
  const providers = [provideHttpClient(), provideQHttp(), provideServerRendering()];
  try {
    const { injector } = await bootstrapApplication(Nothing, { providers }, { platformRef });
    const backends = { fetch: injector.get(FetchBackend), qhttp: injector.get(QHttpBackend) };
    const results: SeenOnServer[] = [];
    for (const { title, facts } of chapters) {
      for (const fact of facts) {
        for (const name of ['fetch', 'qhttp'] as const) {
          const seen = await fact.run(backends[name], origin);
          results.push({ what: `${title} > ${name} > ${fact.what}`, wanted: wantedOnServer(fact)[name], seen });
        }
      }
    }
    return results;
  } finally {
    platformRef.destroy();
  }
}
