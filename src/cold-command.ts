import { asyncScheduler, Observable, type Subscriber } from 'rxjs';
import type { Pipeline } from './pipeline.js';
import type { PipelineCommand } from './pipeline-command.js';
import type { Place } from './queue/waiting-line.js';
import { ErrorCode } from './values/error-code.js';
import { QHttpError } from './values/qhttp-error.js';
import type { CommandSignal } from './values/signal.js';

/**
 * A command that is scheduled once for each subscription, and followed by its subscriber alone. Unsubscribing
 * removes it while it waits, and cancels it while it runs.
 */
export function coldCommand(
  pipeline: Pipeline,
  schedule: (subscriber: Subscriber<CommandSignal>) => Place<PipelineCommand>,
  signal?: AbortSignal,
): Observable<CommandSignal> {
  return new Observable((subscriber) => {
    let place: Place<PipelineCommand>;
    try {
      place = schedule(subscriber);
    } catch (error) {
      // Not at once: whoever tries again would do so for ever.
      return asyncScheduler.schedule(() => {
        subscriber.error(error);
      });
    }
    const cancel = () => {
      pipeline.cancel(place);
    };
    if (!signal) return cancel;
    const onAbort = () => {
      const cause: unknown = signal.reason;
      pipeline.cancel(place, cause);
      subscriber.error(new QHttpError(ErrorCode.Aborted, place.item.id, 'Request aborted', { cause }));
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    return () => {
      signal.removeEventListener('abort', onAbort);
      cancel();
    };
  });
}
