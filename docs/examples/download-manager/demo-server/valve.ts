import { once } from 'node:events';

/**
 * Lets so many bytes of a body through, and the rest when it is opened: so that whoever watches a transfer finds it in
 * the middle for as long as he likes.
 */
export class Valve {
  readonly #opened = new AbortController();
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  get isOpen(): boolean {
    return this.#opened.signal.aborted;
  }

  /** From now on everything passes. */
  open(): void {
    this.#opened.abort();
  }

  /**
   * @param wanted - bytes
   * @param gone - ends the waiting
   * @returns how many bytes may pass, at least one; 0 when `gone` was set off
   */
  async pass(wanted: number, gone: AbortSignal): Promise<number> {
    if (!this.isOpen && this.#left === 0) await either(this.#opened.signal, gone);
    if (gone.aborted) return 0;
    if (this.isOpen) return wanted;
    const passed = Math.min(wanted, this.#left);
    this.#left -= passed;
    return passed;
  }
}

async function either(one: AbortSignal, other: AbortSignal): Promise<void> {
  const any = AbortSignal.any([one, other]);
  if (!any.aborted) await once(any, 'abort');
}
