import { asapScheduler, VirtualAction, VirtualTimeScheduler, type SchedulerAction, type Subscription } from 'rxjs';

/**
 * A scheduler whose time passes when a test says so, while sockets are real ones: a timeout comes when it is wanted, and
 * never because the machine is slow. What is to happen at once does.
 */
export class HandClock extends VirtualTimeScheduler {
  constructor() {
    super(VirtualAction, 0);
  }

  override schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay = 0, state?: T): Subscription {
    return delay > 0 ? super.schedule(work, delay, state) : asapScheduler.schedule(work, 0, state);
  }

  /** Lets so many milliseconds pass, and all timers come that are due in them. */
  pass(ms: number): void {
    this.maxFrames = this.frame + ms;
    this.flush();
    this.frame = this.maxFrames;
  }

  /** How many timers are set. */
  get timers(): number {
    return this.actions.filter(({ closed }) => !closed).length;
  }
}
