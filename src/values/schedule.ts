import type { SchedulerLike } from 'rxjs';

/** Calls back soon, yet never before it has returned. */
export type Schedule = (work: () => void) => void;

/**
 * A microtask; or a turn of `scheduler`, behind everything that is due in it already. So whoever subscribes in the
 * turn of the call hears all of it, on virtual time as with a microtask.
 */
export function scheduleWith(scheduler: SchedulerLike | undefined): Schedule {
  if (!scheduler) return queueMicrotask;
  return (work) => {
    scheduler.schedule(() => scheduler.schedule(work));
  };
}
