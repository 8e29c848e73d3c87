import { HttpClient, HttpErrorResponse, provideHttpClient } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { injectQHttpPool, provideQHttp, type QHttpFeature } from 'rx-qhttp/angular';
import type { QHttpPool } from 'rx-qhttp/browser';
import { catchError, firstValueFrom, of, type Observable } from 'rxjs';
import { inject } from 'vitest';

/** The server of the specs. */
export const origin = inject('origin');

/** An application whose `HttpClient` goes through a pool. */
export function application(...features: QHttpFeature[]): { client: HttpClient; pool: QHttpPool } {
  TestBed.configureTestingModule({ providers: [provideHttpClient(), provideQHttp(...features)] });
  return { client: TestBed.inject(HttpClient), pool: TestBed.runInInjectionContext(() => injectQHttpPool()) };
}

/** What a call of `HttpClient` fails with. */
export async function failureOf(call$: Observable<unknown>): Promise<HttpErrorResponse> {
  const failure = await firstValueFrom(call$.pipe(catchError((error: unknown) => of(error))));
  if (failure instanceof HttpErrorResponse) return failure;
  throw new Error(`It has not failed, it gave ${JSON.stringify(failure)}`);
}

/** Of a request that the server follows: `begun` and `gone` wait for it, `asked` counts. */
export function followed(): {
  key: string;
  begun(): Promise<string>;
  gone(): Promise<string>;
  asked(): Promise<number>;
} {
  const key = crypto.randomUUID();
  const ask = async (question: string): Promise<string> => (await fetch(`${origin}/${question}?key=${key}`)).text();
  return {
    key,
    begun: () => ask('begun'),
    gone: () => ask('gone'),
    asked: async () => Number(await ask('asked')),
  };
}
