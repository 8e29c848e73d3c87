import { DestroyRef, inject, type Injector } from '@angular/core';
import type { Observable } from 'rxjs';

/**
 * Subscribes a stream until its injector is destroyed. One that is destroyed already is an error before anything is asked
 * for; of a stream that has ended nothing stays behind. A stream that fails ends.
 *
 * @param injector - that of the injection context where it is left out
 */
export function untilDestroyed<T>(
  source: Observable<T>,
  next: (value: T) => void,
  injector: Injector | undefined,
): void {
  const destroyRef = injector ? injector.get(DestroyRef) : inject(DestroyRef);
  let end = (): void => undefined;
  const forget = destroyRef.onDestroy(() => end());
  const subscription = source.subscribe({ next, error: () => undefined });
  subscription.add(forget);
  end = () => subscription.unsubscribe();
}
