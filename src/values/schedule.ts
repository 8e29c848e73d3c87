import { asyncScheduler, type SchedulerLike } from 'rxjs';

/** Calls back soon, yet never before it has returned. */
export type Schedule = (work: () => void) => void;

/**
 * A microtask; or a turn of `scheduler`, behind everything that is due in it already. So whoever subscribes in the
 * turn of the call hears all of it, on virtual time as with a microtask.
 */
export function scheduleWith(scheduler: SchedulerLike | undefined): Schedule {
  if (!scheduler) return soon;
  return (work) => {
    let isInside = true; // a scheduler such as queueScheduler calls back before it has returned
    scheduler.schedule(() => {
      if (isInside) queueMicrotask(work);
      else scheduler.schedule(work);
    });
    isInside = false;
  };
}

/** A browser's own must not be called as a method of whoever keeps it. */
const soon: Schedule = (work) => {
  queueMicrotask(work);
};

/** Calls back when the rest of the program has had a turn; on virtual time as {@link scheduleWith}. */
export function scheduleLaterWith(scheduler: SchedulerLike | undefined): Schedule {
  if (scheduler) return scheduleWith(scheduler);
  return (work) => {
    asyncScheduler.schedule(work);
  };
}

/** Calls back after a time in milliseconds, unless what it returns is called before. */
export type Timer = (ms: number, work: () => void) => () => void;

/** The time in milliseconds, since whenever: on virtual time with a scheduler, else by a clock that nobody sets. */
export function clockWith(scheduler: SchedulerLike | undefined): () => number {
  return scheduler ? () => scheduler.now() : () => performance.now();
}

/** On virtual time with a scheduler. */
export function timerWith(scheduler: SchedulerLike | undefined): Timer {
  if (!scheduler) return plainTimer;
  return (ms, work) => {
    const subscription = scheduler.schedule(work, ms);
    return () => {
      subscription.unsubscribe();
    };
  };
}

/** Each request under a timeout sets one: an action of a scheduler costs several times as much. */
const plainTimer: Timer = (ms, work) => {
  const timer = setTimeout(work, ms);
  return () => {
    clearTimeout(timer);
  };
};
