import type { Observer, Subscriber, Subscription, Unsubscribable } from 'rxjs';
import type { Command, Telling } from './command.js';

/** Whom a command is carried out for. */
export interface RunOwner<T, C extends Command<T>> {
  readonly telling: Telling<T, C>;
  readonly output: Subscriber<T>;
  othersWait(): boolean;
  onComplete(ending: Subscriber<never>): void;
  onError(ending: Subscriber<never>, error: unknown): void;
  /** Nobody is subscribed to it any more. */
  onLeft(run: Run<T, C>): void;
}

/** One command being carried out: started, its own values, then finished or failed, exactly once. */
export class Run<T, C extends Command<T>> implements Observer<T>, Unsubscribable {
  readonly #ending: Subscriber<never>;
  readonly #owner: RunOwner<T, C>;
  #subscription: Subscription | undefined;
  #isSettled = false;
  #isFailing = false;
  #isAborted = false;
  /** Nobody is subscribed to it any more. To ask `closed` would cost more: each kind of Subscriber has it elsewhere. */
  #isLeft = false;

  /** @param ending - is told that the command has ended, and how */
  constructor(
    readonly command: C,
    ending: Subscriber<never>,
    owner: RunOwner<T, C>,
  ) {
    this.#ending = ending;
    this.#owner = owner;
  }

  start(): void {
    this.#tell(this.#owner.telling.started(this.command));
    if (this.#isOver()) return;
    const subscription = this.command.work.subscribe(this);
    this.#subscription = subscription;
    if (this.#isOver()) subscription.unsubscribe();
  }

  // What its work emits.

  next(value: T): void {
    if (!this.#isSettled) this.#tell(value);
  }

  error(error: unknown): void {
    if (this.#isSettled) return;
    this.#tellFailure(error);
    if (!this.#isLeft) this.#owner.onError(this.#ending, error);
  }

  complete(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#tell(this.#owner.telling.finished(this.command));
    if (!this.#isLeft) this.#owner.onComplete(this.#ending);
  }

  abort(error: unknown): void {
    if (!this.#isSettled) this.error(error);
    else if (this.#isFailing) this.#isAborted = true;
    else this.#owner.onError(this.#ending, error);
  }

  cancel(makeError: () => unknown): void {
    if (this.#isSettled) return;
    const error = makeError();
    this.#tellFailure(error);
    if (this.#isLeft) return;
    if (this.#isAborted || !this.#owner.othersWait()) {
      this.#owner.onError(this.#ending, error);
      return;
    }
    this.#subscription?.unsubscribe();
    this.#subscription = this.#owner.telling.recover().subscribe({
      next: (value) => {
        this.#tell(value);
      },
      complete: () => {
        if (!this.#isLeft) this.#owner.onComplete(this.#ending);
      },
    });
  }

  /** It is left behind, whether it has ended or not. */
  unsubscribe(): void {
    this.#isLeft = true;
    this.#subscription?.unsubscribe();
    this.#owner.onLeft(this);
  }

  /** As a call: a subscriber may have ended it since the last look. */
  #isOver(): boolean {
    return this.#isSettled || this.#isLeft;
  }

  #tellFailure(error: unknown): void {
    this.#isSettled = true;
    this.#isFailing = true;
    this.#tell(this.#owner.telling.failed(this.command, error));
    this.#isFailing = false;
  }

  /** Nothing is told of it any more when it has been left behind. */
  #tell(value: T): void {
    if (!this.#isLeft) this.#owner.output.next(value);
  }
}
