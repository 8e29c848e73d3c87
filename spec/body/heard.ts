import type { ReceiverListener } from '../../src/body/body-receiver.js';

/** A listener that writes down what it is told. */
export class Heard implements ReceiverListener {
  readonly events: string[] = [];
  #onEvent: (() => void) | undefined;

  onSpace(): void {
    this.#add('space');
  }

  onFailure(error: unknown): void {
    this.#add(error instanceof Error ? error.message : String(error));
  }

  readonly onFlushed = (): void => {
    this.#add('flushed');
  };

  /** Waits until something has been told. */
  async any(): Promise<readonly string[]> {
    if (this.events.length === 0) await new Promise<void>((resolve) => (this.#onEvent = resolve));
    return this.events;
  }

  #add(event: string): void {
    this.events.push(event);
    this.#onEvent?.();
  }
}
