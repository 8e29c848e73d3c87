import { Observable, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';

/** What a call that took too long ends with, as in Angular and in `fetch`. */
export function timedOut(ms: number): DOMException {
  return new DOMException(`The request was not over within ${ms} ms`, 'TimeoutError');
}

/** Ends the source after a time, with {@link timedOut}; undefined for never. */
export function endAfter<T>(ms: number | undefined, scheduler: SchedulerLike): MonoTypeOperatorFunction<T> {
  return (source) => {
    if (ms === undefined) return source;
    return new Observable((subscriber) => {
      subscriber.add(scheduler.schedule(() => subscriber.error(timedOut(ms)), ms));
      source.subscribe(subscriber);
    });
  };
}
