import { lastValueFrom, type Observable } from 'rxjs';
import { ErrorCode, QHttpError, QHttpPool, type QHttpPoolOptions } from '../../src/index.js';
import { atEnd } from '../support/at-end.js';

/** A pool that is destroyed when the test has ended. */
export function poolOf(options: QHttpPoolOptions = {}): QHttpPool {
  const pool = new QHttpPool(options);
  atEnd(() => {
    pool.destroy();
  });
  return pool;
}

/** What a subscription is told, each as one word: `next:requestStarted`, `error:Aborted`, `complete`. */
export function heard(source$: Observable<{ readonly type: string }>): readonly string[] {
  const words: string[] = [];
  source$.subscribe({
    next: ({ type }) => words.push(type),
    error: (error: unknown) => words.push(`error:${nameOf(error)}`),
    complete: () => words.push('complete'),
  });
  return words;
}

export function nameOf(error: unknown): string {
  return error instanceof QHttpError ? ErrorCode[error.code] : String(error);
}

/** Waits for the end of a request; rejects with its error. */
export function ended(source$: Observable<unknown>): Promise<unknown> {
  return lastValueFrom(source$);
}
