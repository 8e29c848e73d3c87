import { FetchBackend, HttpXhrBackend, provideHttpClient } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { inject } from 'vitest';
import { provideQHttp, QHttpBackend } from 'rx-qhttp/angular';
import type { Backend } from './fact.ts';
import { chapters } from './chapters.ts';

const backends: Readonly<Record<'fetch' | 'xhr' | 'qhttp', () => Backend>> = {
  fetch: () => TestBed.inject(FetchBackend),
  xhr: () => TestBed.inject(HttpXhrBackend),
  qhttp: () => TestBed.inject(QHttpBackend),
};

for (const { title, facts } of chapters) {
  describe(title, () => {
    for (const [name, backend] of Object.entries(backends)) {
      describe(name, () => {
        test.each(facts)('$what', async (fact) => {
          TestBed.configureTestingModule({ providers: [provideHttpClient(), provideQHttp()] });
          const wanted = { fetch: fact.fetch, xhr: fact.xhr ?? fact.fetch, qhttp: fact.qhttp ?? fact.fetch };
          const seen = await fact.run(backend(), inject('origin'));
          expect(seen).toBe(wanted[name as keyof typeof wanted]); // one of the names above
        });
      });
    }
  });
}
