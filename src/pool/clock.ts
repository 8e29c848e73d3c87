import type { SchedulerLike } from 'rxjs';

/** What a pool knows of time. */
export interface Clock {
  /** In milliseconds, since whenever. */
  now(): number;
  /** Calls back once. @returns a function that takes that back */
  after(milliseconds: number, callback: () => void): () => void;
}

export function clockFrom(scheduler: SchedulerLike | undefined): Clock {
  if (!scheduler) return realClock;
  return {
    now: () => scheduler.now(),
    after(milliseconds, callback) {
      const action = scheduler.schedule(callback, milliseconds);
      return () => action.unsubscribe();
    },
  };
}

const realClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    // An idle connection does not keep a process from ending, so its timer must not either. A browser has a number.
    (timer as Partial<typeof timer>).unref?.();
    return () => clearTimeout(timer);
  },
};
