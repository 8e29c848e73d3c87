import { from, Subscription, type ObservableInput } from 'rxjs';

/**
 * A question to the subscribers of a signal. It is decided when all of them have been told, or, where one of them
 * asked for time, when everything that it waits for has completed.
 */
export class Question {
  /** Whether the subscribers accept what the signal told them of. */
  isAccepted = false;
  readonly #decided: (error: unknown) => void;
  readonly #inputs = new Subscription();
  #open = 0;
  #isOver = false;

  /** @param decided - called once; with an error where an input had one */
  constructor(decided: (error: unknown) => void) {
    this.#decided = decided;
  }

  /** @param tell - tells the subscribers, who may call everything below */
  ask(tell: () => void): void {
    this.#open++;
    tell();
    this.#close();
  }

  waitFor(input: ObservableInput<unknown>): void {
    this.#open++;
    this.#inputs.add(
      from(input).subscribe({
        error: (error: unknown) => {
          this.#decide(error);
        },
        complete: () => {
          this.#close();
        },
      }),
    );
  }

  /** Nobody wants to know any more. */
  cancel(): void {
    this.#isOver = true;
    this.#inputs.unsubscribe();
  }

  #close(): void {
    if (--this.#open === 0) this.#decide(undefined);
  }

  #decide(error: unknown): void {
    if (this.#isOver) return;
    this.cancel();
    this.#decided(error);
  }
}
