/** Lets things pass one by one, or holds them up. */
export class Gate {
  #passed: Promise<void> | undefined;
  #open: (() => void) | undefined;

  get isClosed(): boolean {
    return this.#passed !== undefined;
  }

  close(): void {
    this.#passed ??= new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open(): void {
    this.#open?.();
    this.#open = this.#passed = undefined;
  }

  /** Gives what `pieces` gives, while the gate is open. */
  async *through<T>(pieces: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
    for await (const piece of pieces) {
      while (this.#passed) await this.#passed;
      yield piece;
    }
  }
}
