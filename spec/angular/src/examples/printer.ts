import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { injectPipeline, inPipeline, stateSignal } from 'rx-qhttp/angular';
import type { Observable } from 'rxjs';

@Injectable({ providedIn: 'root' })
export class Printer {
  readonly #client = inject(HttpClient);
  readonly #pipeline = injectPipeline('printer');
  readonly state = stateSignal(this.#pipeline);

  /** Printed when what was given before has been printed; dropped when that has failed. */
  print(page: string): Observable<unknown> {
    return this.#client.post('/pages', { page }, { context: inPipeline('printer') });
  }

  /** Ends what is being printed, and drops the rest. */
  stop(): void {
    this.#pipeline.abort();
  }
}
