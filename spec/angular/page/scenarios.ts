import { HttpClient, HttpErrorResponse, HttpEventType, HttpRequest, type HttpContext } from '@angular/common/http';
import { inject, Service } from '@angular/core';
import { catchError, firstValueFrom, forkJoin, map, merge, of, toArray, type Observable } from 'rxjs';
import { inPipeline } from 'rx-qhttp/angular';

/** What was told of a transfer with `reportProgress`. */
export interface Transfer {
  readonly steps: number;
  readonly isMonotonic: boolean;
  readonly last: number;
  readonly total: number | undefined;
  readonly answer: number;
}

/** What the test has the page do by its HttpClient. The paths are of the server that the page came from. */
@Service()
export class Scenarios {
  readonly #http = inject(HttpClient);

  /** All at once, in one pipeline; the answers, or how they failed, in their order. */
  inPipeline(name: string, paths: readonly string[]): Promise<readonly string[]> {
    return firstValueFrom(forkJoin(paths.map((path) => this.#text(path, inPipeline(name)))));
  }

  /** All at once, in none; in the order in which they end. */
  sideBySide(paths: readonly string[]): Promise<readonly string[]> {
    return firstValueFrom(merge(...paths.map((path) => this.#text(path))).pipe(toArray()));
  }

  /** Takes the first back as soon as the server has it; the others of the pipeline go on. */
  async takeBack(name: string, [first, ...others]: readonly string[], isThere: string): Promise<readonly string[]> {
    const context = inPipeline(name);
    const held = this.#text(first ?? '', context).subscribe();
    const rest = firstValueFrom(forkJoin(others.map((path) => this.#text(path, context))));
    await firstValueFrom(this.#text(isThere));
    held.unsubscribe();
    return rest;
  }

  upload(path: string, bytes: number): Promise<Transfer> {
    const body = new Blob([new Uint8Array(bytes)]);
    return this.#transfer(new HttpRequest('POST', path, body, { reportProgress: true }), HttpEventType.UploadProgress);
  }

  download(path: string): Promise<Transfer> {
    return this.#transfer(
      new HttpRequest('GET', path, { reportProgress: true, responseType: 'blob' }),
      HttpEventType.DownloadProgress,
    );
  }

  #text(path: string, context?: HttpContext): Observable<string> {
    return this.#http.get(path, { responseType: 'text', ...(context && { context }) }).pipe(
      catchError((error: unknown) => {
        if (!(error instanceof HttpErrorResponse)) throw error;
        return of(`${error.status} ${path}`);
      }),
    );
  }

  #transfer(request: HttpRequest<unknown>, type: HttpEventType.UploadProgress | HttpEventType.DownloadProgress) {
    return firstValueFrom(
      this.#http.request(request).pipe(
        toArray(),
        map((events): Transfer => {
          const steps = events.flatMap((event) => (event.type === type && 'loaded' in event ? [event] : []));
          const loaded = steps.map((step) => step.loaded);
          const answer = events.at(-1);
          const body = answer?.type === HttpEventType.Response ? answer.body : undefined;
          return {
            steps: steps.length,
            isMonotonic: loaded.every((done, index) => done >= (loaded[index - 1] ?? 0)),
            last: loaded.at(-1) ?? 0,
            total: steps.at(-1)?.total,
            answer: body instanceof Blob ? body.size : Number(body),
          };
        }),
      ),
    );
  }
}
