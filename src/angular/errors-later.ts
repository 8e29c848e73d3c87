import { asyncScheduler, Observable, type MonoTypeOperatorFunction } from 'rxjs';

/**
 * Tells an error that comes while the source is being subscribed behind that: whoever tries again at once, for ever, leaves
 * the rest of the program its turns.
 */
export function errorsLater<T>(): MonoTypeOperatorFunction<T> {
  return (source) =>
    new Observable((subscriber) => {
      let isSubscribing = true;
      const fail = (error: unknown) => {
        const tell = () => subscriber.error(error);
        if (isSubscribing) subscriber.add(asyncScheduler.schedule(tell));
        else tell();
      };
      const subscription = source.subscribe({
        next: (value) => subscriber.next(value),
        error: fail,
        complete: () => subscriber.complete(),
      });
      isSubscribing = false;
      return subscription;
    });
}
